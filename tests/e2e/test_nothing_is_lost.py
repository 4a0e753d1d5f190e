"""What only a browser does to a page of a form: Back, reload, two tabs, another language in the middle of a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page as Window

from intake_forms.records import services
from tests.e2e.conftest import Visitor
from tests.intake_forms import forms
from tests.intake_forms.pages import Page, Typed, Walk, answers

pytestmark = [pytest.mark.slow, pytest.mark.once]

NEXT = ".btns button[value=next]"
TEXTS = "#wizard textarea, #wizard input:is([type=text], [type=tel], [type=email])"
#: What stands on the page now, as it would be sent.
STANDS = """() => {
    const found = {};
    for (const [name, text] of new FormData(document.getElementById('wizard')))
        if (typeof text === 'string' && text && name.includes('-')) (found[name] ??= []).push(text);
    return found;
}"""


def stands(page: Window) -> Typed:
    found: Typed = page.evaluate(STANDS)
    return found


def back(page: Window) -> None:
    """The browser's Back. Asked of the page itself: Playwright's own can meet a page that is just being exchanged."""
    with page.expect_navigation():
        page.evaluate("history.back()")


@pytest.fixture
def family(transactional_db: None) -> Walk:
    """A sponsor who has answered every page of the shipped form."""
    services.release(form=forms.shipped())
    family = Walk(Client(), forms.shipped(), {})
    family.begin()
    family.typed = {f"{family.base}gate/": family.let_in()}
    for path in family.pages():
        family.typed[path] = answers(Page(family.client.get(path)), family.form, {})
    return family


def test_reload_back_a_second_tab_and_another_language_keep_every_page(
    visitor: Callable[..., Visitor], family: Any
) -> None:
    eyes = visitor()
    eyes.be(family.client)
    page, tab = eyes.page, eyes.context.new_page()
    other = next(iter(family.typed))
    for path, typed in family.typed.items():
        tab.goto(other)
        page.goto(path)
        page.reload()
        assert stands(page) == typed, f"reload of {path}"
        tab.click(NEXT)
        page.click(NEXT)
        page.wait_for_url(lambda url, path=path: path not in url)
        back(page)
        assert stands(page) == typed, f"Back to {path}"
        _in_another_language(page, path)
        family.post(path, typed, go="save")
        tab.goto(other)
        assert stands(tab) == family.typed[other], f"the other tab, beside {path}"
        other = path


def _in_another_language(page: Window, path: str) -> None:
    if page.locator(TEXTS).count():
        page.locator(TEXTS).first.fill("a medio escr")
    half = stands(page)
    for code in ("en", "es"):
        page.click(f"button[value=lang-{code}]")
        page.wait_for_url(f"**/{code}/forms/**")
        assert stands(page) == half, f"{path} in {code}"


def test_another_language_keeps_every_page_without_javascript(visitor: Callable[..., Visitor], family: Any) -> None:
    eyes = visitor(js=False)
    eyes.be(family.client)
    page = eyes.page
    for path, typed in family.typed.items():
        page.goto(path)
        half = dict(typed)
        if page.locator(TEXTS).count():
            half[page.locator(TEXTS).first.get_attribute("name") or ""] = ["a medio escr"]
            page.locator(TEXTS).first.fill("a medio escr")
        page.click("button[value=lang-en]")
        assert f"/en{path[3:]}" in page.url
        assert Page(page.content()).shown == half, path
        family.post(path, typed, go="save")

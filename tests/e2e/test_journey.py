"""The whole journey through the shipped form: without JavaScript, and with nothing but a keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page as Window
from playwright.sync_api import expect

from intake_forms.records import invitations, opening, queries, services
from intake_forms.records.models import Case, Submission
from intake_forms.schema.document import Form
from tests.e2e.conftest import Visitor
from tests.e2e.going import NEXT, follow, go_on
from tests.e2e.keyboard import tab_to
from tests.intake_forms import forms, roles
from tests.intake_forms.everypage import send
from tests.intake_forms.pages import Page, Typed, Walk, answers

pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.fixture
def form(transactional_db: None) -> Form:
    services.release(form=forms.shipped())
    return forms.shipped()


def test_from_the_start_page_to_the_confirmation_without_javascript(
    visitor: Callable[..., Visitor], form: Form
) -> None:
    page = visitor(js=False, width=360).page
    page.goto(f"/es/forms/{form.key}/")
    follow(page.get_by_role("link", name="Empezar", exact=True))
    while not page.url.endswith("/check/"):
        if page.url.endswith("/key/"):
            words = page.locator(".words li").all_inner_texts()
            follow(page.locator(".btns a").first)
            continue
        for name, texts in answers(Page(page.content()), form, {}).items():
            _fill(page, name, texts)
        go_on(page)
    go_on(page)
    reference = page.locator("#reference").inner_text()
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", reference)
    # Closed here, opened again with what she wrote down, and all of it deleted.
    page.context.clear_cookies()
    page.goto("/es/continue/")
    _enter(page, reference, words)
    page.wait_for_url("**/es/case/")
    expect(page.locator("main")).to_contain_text(reference)
    follow(page.locator("a[href$='/case/delete/']").first)
    follow(page.locator("main button[value=delete]"))
    page.wait_for_url("**/es/case/deleted/*")
    page.goto("/es/continue/")
    _enter(page, reference, words)
    expect(page.locator(".summary")).to_be_visible()


def _enter(page: Window, reference: str, words: list[str]) -> None:
    page.fill("[name=reference]", reference)
    page.fill("[name=words]", " ".join(words))
    follow(page.locator("main button[value=next]"))


def _fill(page: Window, name: str, texts: list[str]) -> None:
    boxes = page.locator(f"[name='{name}']")
    if boxes.first.get_attribute("type") in ("radio", "checkbox"):
        for text in texts:
            page.check(f"[name='{name}'][value='{text}']")
    elif boxes.first.evaluate("one => one.tagName") == "SELECT":
        boxes.select_option(texts)
    else:
        boxes.fill(texts[0])


#: Where the focus is: what a keyboard needs to know of it, and whether it shows and comes after the one before.
HERE = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
        || (one.closest('label') && getComputedStyle(one.closest('label')).outlineStyle !== 'none');
    const last = window.lastStop;
    window.lastStop = one;
    return {
        name: one.name || '', kind: one.type || one.tagName.toLowerCase(), text: one.textContent.trim(), value: one.value || '',
        checked: !!one.checked, next: one.matches('.btns button[value=next], #papers .btns button'), skip: one.matches('.skip'),
        marked: marked && box.width > 1 && box.height > 1,
        inOrder: !last || !!(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
    };
}"""


def test_from_the_start_page_to_the_confirmation_with_the_keyboard_alone(
    visitor: Callable[..., Visitor], form: Form
) -> None:
    page = visitor(width=1280).page
    page.goto(f"/es/forms/{form.key}/")
    tab_to(page.get_by_role("link", name="Empezar", exact=True))
    press_enter(page)
    # Nothing answered: the summary has the focus, and leads to what is to be mended.
    on_to_continue(page, {})
    press_enter(page)
    expect(page.locator("#errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=gate-contacted]").first).to_be_focused()
    page.goto(f"/es/forms/{form.key}/gate/")
    while not page.url.endswith("/check/"):
        if page.url.endswith("/key/"):
            words = page.locator(".words li").all_inner_texts()
            tab_to(page.locator(".btns a").first)
        else:
            on_to_continue(page, answers(Page(page.content()), form, {}))
        press_enter(page)
    on_to_continue(page, {})
    press_enter(page)
    reference = page.locator("#reference").inner_text()
    every_stop(page)
    # Back with the words, on the page of the case; a paper that staff have asked for meanwhile; the list that asks for no name.
    services.release(form=forms.shipped("packet"))
    opening.open_form(case=Case.objects.get(), form_key="packet", by=1)
    page.context.clear_cookies()
    page.goto("/es/continue/")
    on_to_continue(page, {"reference": [reference], "words": [" ".join(words)]})
    press_enter(page)
    for path in ("/es/case/", "/es/case/messages/", "/es/case/delete/"):
        page.goto(path)
        every_stop(page)
    page.goto("/es/forms/packet/authorization/")
    expect(page).to_have_url(re.compile(r"/packet/gate/\?to=authorization$"))
    for _page in ("gate", "authorization"):
        on_to_continue(page, answers(Page(page.content()), forms.shipped("packet"), {}))
        press_enter(page)
    expect(page).to_have_url(re.compile("/packet/role/$|/packet/other-papers/$"))
    expect(page.locator(".summary")).to_have_count(0)
    page.goto("/es/papers/")
    on_to_continue(page, {"my_role": ["household"]})
    press_enter(page)
    expect(page.locator("main .papers").first).to_be_visible()


def invited(client: Client, form: Form, role: str) -> None:
    """Somebody who has entered the code of a sheet that a sponsor made."""
    sponsor = Walk(Client(), form, {})
    sponsor.begin()
    case = Case.objects.select_related("key").get()
    roles.enter(client, invitations.code(case, invitations.invite(case=case, role=role)))


@pytest.mark.parametrize(("role", "width", "least"), [("", 1280, 11), ("backup", 360, 7)])
def test_the_packet_with_the_keyboard_alone_and_a_photo_sent(
    visitor: Callable[..., Visitor], form: Form, papers: None, photo: Path, role: str, width: int, least: int
) -> None:
    packet = forms.shipped("packet")
    services.release(form=packet)
    family = Walk(Client(), form, {"adults_count": 2})
    if role:
        invited(family.client, form, role)
    family.begin()
    list(family.pages())
    send(family)
    case = Case.objects.get(role=role)
    opening.open_form(case=case, form_key="packet", by=1)
    eyes = visitor(width=width)
    eyes.be(family.client)
    page, pages, sent = eyes.page, 0, 0
    page.goto("/es/forms/packet/tasks/")
    every_stop(page)
    page.goto("/es/forms/packet/gate/")
    while not page.url.endswith("/check/"):
        if page.locator("#fewer").count():
            # Asked once whether somebody is missing, with the focus there: Continue is the way on.
            tab_to(page.locator(NEXT))
            press_enter(page)
            continue
        pages += 1
        button = page.locator("button[value^=upload]").first
        if not sent and button.count():
            sent += 1
            # It is sent by being chosen.
            choose_file(page, photo)
            expect(page.locator(".shot")).to_have_count(1)
            page.goto(page.url)
        on_to_continue(page, answers(Page(page.content()), packet, {}))
        press_enter(page)
    assert (pages >= least, sent) == (True, 1)
    on_to_continue(page, {})
    press_enter(page)
    expect(page.locator("#reference")).to_be_visible()
    assert Submission.objects.filter(form_key="packet").count() == 1
    assert sum(map(len, queries.papers_by_key(case).values())) == 1


def choose_file(page: Window, photo: Path) -> None:
    """Choose a file as the keyboard does: Tab to where files are chosen, and Enter."""
    # The browser is told first that somebody waits for the chooser.
    with page.expect_file_chooser() as chooser:
        tab_to(page.locator("input[type=file][multiple]").first)
        page.keyboard.press("Enter")
    chooser.value.set_files(photo)


def every_stop(page: Window) -> None:
    """From the top of a page with Tab to its end: each stop is seen, and comes after the one before."""
    page.evaluate("window.lastStop = null")
    for stop in range(200):
        page.keyboard.press("Tab")
        here: dict[str, Any] = page.evaluate(HERE)
        if stop and (here["skip"] or here["kind"] == "body"):
            assert stop > 5, page.url
            return
        assert here["marked"], f"the focus is not seen on {here} of {page.url}"
        assert here["inOrder"], f"{here} comes too early on {page.url}"
    raise AssertionError(f"Tab comes to no end on {page.url}")


def press_enter(page: Window) -> None:
    """Press Enter on what leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def on_to_continue(page: Window, typed: Typed) -> None:
    """From the top of a page with Tab to its Continue, answering on the way. The first stop skips what all pages have."""
    page.evaluate("window.lastStop = null")
    for stop in range(200):
        page.keyboard.press("Tab")
        here: dict[str, Any] = page.evaluate(HERE)
        assert here["marked"], f"the focus is not seen on {here} of {page.url}"
        assert here["inOrder"], f"{here} comes too early on {page.url}"
        assert here["skip"] == (stop == 0), here
        if here["next"]:
            return
        for text in typed.get(here["name"], []):
            _answer(page, here, text)
    raise AssertionError(f"no Tab leads to Continue on {page.url}")


def _answer(page: Window, here: dict[str, Any], text: str) -> None:
    if here["kind"] == "radio":
        page.keyboard.press("Space")
        while page.evaluate("document.activeElement.value") != text:
            page.keyboard.press("ArrowDown")
    elif here["kind"] == "checkbox":
        if here["value"] == text:
            page.keyboard.press("Space")
    elif here["kind"].startswith("select"):
        while page.evaluate("document.activeElement.value") != text:
            page.keyboard.press("ArrowDown")
    else:
        page.keyboard.insert_text(text)

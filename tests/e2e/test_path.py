"""The whole path through a real browser: page, form, photo, confirmation, the staff's screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.going import NEXT, follow, go_on

pytestmark = pytest.mark.slow

FORM = "/es/forms/sample/"


def gate(page: Page) -> None:
    page.goto(FORM)
    follow(page.get_by_role("link", name="Empezar", exact=True))
    page.check("[name=gate-contacted][value=yes]")
    page.check("[name=gate-child_location][value=in_care]")
    go_on(page)


def contact(page: Page) -> None:
    page.fill("[name=contact-first_names]", "María Guadalupe")
    page.fill("[name=contact-last_names]", "Xicohténcatl-Netzahualcóyotl de la Cruz y Sánchez")
    page.fill("[name=contact-phone]", "415 555 2671")
    page.check("[name=contact-contact_channel][value=call]")
    page.check("[name=contact-safe_message][value=neutral]")
    page.select_option("[name=contact-language]", "es")
    go_on(page)


def child(page: Page) -> None:
    page.fill("[name=child-child_first]", "José")
    page.fill("[name=child-child_last]", "Sánchez")
    page.fill("[name=child-child_age]", "9")
    page.select_option("[name=child-relationship]", "aunt")
    go_on(page)


def consent(page: Page) -> None:
    page.check("[name=consent-consent_store]")
    page.check("[name=consent-consent_cm][value=yes]")
    page.fill("[name=consent-typed_name]", "María Guadalupe")
    go_on(page)


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/cms/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    follow(page.locator("button[type=submit]"))


@pytest.mark.parametrize("js", [True, False], ids=["javascript", "no javascript"])
def test_from_the_page_to_the_staffs_screen(open_browser, portal, photo: Path, js: bool) -> None:
    page = open_browser(js=js).new_page()
    page.goto("/es/")
    follow(page.get_by_role("link", name="Preguntas").first)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    gate(page)
    words = page.locator(".words li").all_inner_texts()
    assert len(words) == 4
    follow(page.locator(".btns a").first)
    contact(page)
    child(page)
    page.set_input_files("input[type=file]", photo)
    if not js:
        follow(page.locator("button[value^=upload]"))
    expect(page.locator(".shot")).to_contain_text("Ya lo tenemos")
    go_on(page)
    consent(page)
    expect(page.locator("h1")).to_have_text("Revise sus respuestas antes de enviarlas")
    go_on(page)
    reference = page.locator("#reference").inner_text()
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", reference)
    assert page.locator(".words li").all_inner_texts() == words

    desk = open_browser(width=1280, locale="en-US").new_page()
    sign_in(desk, "caseworker", portal.passwords["caseworker"])
    follow(desk.get_by_role("link", name="Cases").first)
    follow(desk.get_by_role("link", name=reference).first)
    expect(desk.locator("body")).to_contain_text("Xicohténcatl-Netzahualcóyotl de la Cruz y Sánchez")
    expect(desk.locator("body")).to_contain_text("Aunt")
    # Small at first, once the worker has looked at it; then as large as it came.
    wait_for(desk, "img[src*='/paper']")
    assert width(desk) == 240
    follow(desk.locator("a:has(img[src*='/paper'])").first)
    assert width(desk) == 1200


def wait_for(page: Page, selector: str) -> None:
    """Look again until the worker has done its part."""
    for _turn in range(60):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(page.locator("main").inner_text())


def width(page: Page) -> int:
    """Of the first picture of a paper, in pixels as it came."""
    picture = page.locator("img[src*='/paper']").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    return int(picture.evaluate("image => image.decode().then(() => image.naturalWidth)"))


def test_enter_continues_and_never_changes_the_language(open_browser, portal) -> None:
    page = open_browser(js=False).new_page()
    gate(page)
    page.goto(FORM + "contact/")
    page.fill("[name=contact-first_names]", "Ana")
    with page.expect_navigation():
        page.press("[name=contact-first_names]", "Enter")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".summary")).to_be_visible()
    follow(page.get_by_role("button", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=contact-first_names]")).to_have_value("Ana")
    expect(page.locator(".summary")).to_have_count(0)


def test_the_gate_keeps_what_was_tapped_when_the_language_changes(open_browser, portal) -> None:
    page = open_browser(js=False).new_page()
    page.goto(FORM + "gate/")
    page.check("[name=gate-contacted][value=not_sure]")
    follow(page.get_by_role("button", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=gate-contacted][value=not_sure]")).to_be_checked()
    assert "/en/forms/sample/gate/" in page.url


def test_an_error_takes_the_focus_and_leads_to_its_field(open_browser, portal) -> None:
    page = open_browser().new_page()
    page.goto(FORM + "gate/")
    go_on(page)
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors a").first.click()
    expect(page.locator("[name=gate-contacted]").first).to_be_focused()


@pytest.mark.parametrize("js", [True, False], ids=["javascript", "no javascript"])
def test_the_address_after_an_error_is_the_next_pages_own(open_browser, portal, js: bool) -> None:
    page = open_browser(js=js).new_page()
    page.goto(FORM + "gate/#main")
    go_on(page)
    expect(page.locator("#errors")).to_be_focused()
    assert page.url == f"{portal.url}{FORM}gate/"
    page.check("[name=gate-contacted][value=yes]")
    page.check("[name=gate-child_location][value=in_care]")
    # What a link in the summary leads to stands in the address as well.
    page.locator("#errors a").first.click()
    go_on(page)
    expect(page.locator(".words")).to_be_visible()
    assert page.url == f"{portal.url}{FORM}key/"


def back(page) -> None:
    """The browser's Back. Asked of the page itself: Playwright's own can meet a page that is just being exchanged."""
    page.wait_for_load_state("networkidle")
    with page.expect_navigation():
        page.evaluate("history.back()")


def test_a_double_click_and_back_make_one_case_and_lose_nothing(open_browser, portal) -> None:
    page = open_browser().new_page()
    gate(page)
    follow(page.locator(".btns a").first)
    contact(page)
    back(page)
    expect(page.locator("[name=contact-first_names]")).to_have_value("María Guadalupe")
    page.goto(FORM + "child/")
    child(page)
    go_on(page)
    consent(page)
    with page.expect_navigation():
        page.dblclick(NEXT)
    expect(page.locator("#reference")).to_be_visible()
    back(page)
    page.reload()
    expect(page.locator("#reference")).to_be_visible()


@pytest.mark.once
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways(open_browser, portal, width: int) -> None:
    page = open_browser(width=width).new_page()
    gate(page)
    for path in (
        "/es/",
        FORM,
        FORM + "key/",
        FORM + "gate/",
        FORM + "contact/",
        FORM + "photo-id/",
        FORM + "check/",
        "/es/nope/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at {width} px"
    page.goto(FORM + "check/")
    # As a name without a space would stand there, of somebody who lacks an answer.
    page.locator(".summary a").first.evaluate("link => { link.textContent = 'B'.repeat(60) }")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.once
def test_the_first_page_of_the_form_is_small(open_browser, portal) -> None:
    context = open_browser()
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.__setitem__(request.url, request.sizes()["responseBodySize"]))
    page.goto(FORM + "gate/", wait_until="networkidle")
    sizes = {url: size for url, size in sizes.items() if "favicon" not in url}
    assert len(sizes) <= 5, sizes
    assert sum(sizes.values()) <= 32_000, sizes

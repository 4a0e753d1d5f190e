"""Building forms in a real browser: the editing aids that only a script can give."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.building import at_rest, both, child, press, within
from tests.e2e.going import follow
from tests.e2e.test_path import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.once]
#: The words that were taken out of a text and came in.
CHANGED = ("First name(s)", "Your first names, please")


def test_an_editor_sees_conditions_readers_and_stale_translations_while_typing(open_browser, portal) -> None:
    page = open_browser(width=1280, locale="en-US").new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    sign_in(page, "editor", portal.passwords["editor"])
    page.goto("/cms/snippets/intake_forms/intakeform/")
    follow(page.get_by_role("link", name="Sample form").first)
    follow(page.locator("#findings").get_by_role("link", name="About you", exact=True))
    named = "Which language do you speak best? is none of Español, English"
    expect(page.locator(".sentence", has_text=f"Shown if {named}").first).to_be_attached()
    expect(page.locator(".used-by a", has_text="Condition “Which language do you speak")).to_be_attached()
    label = page.locator("[data-question] [data-contentpath=label] [data-contentpath=en] input").first
    # Items are closed at first; this is how a search of the browser opens them.
    label.evaluate("el => el.dispatchEvent(new Event('beforematch', {bubbles: true}))")
    written = label.input_value()
    expect(page.locator(".stale-note")).to_have_count(0)
    at_rest(page)
    label.fill("Your first names, please")
    expect(page.locator(".stale-note")).to_have_count(1)
    changed = page.locator(".what-changed")
    expect(changed.locator("del")).to_have_text(CHANGED[0])
    expect(changed.locator("ins")).to_have_text(CHANGED[1])
    # Saved by itself, and the list beside it says so.
    expect(page.locator("#findings")).to_contain_text("Spanish is out of date")
    at_rest(page)
    page.get_by_role("button", name="Still right").click()
    expect(page.locator(".stale-note")).to_have_count(0)
    at_rest(page)
    label.fill(written)
    at_rest(page)
    page.get_by_role("button", name="Still right").click()
    expect(page.locator("#findings")).not_to_contain_text("Spanish is out of date")
    assert faults == []


def test_a_section_saved_by_hand_while_it_is_saved_by_itself_is_made_once(open_browser, portal) -> None:
    page = open_browser(width=1280, locale="en-US").new_page()
    sign_in(page, "editor", portal.passwords["editor"])
    page.goto("/cms/snippets/intake_forms/intakeform/")
    follow(page.get_by_role("link", name="Sample form").first)
    follow(page.get_by_role("link", name="Add a section"))
    begun: list[str] = []

    def slowly(route: Route) -> None:
        if "json" not in route.request.headers["accept"]:
            route.continue_()
            return
        answer = route.fetch()
        begun.append(route.request.url)
        page.wait_for_timeout(2000)
        route.fulfill(response=answer)

    page.route("**/formsection/add/**", slowly)
    at_rest(page)
    page.fill("#id_key", "made_once")
    both(child(within(page, "heading"), 0), None, "Made once", "Hecha una vez")
    page.fill("#id_name", "Made once")
    while not begun:
        page.wait_for_timeout(100)
    press(page, page.get_by_role("button", name="Save draft"))
    made = re.search(r"/edit/(\d+)/", page.url)
    assert made
    page.goto("/cms/snippets/intake_forms/formsection/")
    expect(page.locator("main tbody tr", has_text="Made once")).to_have_count(1)
    page.goto(f"/cms/snippets/intake_forms/formsection/delete/{made[1]}/")
    press(page, page.get_by_role("button", name="Yes, delete"))

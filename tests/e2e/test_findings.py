"""Findings lead to their blocks in a real browser, and a list comparison keeps what is typed into it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from intake_forms.authoring import listing
from tests.e2e.building import open_all, save, within
from tests.e2e.going import follow
from tests.e2e.test_path import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.once]
SECTIONS = "/cms/snippets/intake_forms/formsection/"
FORMS = "/cms/snippets/intake_forms/intakeform/"
VALUES = ["Washington, D.C.", "Oakland", 'the "blue" card', "C:\\", '"', "ñandú, «sí»"]


def section(page: Page, name: str) -> None:
    page.goto(FORMS)
    follow(page.get_by_role("link", name="Sample form").first)
    follow(page.locator("#findings").get_by_role("link", name=name, exact=True))
    page.locator(".condition-row, [data-step]").first.wait_for(state="attached")


def holds_any_text(page: Page, shown: Locator) -> None:
    """A list comparison keeps what is typed, line by line; one value alone is what it is."""
    open_all(shown)
    shown.locator("button.c-sf-add-button:visible").last.click()
    within(shown, "source").locator("select.stand-in").select_option("first_names")
    within(shown, "op").locator("select").select_option("one_of")
    area = within(shown, "value").locator("textarea.stand-in")
    area.fill("\n".join(VALUES))
    kept = within(shown, "value").locator("input[name]")
    expect(kept).to_have_value(listing.join(VALUES))
    save(page)
    expect(within(shown, "value").locator("textarea.stand-in")).to_have_value("\n".join(VALUES))
    expect(kept).to_have_value(listing.join(VALUES))

    # Comma and all, and it becomes a list of itself again.
    open_all(shown)
    area.fill(VALUES[0])
    within(shown, "op").locator("select").select_option("is")
    expect(kept).to_have_value(VALUES[0])
    within(shown, "op").locator("select").select_option("one_of")
    expect(kept).to_have_value(listing.join(VALUES[:1]))


def leads_back(page: Page, shown: Locator) -> None:
    """What the page does not offer, its raw inputs take: the finding leads there, from this page and from another."""
    within(shown, "op").locator("select").evaluate(
        """select => { select.value = "lt"; select.dispatchEvent(new Event("change", {bubbles: true})) }"""
    )
    expect(within(shown, "op").locator("option[value=lt]")).to_be_enabled()
    save(page)
    finding = page.locator("#findings li").filter(has_text="The comparison “is less than” does not fit").first
    expect(finding).to_contain_text("Section “The child” › Step “The child” › Shown if › Comparison “First name")
    finding.get_by_role("link").click()
    focused = within(page, "show_if", "source").locator("select.stand-in")
    expect(focused).to_be_focused()
    expect(focused).to_be_in_viewport()
    section(page, "About you")
    page.locator("#findings li").filter(has_text="does not fit").first.get_by_role("link").click()
    expect(focused).to_be_focused()
    expect(focused).to_be_in_viewport()


def test_a_list_comparison_holds_any_text_and_its_finding_opens_it(open_browser, portal) -> None:
    page = open_browser(width=1280, locale="en-US").new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    sign_in(page, "editor", portal.passwords["editor"])
    section(page, "The child")
    shown = within(page, "steps", "show_if")
    holds_any_text(page, shown)
    leads_back(page, shown)
    within(page, "show_if").get_by_role("button", name="Delete").last.click()
    save(page)
    expect(page.locator("#findings")).not_to_contain_text("does not fit")
    assert faults == []


def test_a_link_into_another_tab_opens_it(open_browser, portal) -> None:
    page = open_browser(width=1280, locale="en-US").new_page()
    sign_in(page, "editor", portal.passwords["editor"])
    page.goto(FORMS)
    follow(page.get_by_role("link", name="Sample form").first)
    conditions = within(page, "conditions")
    ident = conditions.locator("[data-streamfield-child]").first.get_attribute("data-contentpath")
    page.get_by_role("tab", name="Pages").wait_for()
    page.evaluate("path => (location.hash = `:w:contentpath=${path}`)", f"conditions.{ident}.key")
    field = within(conditions, "key").locator("input")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    # Named conditions read the questions of every section, by their labels.
    expect(conditions.locator("select.stand-in").first).to_contain_text("Which language do you speak best?")
    ages_are_compared_alike(conditions)


def ages_are_compared_alike(conditions: Locator) -> None:
    """Of an age nobody is offered years ago; what an older document asks so reads as what it means."""
    within(conditions, "source").locator("select.stand-in").select_option("child_age")
    op = within(conditions, "op").locator("select")
    expect(op.locator("option:checked")).to_have_text("is")
    offered = op.locator("option:not([hidden])").all_text_contents()
    assert [each for each in offered if "than" in each] == ["is less than", "is more than"]
    op.evaluate(
        """select => { select.value = "older_than"; select.dispatchEvent(new Event("change", {bubbles: true})) }"""
    )
    expect(op.locator("option:checked")).to_have_text("is more than")
    within(conditions, "value").locator("input[name]").fill("6")
    expect(conditions.locator(".sentence").first).to_have_text("Holds if Age is more than 6 years")

"""The form editor for those who see little or use no mouse: axe on all its pages, and a change made with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import OF_WORDS, Excused, assert_accessible
from tests.e2e.building import PATIENCE, at_rest, open_all, within
from tests.e2e.building import press as press_button
from tests.e2e.going import follow
from tests.e2e.keyboard import choose, press, tab_to
from tests.e2e.test_path import sign_in
from tests.intake_forms.forms import every_kind, form, question, row, rows, step, text

pytestmark = [pytest.mark.slow, pytest.mark.once]

WAGTAILS_OWN = [
    Excused("page-has-heading-one", "html", "Wagtail's edit pages have their title as an h2"),
    Excused("scrollable-region-focusable", ".w-minimap__list", "the minimap repeats the headings; keys go to those"),
    Excused(
        "target-size",
        ".w-panel__toggle, .w-panel__anchor, .c-sf-add-button",
        "half under the bar at the edge of the screen",
    ),
]
FORM, SECTION = "/cms/snippets/intake_forms/intakeform/", "/cms/snippets/intake_forms/formsection/"


def signed_in(open_browser, portal, **looks: object) -> Page:
    page: Page = open_browser(width=1280, **looks).new_page()
    sign_in(page, "editor", portal.passwords["editor"])
    return page


def edit(page: Page, listing: str, name: str) -> str:
    """Open a snippet from its list; returns its address."""
    page.goto(listing)
    follow(page.locator("td.title").get_by_role("link", name=name, exact=True))
    expect(page.locator("body")).to_have_class("editor-view ready")
    return page.url


#: By which rules the editor is judged: once by all, in the other language and colours by those that see a difference.
RULES = {"light": [], "dark": [*OF_WORDS, "color-contrast"]}


def audited(page: Page, rules: list[str]) -> None:
    """Open all that is folded, conditions included, and ask axe."""
    open_all(page.locator("form[data-edit-form]"))
    expect(page.locator(".w-panel--nested[aria-labelledby]")).to_have_count(0)
    assert_accessible(page, excused=WAGTAILS_OWN, rules=rules)


def add_choice_set(page: Page, name: str) -> None:
    """A set of one option, translated."""
    page.goto("/cms/snippets/intake_forms/choiceset/add/")
    page.fill("#id_name", name)
    page.locator("button.c-sf-add-button:visible").last.click()
    options = within(page, "options")
    open_all(options)
    within(options, "value").locator("input").first.fill("first")
    for code in ("en", "es"):
        within(options, "label", code).locator("input").first.fill(code)
    # Typed beside each other, they fit.
    expect(page.locator(".stale-note")).to_have_count(0)
    press_button(page, page.locator("button.action-save").first)
    assert "/edit/" in page.url


@pytest.fixture(scope="module")
def loaded(portal) -> None:
    """A form of every kind in two versions."""
    first = every_kind()
    second = every_kind()
    second["sections"][0]["steps"][0]["title"] = text("more words")
    second["sections"][0]["steps"][0]["items"][1]["show_if"] = rows(row("let_in", "is", "yes"))
    portal.load(first)
    portal.load(second)


@pytest.mark.parametrize(("locale", "scheme"), [("en-US", "light"), ("es-MX", "dark")])
def test_axe_finds_nothing_on_any_page_of_the_form_editor(
    open_browser, portal, loaded, locale: str, scheme: str
) -> None:
    page, rules = signed_in(open_browser, portal, locale=locale, scheme=scheme), RULES[scheme]
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    edit(page, FORM, "every kind")
    home = page.url.split("/edit/")[1].strip("/")
    audited(page, rules)
    follow(page.locator("#findings .form-parts a").first)
    assert "/formsection/edit/" in page.url
    section = page.url.split("/edit/")[1].split("/")[0]
    audited(page, rules)
    expect(page.locator(".condition-row:visible").first).to_be_visible()
    choose_from_lists(page)
    without_spanish(page)
    # All else has been looked at.
    assert_accessible(
        page, excused=WAGTAILS_OWN, only=["#findings", "[data-step] [data-contentpath=title]"], rules=rules
    )
    publish_it(page)
    add_choice_set(page, f"Shared, {scheme}")
    audited(page, rules)
    for path in (
        f"form-building/{home}/release/",
        f"form-building/{home}/preview/",
        f"form-building/{home}/translations/",
        "form-versions/",
        "form-versions/every-kind/",
        "form-versions/every-kind/1/2/",
        f"snippets/intake_forms/formsection/history/{section}/revisions/compare/earliest...latest/",
        "reports/where-people-stop/?form=every-kind",
    ):
        page.goto(f"/cms/{path}")
        assert_accessible(page, excused=WAGTAILS_OWN, rules=rules)


def choose_from_lists(page: Page) -> None:
    """What Wagtail's inputs hold once a day is counted from today and the names of a group are ticked."""
    day = page.locator(".condition-row .day:visible").first
    day.locator("select").select_option("-")
    day.locator("[type=number]").fill("90")
    expect(day.locator("xpath=preceding-sibling::input")).to_have_value("today-90")
    names = page.locator("[data-keys=title]:visible").first
    names.get_by_label("given").check()
    expect(names.locator("input.stood-in")).to_have_value("given")
    page.locator("[data-keys=group]:visible select").first.select_option("people")


def without_spanish(page: Page) -> None:
    """Leave a translation out: the list beside the editor says so when that is saved by itself."""
    at_rest(page)
    within(page.locator("[data-step]").first, "title", "es").locator("input").fill("")
    expect(page.locator("#findings > .findings:first-child")).to_be_visible(timeout=PATIENCE)


def publish_it(page: Page) -> None:
    """From the menu beside "Save draft", in any language."""
    page.locator("footer .w-dropdown__toggle").first.click()
    page.locator("[name=action-publish]").click()
    page.wait_for_url(f"**{SECTION}")


def test_a_question_is_added_put_in_its_place_mended_and_released_with_the_keyboard_alone(open_browser, portal) -> None:
    portal.load(
        form(step("one", question("alone", "yes_no")), step("two", question("word")), key="keys", title=text("keys"))
    )
    page = signed_in(open_browser, portal, locale="en-US")
    edit(page, FORM, "keys")
    go_to(page.locator("#findings .form-parts a").first)
    page.wait_for_url("**/formsection/edit/**")
    second = page.locator("[data-step]").nth(1)
    items = within(second, "items")
    go_to(items.locator("button.c-sf-add-button").last)
    press(page, "Tab")
    page.keyboard.type("Short text")
    press(page, "Enter")
    new = second.locator("[data-question]").nth(1)
    expect(within(new, "key").locator("input")).to_be_focused()
    page.keyboard.type("helper")
    # The Spanish of the question is left for later.
    for place, written in (("label", "Who helps you?"), ("why", "We plan with them."), ("why", "Planeamos con ellos.")):
        tab_to(within(new, place, "es" if written.endswith("ellos.") else "en").locator("input, textarea"))
        page.keyboard.type(written)
    build_condition(new)
    go_to(
        new.locator("xpath=ancestor::*[@data-streamfield-child][1]").locator("button[title='Move up']").first, back=True
    )
    expect(second.locator("[data-question] >> nth=0").locator("[name$=-key]").first).to_have_value("helper")
    save_and_mend(page)
    release(page)


def go_to(target: Locator, **more: bool) -> None:
    """Tab there and press Enter."""
    tab_to(target, **more)
    press(target.page, "Enter")


def build_condition(question_block: Locator) -> None:
    """Shown if the answer on the first step is Yes."""
    condition = within(question_block, "show_if")
    go_to(condition.locator("button.w-panel__toggle").first)
    go_to(within(condition, "rows").locator("button.c-sf-add-button:visible").first)
    source, op, value = (
        within(condition, "rows", name).locator("select:visible") for name in ("source", "op", "value")
    )
    tab_to(source)
    choose(source, "alone")
    tab_to(op)
    choose(op, "is not")
    tab_to(value)
    choose(value, "No")
    expect(condition).to_contain_text("Shown if alone is not No")


def save_and_mend(page: Page) -> None:
    """Save, follow the finding to its field, mend it, publish."""
    page.evaluate("window.left = false")
    go_to(page.locator("button.action-save").first)
    # The list may have been read again before: the page that follows is another.
    page.wait_for_function("() => window.left === undefined && document.readyState === 'complete'", timeout=PATIENCE)
    finding = page.locator("#findings > .findings:first-child a")
    expect(finding).to_have_count(1)
    go_to(finding)
    spanish = within(page.locator("[data-step]").nth(1).locator("[data-question]").first, "label", "es").locator(
        "input"
    )
    expect(spanish).to_be_focused()
    page.keyboard.type("¿Quién le ayuda?")
    go_to(page.locator("footer .w-dropdown__toggle").first)
    go_to(page.locator("[name=action-publish]"))
    page.wait_for_url(f"**{SECTION}")


def release(page: Page) -> None:
    """From the form, with what is published."""
    edit(page, FORM, "keys")
    go_to(page.get_by_role("link", name="Release to sponsors"))
    page.wait_for_url("**/release/")
    go_to(page.get_by_role("button", name="Release to sponsors"))
    expect(page.get_by_text("This is live now as version 2.")).to_be_visible()

"""The form editor as an editor's hands have it: fields by what they are called in the document, blocks by their menu."""

from __future__ import annotations

import uuid

from playwright.sync_api import Locator, Page, expect

#: Milliseconds: saving may wait for the worker, which writes to the same SQLite.
PATIENCE = 60_000


def within(place: Page | Locator, *path: str) -> Locator:
    """The nearest place for each content path, one inside the other."""
    found: Page | Locator = place
    for name in path:
        found = found.locator(f'[data-contentpath="{name}"]').first
    assert isinstance(found, Locator)
    return found


def write(place: Page | Locator, name: str, text: str) -> None:
    """Type into a plain field."""
    field = within(place, name).locator("input:visible, textarea:visible").first
    field.fill(text)


def both(place: Page | Locator, name: str | None, english: str, spanish: str) -> None:
    """Type a text in both languages; without a name the place itself is the text."""
    for code, text in (("en", english), ("es", spanish)):
        within(place, *([name] if name else []), code).locator("input:visible, textarea:visible").first.fill(text)


def add(stream: Locator, kind: str) -> Locator:
    """Add a block of a kind at the end of a stream, as it is called in the menu. Returns it, opened."""
    before = stream.locator("[data-streamfield-child]").count()
    stream.locator("button.c-sf-add-button:visible").last.click()
    # A stream of one kind asks nothing.
    option = stream.page.get_by_role("option", name=kind, exact=True)
    if option.count():
        option.first.click()
    expect(stream.locator("[data-streamfield-child]")).not_to_have_count(before)
    return child(stream, -1)


def child(stream: Locator, number: int) -> Locator:
    """A block of a stream by its place there, marked so that it is found again however many come before it."""
    mark = uuid.uuid4().hex
    stream.locator("[data-streamfield-child]").nth(number).evaluate("(el, mark) => (el.dataset.mark = mark)", mark)
    return stream.page.locator(f'[data-mark="{mark}"]')


def open_all(place: Locator) -> None:
    """Open what is folded, as a search of the browser does."""
    place.locator("[data-contentpath]").first.wait_for(state="attached")
    place.evaluate(
        """place => place.querySelectorAll('[hidden="until-found"], [data-contentpath] input:not([type=hidden])')
            .forEach(el => el.dispatchEvent(new Event('beforematch', {bubbles: true})))"""
    )


def condition(place: Locator, source: str, value: str) -> None:
    """Add the comparison that an earlier answer is this one."""
    open_all(place)
    place.locator("button.c-sf-add-button:visible").last.click()
    within(place, "rows", "source").locator("select.stand-in").select_option(source)
    within(place, "rows", "value").locator("select.stand-in").select_option(value)


def at_rest(page: Page) -> None:
    """Until all that stands in the editor is known or saved.

    Wagtail saves by itself what differs from how it last read the page, which it does a while after loading it and again
    when something was saved: what is changed in between is not saved by itself.
    """
    page.wait_for_function(
        """() => {
            const form = document.querySelector("[data-edit-form]");
            const watch = wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");
            return watch?.initialFormData && watch.initialFormData === watch.formData;
        }""",
        timeout=PATIENCE,
    )


def save(page: Page) -> None:
    """Save the draft and wait for the page that follows."""
    press(page, page.get_by_role("button", name="Save draft"))


def publish(page: Page) -> None:
    """Publish from the menu beside it, once the page is ready for that."""
    expect(page.locator("body.editor-view.ready")).to_be_attached()
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    press(page, page.get_by_role("button", name="Publish"))


def press(page: Page, button: Locator) -> None:
    """Press a button that leads to another document; saving by itself changes the address too, and is none."""
    page.evaluate("window.left = false")
    button.click()
    page.wait_for_function("() => window.left === undefined && document.readyState === 'complete'", timeout=PATIENCE)

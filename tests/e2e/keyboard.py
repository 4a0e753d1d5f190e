"""A page as somebody has it who uses no mouse: Tab until something has the focus, then keys."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

#: More stops than any of our pages has.
_STOPS = 600


def tab_to(target: Locator, *, back: bool = False) -> None:
    """Press Tab (Shift+Tab with ``back``) until the element has the focus, and see that it shows where the focus is."""
    page = target.page
    element = target.element_handle()
    for _stop in range(_STOPS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("element => element === document.activeElement", element):
            # The page may still be scrolling there.
            page.wait_for_function(_IN_SIGHT, arg=element)
            return
    raise AssertionError(f"no Tab leads to {target}")


_IN_SIGHT = """element => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || element.matches('input, select, textarea');
    return box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && shown;
}"""


def choose(select: Locator, text: str) -> None:
    """Choose in a list that has the focus, by typing how the option begins."""
    page = select.page
    expect(select).to_be_focused()
    page.keyboard.type(text)
    expect(select.locator("option:checked")).to_have_text(text)


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)

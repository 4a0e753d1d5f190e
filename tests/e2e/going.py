"""From page to page: a click alone does not wait for the page that it leads to, and what is read next may be the old one's."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

#: What leads on from a page of a form.
NEXT = ".btns button[value=next]"


def follow(target: Locator) -> None:
    """Click what leads to another page, and come back once that is there."""
    with target.page.expect_navigation():
        target.click()


def go_on(page: Page) -> None:
    """Press Continue; the page that follows may be the same one with errors."""
    follow(page.locator(NEXT))

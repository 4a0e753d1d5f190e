"""The judge itself: a page full of faults is not let through, and a fault is excused at its own place only."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.e2e.axe import Excused, axe

PAGE = """
<html lang=en><head><title>Faults</title><meta http-equiv=Content-Security-Policy content="script-src 'none'"></head>
<body><main><h1>Faults</h1>
<input id=bare> <div id=box><p style="color: #bbb">grey</p></div> <p id=other style="color: #bbb">grey</p>
<button style="inline-size: 9px; block-size: 9px; padding: 0">a</button><button style="inline-size: 9px; padding: 0">b</button>
</main></body></html>
"""


def rules(found: list[str]) -> list[str]:
    return [text.split(" ")[0] for text in found]


def test_faults_are_found_whatever_the_pages_policy(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE)
    assert sorted(set(rules(axe(page)))) == ["color-contrast", "label", "target-size"]
    assert rules(axe(page, only=["#box"])) == ["color-contrast"]
    assert rules(axe(page, excused=[Excused("color-contrast", "#box", "not ours")])).count("color-contrast") == 1
    page.close()

"""Figures that depend on time, taken by hand from a running demo: ``python -m tests.e2e.measure http://127.0.0.1:8000``.

It says each as a line of JSON with the most it may be, as ``manage.py bench`` does, and ends with 1 if one is more. What can be
counted is not here but in the tests: answers and pages of a form (shipped/test_way.py), bytes and requests of every page
(wizard/test_every_page.py), what axe finds, whose rules are those of Lighthouse's accessibility (test_every_page.py).

Largest Contentful Paint of the first pages on a slow phone (slow 4G as Lighthouse simulates it: 150 ms, 1638 kbit/s; a
processor four times slower; median of five); and how long the shipped form takes somebody who types a key every 200 ms on
slow 3G as Chromium's developer tools have it (2000 ms, 400 kbit/s) and answers every question, optional ones too.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from intake_forms.schema.document import Form
from portal.bench import Figure
from tests.e2e.going import follow, go_on
from tests.intake_forms import pages

LCP = """() => new Promise(found => new PerformanceObserver(list => found(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""
KEY = 0.2
#: Milliseconds and minutes.
MOST_PAINT, MOST_MINUTES = 1500, 12
#: What somebody writes where a text has no shape of its own.
SENTENCE = "Necesito ayuda con los papeles de mi sobrino, por favor."


def phone(browser: Browser, *, latency: int, kbits: float, slower: int = 1) -> Page:
    """A page on a telephone whose line has that latency (ms) and throughput (kbit/s), and that is so many times slower."""
    page = browser.new_context(
        viewport={"width": 412, "height": 823}, device_scale_factor=1.75, is_mobile=True
    ).new_page()
    page.set_default_timeout(60_000)
    devtools = page.context.new_cdp_session(page)
    speed = kbits * 1024 / 8
    line = {"offline": False, "latency": latency, "downloadThroughput": speed, "uploadThroughput": speed}
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", line)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page


def largest_paint(browser: Browser, url: str, cookies: Sequence[Any] = ()) -> float:
    """Milliseconds to the Largest Contentful Paint: median of five visits with an empty cache, whoever has these cookies."""
    found = []
    for _visit in range(5):
        page = phone(browser, latency=150, kbits=1638.4, slower=4)
        page.context.add_cookies(list(cookies))
        answer = page.goto(url, wait_until="networkidle")
        assert answer
        assert answer.ok, url
        found.append(float(page.evaluate(LCP)))
        page.context.close()
    return statistics.median(found)


def typing(browser: Browser, base: str, form: Form) -> tuple[float, int, int, Sequence[Any]]:
    """Seconds from the start page to the confirmation, pages on the way, keys and taps; the cookies of who has the case open."""
    page = phone(browser, latency=2000, kbits=400)
    begun, seen, keys = time.monotonic(), 1, 0
    page.goto(base)
    follow(page.get_by_role("link", name="Empezar", exact=True))
    while "/done/" not in page.url:
        seen += 1
        if page.url.endswith("/key/"):
            follow(page.locator(".btns a").first)
        else:
            keys += sum(_answer(page, one, form) for one in pages.Page(page.content()).inputs.values())
            go_on(page)
            assert page.locator(".summary").count() == 0, page.locator(".summary").inner_text()
    return time.monotonic() - begun, seen, keys, page.context.cookies()


def _answer(page: Page, one: pages.Input, form: Form) -> int:
    """Answer one input. Returns how many keys or taps it took."""
    only = pages.Page("")
    only.inputs = {one.name: one}
    for text in pages.answers(only, form, {}).get(one.name, []):
        box = page.locator(f"[name='{one.name}']")
        if one.kind == "text":
            text = SENTENCE if text == "abc" else text
            box.press_sequentially(text, delay=KEY * 1000)
            return len(text)
        time.sleep(KEY)
        if one.kind == "select":
            box.select_option(text)
        else:
            page.check(f"[name='{one.name}'][value='{text}']")
        return 1
    return 0


def figures(browser: Browser, url: str, form: Form) -> Iterator[Figure]:
    """All of them, the quick ones first."""
    base = f"{url}/es/forms/{form.key}/"
    for path in (f"{url}/es/", base, f"{base}gate/", f"{url}/es/papers/", f"{url}/es/continue/"):
        yield Figure(f"largest paint of {path.removeprefix(url)}", largest_paint(browser, path), "ms", MOST_PAINT)
    seconds, seen, keys, cookies = typing(browser, base, form)
    case = largest_paint(browser, f"{url}/es/case/", cookies)
    yield Figure("largest paint of /es/case/ of what was just sent", case, "ms", MOST_PAINT)
    yield Figure(f"{form.key} from its first page to the confirmation", seconds / 60, "min", MOST_MINUTES)
    yield Figure(f"{form.key} with every question: pages", seen, "pages")
    yield Figure(f"{form.key} with every question: keys and taps", keys, "presses")


def main(url: str) -> bool:
    """Take all figures and say them. Returns whether none is more than it may be."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from tests.intake_forms import forms

    form: Any = forms.shipped()
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        for figure in figures(browser, url.rstrip("/"), form):
            print(figure.line(), flush=True)  # noqa: T201
            found.append(figure)
        browser.close()
    return all(figure.ok for figure in found)


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1]))

"""Every page that a sponsor can meet: judged by axe, and read on the narrowest phone with the widest text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from intake_forms.schema import document
from tests import languages
from tests.e2e.axe import OF_WORDS, axe
from tests.e2e.conftest import Visitor
from tests.e2e.going import follow
from tests.intake_forms import forms
from tests.intake_forms.everypage import Seen, everything

pytestmark = [pytest.mark.slow, pytest.mark.once]

#: WCAG 1.4.12: what a reader may set without losing anything.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
#: In which colours a language is judged whole; in the others its colours are.
WHOLE = {"es": ("light", "dark"), "en": ("dark", "light")}
#: What a page is made of, but for its words and names: the rules of axe that are not OF_WORDS see no other difference.
MADE_OF = """() => {
  const says = /^(class|type|role|dir|scope|autocomplete|hidden|open|tabindex|aria-(hidden|expanded|current))$/;
  const told = ({name, value}) => (says.test(name) ? name + '=' + value : name);
  const part = node => (node.nodeType === 1 ? made(node) : /\\S/.test(node.data ?? '') ? 'text' : '');
  const list = (all, tell) => [...all].map(tell).join(' ');
  const made = one => one.tagName + ' ' + list([...one.attributes].sort((a, b) => (a.name < b.name ? -1 : 1)), told)
    + ' (' + list(one.childNodes, part) + ')';
  return made(document.documentElement);
}"""
#: What sticks out of the window at its end; 320 pixels are 1280 at 400 %.
STICKS_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(one => { const box = one.getBoundingClientRect(); return box.width && (box.right > innerWidth + 1 || box.left < -1) })
  .map(one => one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 40)).slice(-3)"""

#: Numbers that read from right to left.
TURNED = "all => all.filter(one => getComputedStyle(one).direction !== 'ltr').map(one => one.textContent)"


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways once its text is spaced."""
    page.add_style_tag(content=SPACED)
    found: list[str] = page.evaluate(STICKS_OUT)
    return [f"{page.url}: {one}" for one in found]


def come(page: Page, seen: Seen, language: str) -> None:
    """Look at a page in a language."""
    page.goto(seen.path.replace("/es/", f"/{language}/", 1))
    if seen.pressed:
        seen.meanwhile()
        follow(page.locator("main .btns button").first)


def judged(page: Page, schemes: tuple[str, str], known: set[str]) -> list[str]:
    """What axe finds in both schemes. Of two pages made alike the first is judged whole, the other by what differs.

    Colours come from what a page is made of, not from its words: they are judged with the first as well.
    """
    made_of = page.evaluate(MADE_OF)
    if made_of in known:
        return [f"{page.url}: {one}" for one in axe(page, rules=OF_WORDS)]
    known.add(made_of)
    found = [f"{page.url} {schemes[0]}: {one}" for one in axe(page)]
    page.emulate_media(color_scheme=schemes[1])
    return found + [f"{page.url} {schemes[1]}: {one}" for one in axe(page, rules=["color-contrast"])]


def test_axe_finds_nothing_and_no_page_scrolls_sideways(visitor: Callable[..., Visitor]) -> None:
    eyes, found, pages, known = visitor(bypass_csp=True), [], [], set()
    for seen in everything(forms.shipped(), forms.shipped("packet")):
        eyes.be(seen.client)
        for language, schemes in WHOLE.items():
            eyes.page.emulate_media(color_scheme=schemes[0])
            come(eyes.page, seen, language)
            pages.append(eyes.page.url)
            found += judged(eyes.page, schemes, known)
            found += sideways(eyes.page)
    assert found == [], "\n".join(found)
    assert len(pages) > 240
    assert len(known) > 60


def test_no_page_scrolls_sideways_with_longer_texts_or_from_right_to_left(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    languages.add_pseudo(tmp_path)
    found = []
    # Read before: the files have the portal's own languages only.
    both = [languages.in_pseudo(document.plain(forms.shipped(key))) for key in ("pre-appointment", "packet")]
    with languages.known(tmp_path):
        eyes = visitor(bypass_csp=True)
        for seen in everything(*map(document.parse, both)):
            if re.search(r"/packet/.*\?check", seen.path):
                # Its pages with errors are as wide as those of the first form.
                continue
            eyes.be(seen.client)
            for code, direction in (("qaa", "ltr"), ("qab", "rtl")):
                come(eyes.page, seen, code)
                assert eyes.page.locator("html").get_attribute("dir") == direction
                found += sideways(eyes.page)
                turned = eyes.page.locator("a[href^='tel:']").evaluate_all(TURNED)
                assert turned == [], f"{turned} on {eyes.page.url}"
    assert found == [], "\n".join(found)

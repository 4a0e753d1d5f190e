"""The pages as families meet them: what is put together from several texts is measured as it is read, whole pages too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from intake_forms.records import appointments, statuses
from intake_forms.records.models import Case
from intake_forms.schema import reading
from tests.intake_forms import forms
from tests.intake_forms.everypage import Seen, everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

MOST_WORDS = 25
#: Of a few labels the formulas say nothing.
FEWEST_ON_A_PAGE = 100
#: What stands by itself on a page, so that nobody reads it as one sentence with what comes next.
BLOCKS = {"p", "li", "h1", "h2", "h3", "legend", "label", "summary", "dt", "dd", "small", "button", "div", "td", "th"}
ALONE = re.compile(r'class="(?:btn|tag)\b')
#: Sources, references and words, what is only heard, what the screen has as a list and paper in a line, lists to choose from.
LEFT_OUT = re.compile(
    r'class="[^"]*\b(?:source|vh|print-only)\b|translate="no"|^<(?:select|textarea|script|style|svg)\b'
)
EMPTY = {"input", "br", "img", "hr", "meta", "link", "source"}
#: Taps of the public list, by who it is.
TAPS = {
    "mother": {"my_role": "sponsor", "children.relationship": "mother", "adults": "yes", "backup_caregiver": "yes"},
    "uncle": {"my_role": "sponsor", "children.relationship": "uncle", "children.parent_letter": "no", "adults": "no"},
    "household": {"my_role": "household"},
}


class Main(HTMLParser):
    """What is read in the main part of a page, block by block: ``texts``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._found, self._open, self._out = [""], False, 0
        self._tags: list[tuple[str, bool]] = []
        self.feed(page)
        self.texts = [text for each in self._found if (text := " ".join(each.split()))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = self._open or tag == "main"
        written = self.get_starttag_text() or ""
        if tag in EMPTY:
            return
        self._tags.append((tag, bool(LEFT_OUT.search(written))))
        self._out += self._tags[-1][1]
        if tag in BLOCKS or ALONE.search(written) or (tag == "span" and any(each == "ol" for each, _ in self._tags)):
            self._found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "main"
        while self._tags and any(each == tag for each, _out in self._tags):
            closed, out = self._tags.pop()
            self._out -= out
            if closed == tag:
                break
        if tag in BLOCKS:
            self._found.append("")

    def handle_data(self, data: str) -> None:
        if self._open and not self._out:
            self._found[-1] += data


def pages() -> Iterator[tuple[str, str, str]]:
    """The address, the language and the text of each page: of everyone's way, of the public list, of a case in every status."""
    client = Client()
    for seen in everything(forms.shipped(), forms.shipped("packet")):
        client = seen.client
        yield from _in_both(seen)
    for who, taps in TAPS.items():
        for language in ("en", "es"):
            answer = Client().post(f"/{language}/papers/", {**taps, "seen": list(taps)})
            yield f"papers of {who}", language, answer.content.decode()
    case = Case.objects.latest("created_at")
    for cancelled in (False, True):
        for status in Case.Status:
            if status not in (Case.Status.OPEN, *([Case.Status.APPOINTMENT] if cancelled else [])):
                statuses.reach(case=case, status=status)
                yield from _in_both(Seen("/es/case/", client))
        if not cancelled:
            appointments.cancel(case=case, by=1)


def _in_both(seen: Seen) -> Iterator[tuple[str, str, str]]:
    for language in ("en", "es"):
        path = seen.path.replace("/es/", f"/{language}/", 1)
        yield path, language, seen.client.get(path, follow=True).content.decode()


def test_every_page_reads_easily_as_it_is_met(bucket: object) -> None:
    shipped = [forms.shipped(key) for key in ("pre-appointment", "packet")]
    of_law = " ".join(
        " ".join(one.split())
        for form in shipped
        for _, text, legal in reading.texts(form)
        if legal
        for one in text.values()
    )
    hard, long, unfilled, met = set(), set(), set(), 0
    for path, language, page in pages():
        texts = Main(page).texts
        met += len(texts)
        whole = "\n".join(texts)
        for text in texts:
            if found := reading.too_hard(text, language, legal=text in of_law):
                hard.add((found.value, path, text))
            long |= {one for one in re.split(r"(?<=[.!?:;])\s", text) if len(one.split()) > MOST_WORDS}
            unfilled |= {(path, text) for mark in ("%(", "{{", "{%") if mark in text}
        if reading.counts(whole, len).words >= FEWEST_ON_A_PAGE and (found := reading.too_hard(whole, language)):
            hard.add((found.value, path, language))
    assert (hard, long, unfilled) == (set(), set(), set())
    assert met > 5000

"""What a translator's file would change in a form, row by row: every row has its verdict, none is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _

from intake_forms.authoring import spreadsheets, text
from intake_forms.authoring.spreadsheets import Line
from intake_forms.authoring.translating import Said, locked
from intake_forms.schema.items import garbled

#: "change": is written; "right": a stale translation that came back as it was; "same": nothing to do; "skip": not taken.
Verdict = Literal["change", "right", "same", "skip"]
#: What a translation must have as its source does: facts of the site, placeholders, tags. Addresses are counted only, since
#: a page may have another in each language.
_MARKS = re.compile(r"\[\[\w*\]\]|\{\w*\}|%\(\w+\)[a-z]|%[sd]\b|</?[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(r"https?://\S+|\bwww\.\S+|\]\([^)\s]+\)")
_TELEPHONE = re.compile(r"(?<![\d-])1-\d{3}-\d{3}-\d{4}(?![\d-])|(?<![\d-])(?:911|988)(?![\d-])")


class Proposal(NamedTuple):
    """A row of the file and what becomes of it; ``said`` is None for a key that the form does not have."""

    line: Line
    said: Said | None
    verdict: Verdict
    #: Why it is skipped, or what to look at.
    note: str = ""


def judge(lines: Sequence[Line], found: Iterable[Said], user: Any) -> list[Proposal]:
    """A verdict for every row, in the order of the file."""
    texts = {each.key: each for each in found}
    times = Counter(line.key for line in lines)
    shut = {id(each.place.snippet): each.place.snippet for each in texts.values()}
    closed = {name for name, snippet in shut.items() if locked(snippet, user)}
    return [_judged(line, texts.get(line.key), times[line.key], closed) for line in lines]


def left_out(lines: Iterable[Line], found: Iterable[Said]) -> list[Said]:
    """Texts of the form that a file has no row for: they stay as they are."""
    keys = {line.key for line in lines}
    return [each for each in found if each.source and each.key not in keys]


def _judged(line: Line, said: Said | None, times: int, closed: set[int]) -> Proposal:
    wrong = _wrong_row(line, said, times)
    if wrong or said is None:
        return Proposal(line, said, "skip", wrong)
    same = text.mark(line.translation) == text.mark(spreadsheets.cleaned(said.translation))
    if same and line.translation == spreadsheets.cleaned(said.translation) and said.state == "ok":
        return Proposal(line, said, "same")
    wrong = _wrong_translation(line, said)
    if not wrong and id(said.place.snippet) in closed:
        wrong = _("Somebody has locked this part of the form.")
    if wrong:
        return Proposal(line, said, "skip", wrong)
    if same and said.state == "stale":
        return Proposal(line, said, "right", _("Out of date, and came back as it was."))
    alike = line.translation == said.source
    return Proposal(line, said, "change", _("The same as the source: is it translated?") if alike else "")


def _wrong_row(line: Line, said: Said | None, times: int) -> str:
    """Why a row cannot be told whose it is."""
    if not line.key:
        return _("This row has no key.")
    if said is None:
        return _("The form has no text with this key.")
    if times > 1:
        return _("This key stands in the file more than once; none of its rows is taken.")
    if len(said.source) > spreadsheets.CELL_AT_MOST:
        return _("This text is too long for a spreadsheet: translate it in the editor.")
    if text.mark(line.source) != text.mark(spreadsheets.cleaned(said.source)):
        return _("The source has changed since the export, or in the file. Export it again.")
    return ""


def _wrong_translation(line: Line, said: Said) -> str:
    """Why a translation cannot be taken."""
    if line.not_text:
        return _("There is a formula, a date or a number where words should be.")
    if not line.translation:
        return _("Left empty.") if not said.translation else _("Emptied: the translation that is there stays.")
    if garbled(line.translation):
        return _("Characters of this translation did not arrive: �. Write them anew.")
    if len(line.translation) >= spreadsheets.CELL_AT_MOST:
        return _("This text is too long for a spreadsheet: translate it in the editor.")
    if len(line.translation) > said.limit:
        return _("Too long: %(given)s characters; %(limit)s fit.") % {
            "given": len(line.translation),
            "limit": said.limit,
        }
    if said.one_line and "\n" in line.translation:
        return _("This text has one line only; the translation has more.")
    return _lost(said.source, line.translation)


def _lost(source: str, translation: str) -> str:
    """What a translation has lost of its source, or has of its own, that the site needs letter by letter."""
    wanted, given = (Counter(_MARKS.findall(each)) for each in (source, translation))
    lost, extra = wanted - given, given - wanted
    if lost:
        return _("Lost in the translation: %s") % " ".join(lost)
    if extra:
        return _("In the translation, but not in the source: %s") % " ".join(extra)
    links, kept = (len(_ADDRESS.findall(each)) for each in (source, translation))
    if kept < links:
        return _("A web address was lost in the translation.")
    gone = set(_TELEPHONE.findall(source)) - set(_TELEPHONE.findall(translation))
    return _("Lost in the translation: %s") % " ".join(sorted(gone)) if gone else ""

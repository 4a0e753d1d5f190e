"""What differs between two versions of a form, or two revisions of a part of it, as a table that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.snippets.views.snippets import RevisionsCompareView

from intake_forms.authoring import compiling
from intake_forms.authoring.models import ChoiceSet, FormSection
from intake_forms.authoring.places import Words, language
from intake_forms.records.sizes import in_words
from intake_forms.schema import diff
from intake_forms.schema.diff import Change

WEIGHTS = {
    "text": gettext_lazy("Wording only"),
    "compatible": gettext_lazy("Open drafts go along"),
    "breaking": gettext_lazy("Open drafts cannot take it over"),
}
_WHAT = {
    "added": gettext_lazy("Added"),
    "removed": gettext_lazy("Taken away"),
    "changed": gettext_lazy("Changed"),
    "moved": gettext_lazy("Moved"),
}
_LANGUAGE = re.compile(r"\[(\w+)\]\Z")


class Line(NamedTuple):
    """A line of a cell: the language or field that it is of, where it has one, and its text."""

    name: str
    text: str
    #: Code of its language.
    lang: str = ""


class Row(NamedTuple):
    """One difference in words."""

    place: str
    what: str
    before: list[Line]
    after: list[Line]
    weight: str = ""


def rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Row]:
    """What differs between two documents, as plain data that may be unfinished: all languages of a text in one row."""
    was, now = Words(old), Words(new)
    titles = {str(each.get("key")): each.get("title") for one in (old, new) for each in one.get("sections") or ()}
    found = groupby(diff.between(old, new), key=lambda change: (change.place, _LANGUAGE.sub("", change.path)))
    return [_row(list(changes), was, now, titles) for _key, changes in found]


def _row(changes: list[Change], was: Words, now: Words, titles: Mapping[str, Any]) -> Row:
    """Of changes of one place, which are the languages of a text, or one."""
    first, kinds = changes[0], {change.what for change in changes}
    if first.path.endswith(".section"):
        # Of a step, which stands in another section now.
        before, after = (titles.get(key) or key for key in (first.before, first.after))
        place, what = first.place.rpartition(".")[0], "moved"
        changes = [replace(first, before=before, after=after)]
    else:
        # Another kind of question is a change of the question.
        place, what = first.place.removesuffix(".kind"), kinds.pop() if len(kinds) == 1 else "changed"
    words = was if what == "removed" else now
    before = [line for change in changes for line in _lines(change.before, change, was)]
    after = [line for change in changes for line in _lines(change.after, change, now)]
    return Row(words.place(place), str(_WHAT[what]), before, after, str(WEIGHTS[first.weight]))


def _lines(value: Any, change: Change, words: Words) -> Iterator[Line]:
    """A value in words."""
    code = _LANGUAGE.search(change.path)
    if code and value:
        yield Line(language(code[1]), str(value), code[1])
    elif change.what == "moved" and isinstance(value, int):
        yield Line("", _("Place %s") % value)
    else:
        yield from _told(value, change.place, words)


def _told(value: Any, place: str, words: Words, name: str = "") -> Iterator[Line]:
    """The lines of a value that stands at a place; ``name``: of the field that it is in."""
    if value in (None, "", {}, []):
        return
    if isinstance(value, Mapping) and "rows" in value:
        yield from (Line(name, line) for line in condition(value, words))
    elif isinstance(value, Mapping) and value.keys() <= dict(settings.LANGUAGES).keys():
        for each, said in value.items():
            yield Line(", ".join(filter(None, [name, language(each)])), _heard(said), each)
    elif isinstance(value, Mapping):
        for each, part in value.items():
            yield from _told(part, f"{place}.{each}", words, words.label(f"{place}.{each}"))
    elif isinstance(value, (list, tuple)) and isinstance(value[0], Mapping):
        for number, each in enumerate(value):
            told = _told(each, f"{place}[{number}]", words)
            yield Line(name, ", ".join(f"{line.name}: {line.text}" if line.name else line.text for line in told))
    else:
        yield Line(name, _plain(value, place, words))


def _heard(said: Any) -> str:
    """A text; of a recording, where it is."""
    return f"{said['url']} ({in_words(said['size'])})" if isinstance(said, Mapping) else str(said)


def _plain(value: Any, place: str, words: Words) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(each, place, words) for each in value)
    return words.choice(place, str(value))


def condition(found: Mapping[str, Any], words: Words) -> list[str]:
    """The rows of a condition, one a line."""
    joined = _("or") if found.get("match") == "any" else _("and")
    lines = [words.comparison(row) for row in found["rows"]]
    return [f"{joined} {line}" if number else line for number, line in enumerate(lines)]


class Compare(RevisionsCompareView):
    """Two revisions of a snippet."""

    def get_template_names(self) -> list[str]:
        """Ours for all three kinds of snippet."""
        return ["intake_forms/authoring/compare.html"]

    def _get_comparison(self, revision_a: Any, revision_b: Any) -> list[Row]:
        old, new = (_document(each) for each in (revision_a, revision_b))
        return [*_fields(revision_a, revision_b), *rows(old, new)]


def _document(snippet: Any) -> Mapping[str, Any]:
    """What a revision would make of its form, whose other parts are as last saved."""
    if isinstance(snippet, ChoiceSet):
        return compiling.choices(snippet, draft=False).data
    form = snippet.form if isinstance(snippet, FormSection) else snippet
    return compiling.data(form, draft=True, instead=snippet).data


def _fields(old: Any, new: Any) -> Iterator[Row]:
    """What is for staff only, and in no document."""
    for name in ("name", "position"):
        was, now = getattr(old, name, ""), getattr(new, name, "")
        if was != now:
            label = capfirst(str(type(new)._meta.get_field(name).verbose_name))
            yield Row(label, str(_WHAT["changed"]), [Line("", str(was))], [Line("", str(now))])

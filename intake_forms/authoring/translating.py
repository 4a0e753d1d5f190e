"""The texts of a form and how each stands in a language, as last saved; and writing translations back as drafts."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin

from intake_forms.authoring import compiling, text
from intake_forms.authoring.compiling import Document, Place
from intake_forms.authoring.findings import Urls
from intake_forms.authoring.locking import locked
from intake_forms.authoring.models import ChoiceSet, IntakeForm
from intake_forms.authoring.places import BETWEEN, Words, quoted

#: How many revisions of a snippet are read in search of the source text that a translation was made from.
REVISIONS_READ = 50
_TOKEN = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_NAMES = ("key", "value", "target")


class Said(NamedTuple):
    """One text of a form in one language."""

    #: Where it stands, by keys: "sections.family.steps.child.items.name.label". Files know it by this.
    key: str
    #: The same in words.
    where: str
    source: str
    translation: str
    state: text.State
    #: The mark of the source that the translation was made from, "" for none.
    made_from: str
    one_line: bool
    #: Characters at most.
    limit: int
    place: Place
    url: str
    #: The block's value, in the snippet that ``place`` names.
    value: Any


class New(NamedTuple):
    """A translation to be written, and the marks of the source and of the translation that its editor saw."""

    translation: str
    source: str
    before: str


Piece = tuple[Literal["same", "out", "in"], str]


def texts(form: IntakeForm, language: str) -> list[Said]:
    """Every text of a form that has something in it, in the order of the form; shared options last, once."""
    document = compiling.data(form, draft=True)
    found = list(_said(document, language))
    own = [each for each in found if not isinstance(each.place.snippet, ChoiceSet)]
    for _pk, choice_set in sorted(document.places.sets.items()):
        own += _said(compiling.choices(choice_set, draft=False), language, choice_set)
    return own


def _said(document: Document, language: str, shared: ChoiceSet | None = None) -> Iterator[Said]:
    """The texts of a form, or of a choice set that it shares."""
    urls, words = Urls(document.places), Words(document.data)
    before = f"choice_sets.{shared.pk}." if shared else ""
    around = f"{_('Choice set')} {quoted(shared)}{BETWEEN}" if shared else ""
    names: dict[str, int] = {}
    for path, (block, value) in document.places.texts.items():
        source, translation = (_lines(value.get(code)) for code in (text.SOURCE, language))
        if not source and not translation:
            continue
        key = before + _by_keys(document.data, path)
        names[key] = names.get(key, 0) + 1
        # Lint refuses doubled keys, but a draft may have them.
        key = key if names[key] == 1 else f"{key}~{names[key]}"
        yield Said(
            key=key,
            where=around + words.place(path),
            source=source,
            translation=translation,
            state=text.state(value, language),
            made_from=value.get(f"{language}_of") or "",
            # Files may give several lines to a text whose input has one.
            one_line=not isinstance(block, text.LongLocalizedText) and "\n" not in source,
            limit=block.child_blocks[language].field.max_length,
            place=document.places[path],
            url=urls.of(path, language),
            value=value,
        )


def _lines(said: Any) -> str:
    return str(said or "").replace("\r\n", "\n").strip()


def _by_keys(data: Any, path: str) -> str:
    """A path of a document with keys in place of numbers; what has no key yet keeps its number."""
    found = []
    for number, name in _TOKEN.findall(path):
        if name:
            data = data.get(name) if isinstance(data, Mapping) else None
            found.append(name)
            continue
        data = data[int(number)] if isinstance(data, list) else None
        own = data if isinstance(data, Mapping) else {}
        found.append(str(next((own[name] for name in _NAMES if own.get(name)), number)))
    return ".".join(found)


def changes(found: Iterable[Said]) -> dict[str, list[Piece]]:
    """Key -> how the source differs from what a stale translation was made from, where a revision still has that."""
    stale = [each for each in found if each.state == "stale" and each.source]
    wanted: dict[tuple[type, int], set[str]] = {}
    snippets: dict[tuple[type, int], Any] = {}
    for each in stale:
        name = _name(each.place.snippet)
        snippets[name] = each.place.snippet
        wanted.setdefault(name, set()).add(each.made_from)
    before = {name: earlier(snippets[name], marks) for name, marks in wanted.items()}
    pairs = ((each, before[_name(each.place.snippet)].get(each.made_from)) for each in stale)
    return {each.key: list(_difference(old, each.source)) for each, old in pairs if old is not None}


def _name(snippet: Any) -> tuple[type, int]:
    return type(snippet), int(snippet.pk)


def earlier(snippet: DraftStateMixin, wanted: set[str]) -> dict[str, str]:
    """Mark -> source text, for those marks that revisions of a snippet still know; the newest come first."""
    found: dict[str, str] = {}
    left = wanted - {""}
    newest = snippet.revisions.order_by("-created_at", "-pk").values_list("content", flat=True)
    for content in newest[:REVISIONS_READ].iterator(chunk_size=5):
        if not left:
            break
        for said in _sources(content):
            mark = text.mark(said)
            if mark in left:
                found[mark] = _lines(said)
                left.discard(mark)
    return found


def _sources(part: Any) -> Iterator[str]:
    """Every source text in a revision, whose stream fields stand as JSON in strings."""
    if isinstance(part, str) and part.startswith("["):
        try:
            part = json.loads(part)
        except ValueError:
            return
    if isinstance(part, Mapping):
        if isinstance(part.get(text.SOURCE), str):
            yield part[text.SOURCE]
        else:
            for each in part.values():
                yield from _sources(each)
    elif isinstance(part, list):
        for each in part:
            yield from _sources(each)


def _difference(before: str, after: str) -> Iterator[Piece]:
    """What was taken out and put in, by words."""
    old, new = (re.split(r"(\s+)", each) for each in (before, after))
    for change, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            yield "same", "".join(old[a:b])
            continue
        if a < b:
            yield "out", "".join(old[a:b])
        if c < d:
            yield "in", "".join(new[c:d])


@transaction.atomic
def write(form: IntakeForm, language: str, translations: Mapping[str, New], *, by: Any) -> list[Said]:
    """Put translations into drafts, one revision for each snippet they touch; nothing is published.

    Returns what was written, as it stood before: not texts that are gone or differ by now from what the editor saw, nor
    those whose snippet somebody has locked.
    """
    touched: dict[tuple[type, int], Any] = {}
    done = []
    for said in texts(form, language):
        new = translations.get(said.key)
        if new is None or (text.mark(said.source), text.mark(said.translation)) != (new.source, new.before):
            continue
        if locked(said.place.snippet, by):
            continue
        said.value.update({language: new.translation, f"{language}_of": new.source})
        touched[_name(said.place.snippet)] = said.place.snippet
        done.append(said)
    for snippet in touched.values():
        # Drafts may be unfinished elsewhere: what the editor's page lets be saved, this does too.
        snippet.save_revision(user=by, log_action=True, clean=False)
    return done

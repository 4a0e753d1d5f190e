"""The languages there are, as data: each is a folder ``<code>/`` with a ``language.yaml`` beside its catalogue.

A language with ``falls_back_to`` may be unfinished: where it lacks a text, that language's stands in its place, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE = "language.yaml"
_BUILT_IN = Path(__file__).parents[2] / "locale"


class Language(BaseModel):
    """What is known of a language. Whatever has a default is taken from the language it falls back to, where it has one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Where its data lie.
    folder: Path
    #: In English, and as its own speakers call it.
    name: str
    own_name: str
    #: Written from right to left.
    rtl: bool = False
    falls_back_to: str | None = None
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)] | None = None
    #: Spellings of months that people use besides: text -> number.
    months_also: Mapping[str, int] = {}
    date_order: tuple[str, str, str] = ("day", "month", "year")
    #: How a date is written, with ``{day}``, ``{month}`` (its name) and ``{year}``.
    date: str = "{day} {month} {year}"
    date_without_day: str = "{month} {year}"
    #: The BIP-39 list (package ``mnemonic``) that the four words of a case come from; less those in ``words_left_out.txt``.
    words: str | None = None
    #: What a yes-or-no question offers, where the form says nothing else. In quotes: YAML takes Yes and No for truth values.
    answer_yes: str | None = None
    answer_no: str | None = None
    answer_not_sure: str | None = None


_known: dict[str, Language] = {}
#: For each unfinished language the texts that stood in for one of its own so far, by the language they are in.
_stood_in: dict[str, dict[str, set[str]]] = {}


def take_in(folders: Iterable[Path]) -> dict[str, Language]:
    """Know the languages in these folders and no others; of two with one code the first counts. Sorted by code.

    Raises ValueError for a file that is not right, or a language that falls back to none that there is.
    """
    found: dict[str, Language] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*/{_FILE}")):
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            found.setdefault(path.parent.name, Language(folder=path.parent, **data))
    for code, language in found.items():
        if language.falls_back_to and (language.falls_back_to not in found or code in _ahead(found, code)):
            raise ValueError(
                f"{language.folder / _FILE}: nothing stands behind falls_back_to: {language.falls_back_to}"
            )
    _known.clear()
    _known.update(sorted(found.items()))
    return dict(_known)


def known() -> Mapping[str, Language]:
    """Every language by its code."""
    return _known or take_in([_BUILT_IN])


def chain(code: str) -> list[str]:
    """A language and those that stand in for it, nearest first; of "es-mx", where nobody knows that, those of "es"."""
    own = code if code in known() else code.split("-")[0]
    return [own, *_ahead(known(), own)]


def unfinished(code: str) -> bool:
    """Whether a text may be missing in a language, because another's stands in for it."""
    language = known().get(code)
    return language is not None and language.falls_back_to is not None


def best(code: str, there: Iterable[str]) -> str:
    """The language to read something in that stands in some languages: one's own, its stand-ins, else the first there is."""
    listed = list(there)
    return next((each for each in chain(code) if each in listed), listed[0])


def note(code: str, language: str, texts: Iterable[str]) -> None:
    """Remember that these texts, in ``language``, stand in for what ``code`` lacks: whoever shows a page says so of them."""
    if code != language and unfinished(code):
        _stood_in.setdefault(code, {}).setdefault(language, set()).update(texts)


def stood_in(code: str) -> Mapping[str, set[str]]:
    """What was noted for a language: by the language that the texts are in."""
    return _stood_in.get(code, {})


def _ahead(languages: Mapping[str, Language], code: str) -> Iterator[str]:
    seen = {code}
    while (language := languages.get(code)) and (code := language.falls_back_to or ""):
        yield code
        if code in seen:
            return
        seen.add(code)

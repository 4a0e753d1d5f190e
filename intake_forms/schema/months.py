"""The months by name, and dates as people write them, in the languages there are."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from intake_forms.schema import languages

DAY_FIRST = ("day", "month", "year")


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold().strip(" ."))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _numbers(codes: tuple[str, ...]) -> Mapping[str, int]:
    """Every spelling of a month: whole names, beginnings of at least three letters, and those used besides."""
    of = [languages.known()[code] for code in codes]
    found = {_folded(text): number for language in of for text, number in language.months_also.items()}
    for language in of:
        for number, name in enumerate(language.months or (), start=1):
            for length in range(3, len(name) + 1):
                found.setdefault(_folded(name[:length]), number)
    return found


def number(text: str) -> int | None:
    """1 to 12 for a month written as a number or by its name, or three letters of it, in any language; else None."""
    if text.isdecimal():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else None
    return _numbers(tuple(languages.known())).get(_folded(text))


def order(language: str) -> tuple[str, str, str]:
    """The order of day, month and year in a language."""
    found = _whose(language)
    return found.date_order if found else DAY_FIRST


def written(value: str, language: str) -> str:
    """A stored date as people write it: "May 31, 2026", «31 de mayo de 2026», "May 2026", "2026"."""
    year, month, day = [*value.split("-"), "", ""][:3]
    found = _whose(language)
    if not month or found is None or found.months is None:
        return value
    pattern = found.date if day else found.date_without_day
    return pattern.format(day=int(day or 1), month=found.months[int(month) - 1], year=year)


def _whose(language: str) -> languages.Language | None:
    """The language whose dates are written: the nearest that knows the months."""
    there = languages.known()
    return next((there[code] for code in languages.chain(language) if code in there and there[code].months), None)

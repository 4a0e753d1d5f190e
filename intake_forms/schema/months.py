"""The months by name, and dates as people write them. A language is an entry in ``NAMES`` and one in ``ORDER``."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, ...]] = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip
#: Spellings that people use besides.
ALSO = {"setiembre": 9, "sept": 9}
#: In which order the parts of a date are asked.
ORDER: Mapping[str, tuple[str, str, str]] = {"en": ("month", "day", "year")}
DAY_FIRST = ("day", "month", "year")
_PATTERN = {"en": "{month} {day}, {year}", "es": "{day} de {month} de {year}"}
_WITHOUT_DAY = {"en": "{month} {year}", "es": "{month} de {year}"}


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold().strip(" ."))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _spellings() -> dict[str, int]:
    found = dict(ALSO)
    for names in NAMES.values():
        for number, name in enumerate(names, start=1):
            for length in range(3, len(name) + 1):
                found.setdefault(_folded(name[:length]), number)
    return found


_NUMBERS = _spellings()


def number(text: str) -> int | None:
    """1 to 12 for a month written as a number or by its name, or three letters of it, in any language; else None."""
    if text.isdecimal():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else None
    return _NUMBERS.get(_folded(text))


def order(language: str) -> tuple[str, str, str]:
    """The order of day, month and year in a language."""
    return ORDER.get(language, DAY_FIRST)


def written(value: str, language: str) -> str:
    """A stored date as people write it: "May 31, 2026", «31 de mayo de 2026», "May 2026", "2026"."""
    year, month, day = [*value.split("-"), "", ""][:3]
    names = NAMES.get(language)
    if not month or names is None:
        return value
    pattern = _PATTERN[language] if day else _WITHOUT_DAY[language]
    return pattern.format(day=int(day or 1), month=names[int(month) - 1], year=year)

"""Days as answers hold them: "2026-05-31"; where parts may be unknown also "2026-05" and "2026"."""

from __future__ import annotations

import datetime
import re

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_AROUND_TODAY = re.compile(r"today(?:([+-])(\d{1,5}))?\Z")


def today() -> datetime.date:
    """The date on the office's clock."""
    return datetime.date.today()


def parse(text: object) -> datetime.date | None:
    """The day that an answer names, its first where parts are unknown; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
            # As almost every day stands there; several times faster than the expression.
            return datetime.date.fromisoformat(text)
        found = _DAY.match(text)
        return datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None
    except ValueError:
        return None


def is_day(text: str) -> bool:
    """Whether ``text`` is a whole date, "today" or "today" and a number of days."""
    return bool(_AROUND_TODAY.match(text)) or (len(text) == 10 and parse(text) is not None)


def resolve(text: object, now: datetime.date) -> datetime.date | None:
    """The day that a condition's value names, seen from ``now``; None when it names none."""
    away = from_today(text)
    return parse(text) if away is None else now + away


def from_today(text: object) -> datetime.timedelta | None:
    """How far "today-90" is from today; None for what does not begin there."""
    found = _AROUND_TODAY.match(text) if isinstance(text, str) else None
    return datetime.timedelta(days=int((found[1] or "") + (found[2] or "0"))) if found else None


def years(born: datetime.date, now: datetime.date) -> int:
    """Whole years from ``born`` to ``now``; negative for a day to come."""
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))

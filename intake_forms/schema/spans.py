"""What numbers and days an answer can still have, once some comparisons must hold for it."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from intake_forms.schema import days

_YEAR = 365.2425
#: Days by which a number of years may differ from so many average years.
_ROUGHLY = 2
#: Days for which a form is in use, at the very most: a hundred years.
_IN_USE = 36_525
#: Days by which the first day of a year may lie before another day of it.
_REST_OF_YEAR = 365


class Range(NamedTuple):
    """Whole numbers from ``low`` to ``high``, both included, ``without`` some."""

    low: float = -math.inf
    high: float = math.inf
    without: frozenset[float] = frozenset()

    @property
    def possible(self) -> bool:
        """Whether there is one."""
        return self.high - self.low + 1 > sum(self.low <= each <= self.high for each in self.without)

    def narrowed(self, op: str, value: Any) -> Range:
        """Those for which the comparison holds."""
        if not isinstance(value, (int, float)):
            return self
        low, high, without = self
        if op == "is_not" and value == math.floor(value):
            without |= {value}
        if op in ("is", "ge"):
            low = max(low, math.ceil(value))
        if op in ("is", "le"):
            high = min(high, math.floor(value))
        if op in ("gt", "older_than"):
            low = max(low, math.floor(value) + 1)
        if op in ("lt", "younger_than"):
            high = min(high, math.ceil(value) - 1)
        return Range(low, high, without)


@dataclass(frozen=True)
class Days:
    """Days from ``first`` to ``last`` (ordinals), those counted ``away`` from today, those so many ``years`` ago; all three."""

    first: float = datetime.date.min.toordinal()
    last: float = datetime.date.max.toordinal()
    away: Range = field(default_factory=Range)
    years: Range = field(default_factory=Range)

    @classmethod
    def between(cls, earliest: str | None, latest: str | None, *, partial: bool) -> Self:
        """The days that a question takes, its limits among them; ``partial``: a year counts as its first day."""
        return cls()._bound(earliest, -_REST_OF_YEAR if partial else 0, False)._bound(latest, 0, True)

    def narrowed(self, op: str, value: Any) -> Days:
        """Those for which the comparison holds."""
        if op in ("before", "after"):
            return self._bound(value, -1 if op == "before" else 1, op == "before")
        return replace(self, years=self.years.narrowed(op, value))

    def _bound(self, day: Any, step: int, last: bool) -> Self:
        """Those up to a day, or from it on; ``step``: how far from it the outermost lies."""
        away, found = days.from_today(day), days.parse(day)
        if away is not None:
            near = away.days + step
            low, high, _without = self.away
            return replace(self, away=Range(low, min(high, near)) if last else Range(max(low, near), high))
        if found is None:
            return self
        near = found.toordinal() + step
        return replace(self, last=min(self.last, near)) if last else replace(self, first=max(self.first, near))

    @property
    def possible(self) -> bool:
        """Whether there is one, today or on a day to come: what is told of a form holds as long as it is in use."""
        low = max(self.away.low, -(self.years.high + 1) * _YEAR - _ROUGHLY)
        high = min(self.away.high, -self.years.low * _YEAR + _ROUGHLY)
        if not (self.years.possible and self.first <= self.last and low <= high):
            return False
        # Days counted from today move on: once they are past the last day, for good; those before the first come to it.
        today = days.today().toordinal()
        return max(today, self.first - high) <= min(today + _IN_USE, self.last - low)

"""What numbers and days an answer can still have, once some comparisons must hold for it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from intake_forms.schema import days

_YEAR = 365.2425
#: Days by which a number of years may differ from so many average years.
_ROUGHLY = 2


class Range(NamedTuple):
    """Whole numbers from ``low`` to ``high``, both included."""

    low: float = -math.inf
    high: float = math.inf

    @property
    def possible(self) -> bool:
        """Whether there is one."""
        return self.low <= self.high

    def narrowed(self, op: str, value: Any) -> Range:
        """Those for which the comparison holds; "is_not" leaves them as they are."""
        if not isinstance(value, (int, float)):
            return self
        low, high = self
        if op in ("is", "ge"):
            low = max(low, math.ceil(value))
        if op in ("is", "le"):
            high = min(high, math.floor(value))
        if op in ("gt", "older_than"):
            low = max(low, math.floor(value) + 1)
        if op in ("lt", "younger_than"):
            high = min(high, math.ceil(value) - 1)
        return Range(low, high)


@dataclass(frozen=True)
class Days:
    """Days from ``first`` to ``last`` (ordinals), those counted ``away`` from today, those so many ``years`` ago; all three."""

    first: float = -math.inf
    last: float = math.inf
    away: Range = field(default_factory=Range)
    years: Range = field(default_factory=Range)

    @classmethod
    def between(cls, earliest: str | None, latest: str | None) -> Self:
        """The days that a question takes, its limits among them."""
        return cls()._bound(earliest, 0, False)._bound(latest, 0, True)

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
            low, high = self.away
            return replace(self, away=Range(low, min(high, near)) if last else Range(max(low, near), high))
        if found is None:
            return self
        near = found.toordinal() + step
        return replace(self, last=min(self.last, near)) if last else replace(self, first=max(self.first, near))

    @property
    def possible(self) -> bool:
        """Whether there is one, today or on some day to come: what is told of a form holds as long as it is used."""
        low = max(self.away.low, -(self.years.high + 1) * _YEAR - _ROUGHLY)
        high = min(self.away.high, -self.years.low * _YEAR + _ROUGHLY)
        if not (self.years.possible and self.first <= self.last and low <= high):
            return False
        # Days counted from today move on: once they are past the last day, for good; those before the first come to it.
        return days.today().toordinal() + low <= self.last and self.first - high <= self.last - low

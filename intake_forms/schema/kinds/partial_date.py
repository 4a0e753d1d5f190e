"""A date of which day, or day and month, may be unknown: when a certificate was made, when somebody moved."""

from calendar import monthrange
from typing import ClassVar, Literal

from intake_forms.schema import comparing, days, months
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Invalid, Question, Raw, only
from intake_forms.schema.kinds.date import RULES, Day, posted, read, within


class PartialDate(Question):
    """Answer: str, "2026-05-31", "2026-05" or "2026". Conditions take it for the first day that it can be.

    One of which only the year or the month is known is taken where any day of it lies within the limits.
    """

    takes: ClassVar[Takes] = comparing.DATE
    parts: ClassVar[tuple[str, ...]] = ("day", "month", "year")
    rules: ClassVar[tuple[str, ...]] = ("month_missing", "year_missing", *RULES)

    kind: Literal["partial_date"] = "partial_date"
    earliest: Day | None = None
    latest: Day | None = None

    def clean(self, raw: Raw) -> str:
        day, month, year = (only(raw, part) for part in self.parts)
        if not (day or month or year):
            return ""
        if not year:
            raise Invalid("year_missing", part="year")
        if day and not month:
            raise Invalid("month_missing", part="month")
        found = read(day or "1", month or "1", year)
        length = monthrange(found.year, found.month)[1]
        last = found if day else found.replace(day=length) if month else found.replace(month=12, day=31)
        within(found, last, self.earliest, self.latest)
        return found.isoformat()[: 10 if day else 7 if month else 4]

    def display(self, value: str, language: str) -> str:
        return months.written(value, language)

    def posted(self, value: str) -> Raw:
        return posted(value)

    def sample(self, language: str) -> Raw:
        return {"day": ("",), "month": ("",), "year": (str(days.today().year),)}


ITEM = PartialDate

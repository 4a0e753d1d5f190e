"""A whole date in three inputs. The month is taken as a number or by name, in either language."""

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator

from intake_forms.schema import comparing, days, months
from intake_forms.schema.autofill import Days
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Invalid, Question, Raw, only, refused


def _is_day(text: str) -> str:
    if not days.is_day(text):
        raise refused("shape:day")
    return text


#: What ``read`` and ``within`` refuse.
RULES = (
    "not_a_day", "not_a_month", "not_a_year", "no_such_date", "too_early", "too_late", "in_future",
)  # fmt: skip
#: A day, or one counted from today.
Day = Annotated[str, AfterValidator(_is_day)]


class Date(Question):
    """Answer: str, "2026-05-31". ``earliest`` and ``latest`` are allowed themselves."""

    takes: ClassVar[Takes] = comparing.DATE
    parts: ClassVar[tuple[str, ...]] = ("day", "month", "year")
    rules: ClassVar[tuple[str, ...]] = ("day_missing", "month_missing", "year_missing", *RULES)

    kind: Literal["date"] = "date"
    earliest: Day | None = None
    latest: Day | None = None
    #: The browser's own name for the date, "bday" for one's own birth.
    autocomplete: Days = "off"

    def clean(self, raw: Raw) -> str:
        day, month, year = (only(raw, part) for part in self.parts)
        if not (day or month or year):
            return ""
        for part, text in zip(self.parts, (day, month, year), strict=True):
            if not text:
                raise Invalid(f"{part}_missing", part=part)
        found = read(day, month, year)
        within(found, found, self.earliest, self.latest)
        return found.isoformat()

    def display(self, value: str, language: str) -> str:
        return months.written(value, language)

    def posted(self, value: str) -> Raw:
        return posted(value)

    def sample(self, language: str) -> Raw:
        start = days.resolve(self.latest or "today", days.today()) or days.today()
        return {"day": (str(start.day),), "month": (str(start.month),), "year": (str(start.year),)}


def read(day: str, month: str, year: str) -> datetime.date:
    """The date in three texts. Raises Invalid, naming the part that cannot be read."""
    number = months.number(month)
    if number is None:
        raise Invalid("not_a_month", part="month")
    if not (year.isdecimal() and len(year) == 4):
        raise Invalid("not_a_year", part="year")
    if not (day.isdecimal() and len(day) <= 2):
        raise Invalid("not_a_day", part="day")
    try:
        return datetime.date(int(year), number, int(day))
    except ValueError as error:
        raise Invalid("no_such_date", part="day") from error


def posted(value: str) -> dict[str, list[str]]:
    """The three texts of a date, of which the last parts may be unknown."""
    return {part: [text] for part, text in zip(("year", "month", "day"), value.split("-"), strict=False)}


def within(first: datetime.date, last: datetime.date, earliest: str | None, latest: str | None) -> None:
    """Raises Invalid when each day from ``first`` to ``last`` lies outside; the limits in it are ISO dates."""
    now = days.today()
    lowest, highest = days.resolve(earliest, now), days.resolve(latest, now)
    if lowest and last < lowest:
        raise Invalid("too_early", date=lowest)
    if highest and first > highest:
        raise Invalid("in_future" if latest == "today" else "too_late", date=highest)


ITEM = Date

"""A date in three inputs, in the order of the language."""

from django.utils.translation import gettext_lazy as _

from intake_forms.schema import months
from intake_forms.schema.kinds.date import Date
from intake_forms.schema.kinds.partial_date import PartialDate
from intake_forms.wizard.fields import PartsField

MESSAGES = {
    "day_missing": _("Write the day too."),
    "month_missing": _("Write the month too."),
    "year_missing": _("Write the year too."),
    "not_a_day": _("Write the day as a number, like 5."),
    "not_a_month": _("Write the month as a number from 1 to 12, or by its name."),
    "not_a_year": _("Write all four numbers of the year."),
    "no_such_date": _("Look at the day, the month and the year again. That month does not have that day."),
    "too_early": _("Write %(date)s or a later date."),
    "too_late": _("Write %(date)s or an earlier date."),
    "in_future": _("Write a day that has already come, not one in the future."),
}
#: What each of its inputs is called.
PARTS = {
    "day": _("Day"),
    "month": _("Month"),
    "year": _("Year"),
}


def field(item: Date | PartialDate, language: str) -> PartsField:
    """Numbers for day and year; the month may be a name, so it gets the whole keyboard."""
    autocomplete = item.autocomplete if isinstance(item, Date) else "off"
    attrs = {part: {"autocomplete": _tokens(autocomplete, part), "spellcheck": "false"} for part in item.parts}
    for part, length in (("day", "2"), ("year", "4")):
        attrs[part] |= {"inputmode": "numeric", "maxlength": length}
    return PartsField(item, language, order=months.order(language), attrs=attrs)


def _tokens(autocomplete: str, part: str) -> str:
    """One's birth, "bday", has a token for each part of the date."""
    return f"{autocomplete}-{part}" if autocomplete == "bday" else "off"

"""A date."""

from django.utils.translation import gettext_lazy as _

RULES = {
    "no_such_date": _("no such date"),
    "not_a_day": _("not a day"),
    "not_a_month": _("not a month"),
    "not_a_year": _("not a year"),
    "day_missing": _("day missing"),
    "month_missing": _("month missing"),
    "year_missing": _("year missing"),
    "in_future": _("date in the future"),
    "too_early": _("date too early"),
    "too_late": _("date too late"),
}

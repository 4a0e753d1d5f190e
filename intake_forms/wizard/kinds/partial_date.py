"""A date of which parts may be unknown."""

from intake_forms.schema.kinds.partial_date import PartialDate
from intake_forms.wizard.fields import PartsField
from intake_forms.wizard.kinds import date


def field(item: PartialDate, language: str) -> PartsField:
    """As a whole date is asked."""
    return date.field(item, language)

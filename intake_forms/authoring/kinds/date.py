"""Editing a whole date."""

from django.utils.translation import gettext_lazy as _

from intake_forms.authoring.blocks import autocomplete
from intake_forms.authoring.kinds.partial_date import PartialDate
from intake_forms.schema.autofill import Days


class Date(PartialDate):
    """A date."""

    autocomplete = autocomplete(Days)

    class Meta:
        icon = "date"
        label = _("Date")


BLOCK = Date

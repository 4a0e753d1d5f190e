"""Editing a whole date."""

from django.utils.translation import gettext_lazy as _

from intake_forms.authoring.blocks import autocomplete
from intake_forms.authoring.kinds.partial_date import PartialDate


class Date(PartialDate):
    """A date."""

    autocomplete = autocomplete()

    class Meta:
        icon = "date"
        label = _("Date")


BLOCK = Date

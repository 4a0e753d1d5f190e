"""Editing a date of which parts may be unknown."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock

#: ``keys.js`` lets it be chosen.
DAY = {"data-controller": "day"}


class PartialDate(QuestionBlock):
    """A date, maybe without its day or month."""

    earliest = blocks.CharBlock(label=_("Earliest"), required=False, form_attrs=DAY)
    latest = blocks.CharBlock(label=_("Latest"), required=False, form_attrs=DAY)

    class Meta:
        icon = "date"
        label = _("Date, parts may be unknown")


BLOCK = PartialDate

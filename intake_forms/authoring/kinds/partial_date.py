"""Editing a date of which parts may be unknown."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock

DAY_HELP = _("2026-05-31, today, today+30 or today-30")


class PartialDate(QuestionBlock):
    """A date, maybe without its day or month."""

    earliest = blocks.CharBlock(label=_("Earliest"), required=False, help_text=DAY_HELP)
    latest = blocks.CharBlock(label=_("Latest"), required=False, help_text=DAY_HELP)

    class Meta:
        icon = "date"
        label = _("Date, parts may be unknown")


BLOCK = PartialDate

"""Editing one line of text."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock, autocomplete
from intake_forms.schema.autofill import Words


class ShortText(QuestionBlock):
    """A short text."""

    max_length: Any = blocks.IntegerBlock(label=_("Characters at most"), default=200, min_value=1)
    autocomplete = autocomplete(Words)

    class Meta:
        icon = "pilcrow"
        label = _("Short text")


BLOCK = ShortText

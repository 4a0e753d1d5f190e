"""Editing a text of several lines."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock


class LongText(QuestionBlock):
    """A long text."""

    max_length: Any = blocks.IntegerBlock(label=_("Characters at most"), default=500, min_value=1)

    class Meta:
        icon = "doc-full"
        label = _("Long text")


BLOCK = LongText

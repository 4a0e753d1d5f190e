"""Editing a whole number."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock, least


class Number(QuestionBlock):
    """Number."""

    min: Any = least()
    max: Any = blocks.IntegerBlock(label=_("At most"), default=999)

    class Meta:
        icon = "order"
        label = _("Number")


BLOCK = Number

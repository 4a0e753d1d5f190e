"""Editing an age in years."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock, least


class Age(QuestionBlock):
    """Age."""

    min: Any = least()
    max: Any = blocks.IntegerBlock(label=_("At most"), default=120)

    class Meta:
        icon = "history"
        label = _("Age")


BLOCK = Age

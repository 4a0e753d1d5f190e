"""Editing a person's name."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock, autocomplete
from intake_forms.schema.autofill import Names


class Name(QuestionBlock):
    """A name."""

    max_length: Any = blocks.IntegerBlock(label=_("Characters at most"), default=120, min_value=1)
    autocomplete = autocomplete(Names)

    class Meta:
        icon = "user"
        label = _("Name")


BLOCK = Name

"""Editing a computed value."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import Condition, ItemBlock, Names, called, key


class Result(blocks.StructBlock):
    """One outcome."""

    value = key(label=_("Stored as"))
    label = called()
    when = Condition(label=_("When"), lead="is")

    class Meta:
        form_attrs: ClassVar[dict[str, str]] = {"data-result": ""}
        label_format = "{label}"


class Computed(ItemBlock):
    """A value for staff, worked out from earlier answers."""

    label = called()
    values = blocks.ListBlock(
        Result(label=_("Outcome")), default=[], label=_("Outcomes: the first that holds is the value")
    )
    total = Names(
        "total", label=_("Or the sum of"), help_text=_("Earlier numbers, ages and groups; a group counts its people.")
    )
    show_if = Condition()

    class Meta:
        icon = "cogs"
        label = _("Computed value (for staff)")


BLOCK = Computed

"""Editing a repeating group."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import Audio, Condition, ItemBlock, Names
from intake_forms.authoring.text import LocalizedText, LongLocalizedText


class Group(ItemBlock):
    """Several people or things, each asked the same questions. Its ``items`` are put in by ``steps``, which knows all kinds."""

    label = LocalizedText(label=_("What the list is called"))
    singular = LocalizedText(label=_("One of them"))
    add = LocalizedText(label=_("What the button says"))
    hint = LocalizedText(label=_("Hint"), required=False)
    audio = Audio()
    why = LongLocalizedText(label=_("Why we ask"))
    min = blocks.IntegerBlock(label=_("At least"), default=0, min_value=0, max_value=50)
    max = blocks.IntegerBlock(label=_("At most"), default=10, min_value=1, max_value=50)
    title = Names("title", label=_("Named by"), help_text=_("The questions whose answers name one; none: the first."))
    show_if = Condition()

    class Meta:
        icon = "group"
        label = _("Repeating group")


BLOCK = Group

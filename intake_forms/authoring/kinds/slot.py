"""Editing a place for a paper."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import Audio, Condition, Fact, ItemBlock, Part, called, chosen_from, key
from intake_forms.authoring.text import LocalizedText, LongLocalizedText


class Accepted(Part):
    """One paper that the slot accepts."""

    key = key()
    label = called()
    alone = blocks.BooleanBlock(label=_("Enough by itself"), required=False, default=True)
    show_if = Condition()
    fact = Fact()

    class Meta:
        label_format = "{label}"
        collapsed = True


class Slot(ItemBlock):
    """A paper, of one or several files."""

    label = LocalizedText(label=_("Paper"))
    hint = LocalizedText(label=_("Hint"), required=False)
    audio = Audio()
    why = LongLocalizedText(label=_("Why we ask"))
    optional = blocks.BooleanBlock(
        label=_("Optional"), required=False, help_text=_("Good to have, not usually asked for.")
    )
    per = blocks.CharBlock(
        label=_("One for each of the group"),
        required=False,
        help_text=_("An earlier group; none: the paper is asked for once."),
        form_attrs=chosen_from("group"),
    )
    accepts = blocks.ListBlock(Accepted(label=_("Accepted paper")), default=[], label=_("Accepted papers"))
    cannot_get = LongLocalizedText(
        label=_("Said to somebody who cannot get it"), required=False, help_text=_("The next thing to try.")
    )
    sides = blocks.IntegerBlock(
        label=_("Sides"),
        default=1,
        min_value=1,
        max_value=2,
        help_text=_("2 for a card: its photos are called Front side and Back side."),
    )
    max_files = blocks.IntegerBlock(label=_("Files at most"), default=20, min_value=1, max_value=50)
    show_if = Condition()
    fact = Fact()

    class Meta:
        icon = "doc-full-inverse"
        label = _("Paper")


BLOCK = Slot

"""Editing a choice of several."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from intake_forms.authoring.blocks import Option, QuestionBlock


class Choices(QuestionBlock):
    """Options of which several can be chosen, its own or those of a choice set."""

    choice_set = SnippetChooserBlock(
        "intake_forms.ChoiceSet",
        label=_("Choice set"),
        required=False,
        help_text=_("Its options come before the ones below."),
    )
    options = blocks.ListBlock(Option(label=_("Option")), default=[], label=_("Options"))

    class Meta:
        icon = "list-ul"
        label = _("Choice of several")


BLOCK = Choices

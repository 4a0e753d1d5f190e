"""Editing a text between questions."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import Audio, Condition, Fact, ItemBlock
from intake_forms.authoring.text import LocalizedText, LongLocalizedText


class Content(ItemBlock):
    """A text that asks nothing."""

    title = LocalizedText(label=_("Heading"), required=False)
    body = LongLocalizedText(
        label=_("Text"), help_text=_('An empty line parts paragraphs; lines beginning with "- " are a list.')
    )
    audio = Audio()
    style = blocks.ChoiceBlock(
        label=_("Style"),
        choices=[("plain", _("Plain")), ("note", _("Note")), ("warning", _("Warning"))],
        default="plain",
    )
    show_if = Condition()
    fact = Fact()

    class Meta:
        icon = "info-circle"
        label = _("Text")
        label_format = "{body}"


BLOCK = Content

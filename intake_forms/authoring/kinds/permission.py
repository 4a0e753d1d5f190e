"""Editing a permission."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import Names, Option, QuestionBlock
from intake_forms.authoring.text import LongLocalizedText


class Permission(QuestionBlock):
    """A text, and answers of which some permit what it says."""

    body = LongLocalizedText(label=_("What is permitted"), required=False)
    options = blocks.ListBlock(Option(label=_("Option")), default=[], label=_("Options"))
    gives_it = Names("options", label=_("Options that give it"))

    class Meta:
        icon = "key"
        label = _("Permission")


BLOCK = Permission

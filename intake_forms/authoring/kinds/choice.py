"""Editing a choice of one."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.kinds.choices import Choices


class Choice(Choices):
    """Options of which one can be chosen."""

    layout = blocks.ChoiceBlock(
        label=_("Layout"),
        choices=[("rows", _("All in sight")), ("list", _("A list that opens: for more than twelve"))],
        default="rows",
    )

    class Meta:
        icon = "radio-full"
        label = _("Choice of one")


BLOCK = Choice

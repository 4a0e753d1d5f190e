"""Editing a postal address."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock


class Address(QuestionBlock):
    """An address."""

    own = blocks.BooleanBlock(label=_("The person's own: the browser may fill it in"), required=False, default=True)

    class Meta:
        icon = "home"
        label = _("Address")


BLOCK = Address

"""Editing a telephone number."""

from django.utils.translation import gettext_lazy as _

from intake_forms.authoring.blocks import QuestionBlock, autocomplete
from intake_forms.schema.autofill import Phones


class Phone(QuestionBlock):
    """Telephone number."""

    autocomplete = autocomplete(Phones)

    class Meta:
        icon = "mobile-alt"
        label = _("Telephone number")


BLOCK = Phone

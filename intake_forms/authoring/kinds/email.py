"""Editing an e-mail address."""

from django.utils.translation import gettext_lazy as _

from intake_forms.authoring.blocks import QuestionBlock, autocomplete
from intake_forms.schema.autofill import Emails


class Email(QuestionBlock):
    """E-mail address."""

    autocomplete = autocomplete(Emails)

    class Meta:
        icon = "mail"
        label = _("E-mail address")


BLOCK = Email

"""Editing an e-mail address."""

from django.utils.translation import gettext_lazy as _

from intake_forms.authoring.blocks import QuestionBlock, autocomplete


class Email(QuestionBlock):
    """E-mail address."""

    autocomplete = autocomplete()

    class Meta:
        icon = "mail"
        label = _("E-mail address")


BLOCK = Email

"""An e-mail address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake_forms.schema.kinds.email import Email
from intake_forms.wizard.fields import QuestionField

MESSAGES = {
    "not_an_email": _("Write an e-mail address like name@example.com."),
}


def field(item: Email, language: str) -> QuestionField:
    """A text input with the keyboard for addresses."""
    attrs = {
        "type": "email",
        "inputmode": "email",
        "autocomplete": item.autocomplete,
        "autocapitalize": "none",
        "spellcheck": "false",
        "translate": "no",
        "dir": "ltr",
    }
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

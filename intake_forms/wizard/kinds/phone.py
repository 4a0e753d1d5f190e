"""A telephone number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake_forms.schema.kinds.phone import Phone
from intake_forms.wizard.fields import QuestionField

MESSAGES = {
    "not_a_phone": _("Write the whole phone number, with the area code or the country code."),
}


def field(item: Phone, language: str) -> QuestionField:
    """A telephone input. Its keys have no letters: an extension can be typed behind "#" or ","."""
    attrs = {
        "type": "tel",
        "inputmode": "tel",
        "autocomplete": item.autocomplete,
        "spellcheck": "false",
        "translate": "no",
        "dir": "ltr",
    }
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

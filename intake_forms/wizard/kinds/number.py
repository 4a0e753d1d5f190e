"""A whole number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake_forms.schema.kinds.number import Number
from intake_forms.wizard.fields import QuestionField

MESSAGES = {
    "not_a_number": _("Write a number, like 2."),
    "out_of_range": _("Write a number from %(min)s to %(max)s."),
}


def field(item: Number, language: str) -> QuestionField:
    """A text input with digits to tap: a number input drops what it cannot read and scrolls away what was typed."""
    attrs = {"autocomplete": "off", "spellcheck": "false", "class": "w4"}
    if item.min >= 0:
        # The keys for digits have no minus.
        attrs["inputmode"] = "numeric"
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

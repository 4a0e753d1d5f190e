"""A whole number."""

from django import forms

from intake_forms.schema.kinds.number import Number
from intake_forms.wizard.fields import QuestionField


def field(item: Number, language: str) -> QuestionField:
    """A text input with digits to tap: a number input drops what it cannot read and scrolls away what was typed."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "w4"}
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

"""A telephone number."""

from django import forms

from intake_forms.schema.kinds.phone import Phone
from intake_forms.wizard.fields import QuestionField


def field(item: Phone, language: str) -> QuestionField:
    """A telephone input."""
    attrs = {"type": "tel", "inputmode": "tel", "autocomplete": item.autocomplete}
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

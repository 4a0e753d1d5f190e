"""One line of text."""

from django import forms

from intake_forms.schema.kinds.short_text import ShortText
from intake_forms.wizard.fields import QuestionField


def field(item: ShortText, language: str) -> QuestionField:
    """A text input."""
    return QuestionField(item, language, look="line", widget=forms.TextInput({"autocomplete": item.autocomplete}))

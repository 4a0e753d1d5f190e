"""A person's name."""

from django import forms

from intake_forms.schema.kinds.name import Name
from intake_forms.wizard.fields import QuestionField


def field(item: Name, language: str) -> QuestionField:
    """A text input that no spelling checker reads."""
    attrs = {"autocomplete": item.autocomplete, "autocapitalize": "words", "spellcheck": "false"}
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

"""One line of text."""

from django import forms

from intake_forms.schema.kinds.short_text import ShortText
from intake_forms.wizard.fields import QuestionField


def field(item: ShortText, language: str) -> QuestionField:
    """A text input in the language of the page; what a browser fills in by itself is nobody's to correct."""
    free = item.autocomplete == "off"
    attrs = {"autocomplete": item.autocomplete, "lang": language, "spellcheck": "true" if free else "false"}
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

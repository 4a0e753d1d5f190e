"""Several lines of text."""

from django import forms

from intake_forms.schema.kinds.long_text import LongText
from intake_forms.wizard.fields import QuestionField


def field(item: LongText, language: str) -> QuestionField:
    """A text area in the language of the page."""
    attrs = {"rows": 4, "autocomplete": "off", "lang": language, "spellcheck": "true"}
    return QuestionField(item, language, look="line", widget=forms.Textarea(attrs))

"""How stars are asked for."""

from django import forms

from intake_forms.wizard.fields import QuestionField
from tests.outside.stars.schema.kinds.stars import Stars


def field(item: Stars, language: str) -> QuestionField:
    """A digit."""
    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

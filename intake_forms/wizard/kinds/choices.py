"""Any number of several options."""

from django import forms

from intake_forms.schema.kinds.choices import Choices
from intake_forms.wizard.fields import ChoiceQuestionField


def field(item: Choices, language: str) -> ChoiceQuestionField:
    """Rows to tick."""
    return ChoiceQuestionField(item, language, look="rows", widget=forms.CheckboxSelectMultiple(), many=True)

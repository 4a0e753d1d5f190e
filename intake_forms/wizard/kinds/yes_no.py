"""Yes, no, and maybe "I don't know"."""

from django import forms

from intake_forms.schema.kinds.yes_no import YesNo
from intake_forms.wizard.fields import ChoiceQuestionField


def field(item: YesNo, language: str) -> ChoiceQuestionField:
    """Rows to tap."""
    return ChoiceQuestionField(item, language, look="rows", widget=forms.RadioSelect(), many=False)

"""A permission: rows to tap, under what is read first."""

from django import forms

from intake_forms.schema.kinds.permission import Permission
from intake_forms.wizard.fields import ChoiceQuestionField


def field(item: Permission, language: str) -> ChoiceQuestionField:
    """Rows to tap; none is chosen beforehand."""
    return ChoiceQuestionField(item, language, look="rows", widget=forms.RadioSelect(), many=False)

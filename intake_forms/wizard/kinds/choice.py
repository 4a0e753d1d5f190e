"""Exactly one of several options."""

from django import forms

from intake_forms.schema.kinds.choice import Choice
from intake_forms.wizard.fields import ChoiceQuestionField


def field(item: Choice, language: str) -> ChoiceQuestionField:
    """Rows to tap, or a drop-down."""
    if item.layout == "list":
        widget: forms.Widget = forms.Select({"autocomplete": "off"})
        return ChoiceQuestionField(item, language, look="line", widget=widget, many=False)
    return ChoiceQuestionField(item, language, look="rows", widget=forms.RadioSelect(), many=False)

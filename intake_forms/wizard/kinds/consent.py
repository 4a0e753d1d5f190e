"""A box to tick."""

from collections.abc import Sequence

from django import forms

from intake_forms.schema.kinds.consent import Consent
from intake_forms.wizard.fields import QuestionField


class ConsentField(QuestionField):
    """The browser posts "yes" or nothing; stored and shown again the same way."""

    def typed(self, strings: Sequence[str]) -> bool:
        return bool(strings)

    def clean(self, value: object) -> object:
        return super().clean(["yes"] if value else [])


def field(item: Consent, language: str) -> ConsentField:
    """One box; its label is the sentence agreed to."""
    return ConsentField(item, language, look="tick", widget=forms.CheckboxInput({"value": "yes"}))

"""A person's name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake_forms.schema.kinds.name import Name
from intake_forms.wizard.fields import QuestionField

MESSAGES = {
    "not_a_name": _("Write the name with letters."),
}


def field(item: Name, language: str) -> QuestionField:
    """A text input that nobody corrects or translates."""
    attrs = {"autocomplete": item.autocomplete, "autocapitalize": "words", "spellcheck": "false", "translate": "no"}
    return QuestionField(item, language, look="line", widget=forms.TextInput(attrs))

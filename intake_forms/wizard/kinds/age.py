"""Somebody's age in years."""

from intake_forms.schema.kinds.age import Age
from intake_forms.wizard.fields import QuestionField
from intake_forms.wizard.kinds import number


def field(item: Age, language: str) -> QuestionField:
    """A number."""
    return number.field(item, language)

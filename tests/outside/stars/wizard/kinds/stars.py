"""How stars are asked for."""

from intake_forms.wizard.fields import QuestionField
from intake_forms.wizard.kinds import number
from tests.outside.stars.schema.kinds.stars import Stars


def field(item: Stars, language: str) -> QuestionField:
    """A number."""
    return number.field(item, language)

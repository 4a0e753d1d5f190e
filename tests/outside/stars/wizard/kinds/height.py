"""How somebody's height is asked for: in two inputs."""

from intake_forms.wizard.fields import PartsField
from tests.outside.stars.schema.kinds.height import Height

MESSAGES = {"too_tall": "Write a number up to %(most)s here."}
PARTS = {"feet": "Feet", "inches": "Inches"}


def field(item: Height, language: str) -> PartsField:
    """Digits to tap."""
    attrs = {part: {"inputmode": "numeric", "autocomplete": "off"} for part in item.parts}
    return PartsField(item, language, order=item.parts, attrs=attrs)

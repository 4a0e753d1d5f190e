"""A postal address in five inputs."""

from intake_forms.schema.kinds.address import MAX_LENGTH, Address
from intake_forms.wizard.fields import PartsField

_TOKENS = {
    "street": "address-line1",
    "unit": "address-line2",
    "city": "address-level2",
    "state": "address-level1",
    "zip": "postal-code",
}


def field(item: Address, language: str) -> PartsField:
    """The browser may fill in the person's own address, never somebody else's."""
    attrs = {
        part: {"autocomplete": token if item.own else "off", "spellcheck": "false", "maxlength": str(MAX_LENGTH)}
        for part, token in _TOKENS.items()
    }
    return PartsField(item, language, order=item.parts, attrs=attrs)

"""A postal address in five inputs."""

from django.utils.translation import gettext_lazy as _

from intake_forms.schema.kinds.address import MAX_LENGTH, Address
from intake_forms.wizard.fields import PartsField

MESSAGES = {
    "street_missing": _("Write the street and number too."),
    "city_missing": _("Write the city too."),
}
#: What each of its inputs is called.
PARTS = {
    "street": _("Street and number"),
    "unit": _("Apartment (optional)"),
    "city": _("City"),
    "state": _("State"),
    "zip": _("ZIP code (optional)"),
}
_TOKENS = {
    "street": "address-line1",
    "unit": "address-line2",
    "city": "address-level2",
    "state": "address-level1",
    "zip": "postal-code",
}


def field(item: Address, language: str) -> PartsField:
    """The browser may fill in the person's own address, never somebody else's."""
    alike = {"spellcheck": "false", "translate": "no", "maxlength": str(MAX_LENGTH)}
    attrs = {
        part: {
            "autocomplete": token if item.own else "off",
            "autocapitalize": "characters" if part == "zip" else "words",
            **alike,
        }
        for part, token in _TOKENS.items()
    }
    return PartsField(item, language, order=item.parts, attrs=attrs)

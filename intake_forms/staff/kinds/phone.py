"""A telephone number: staff call from here."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intake_forms.schema.kinds.phone import Phone

RULES = {
    "not_a_phone": _("not a whole phone number"),
}


def display(item: Phone, value: str, language: str) -> str:
    """A link that dials, the extension with it (RFC 3966)."""
    return format_html('<a href="tel:{}" dir="ltr">{}</a>', value, item.display(value, language))

"""An e-mail address: staff write from here."""

from urllib.parse import quote

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intake_forms.schema.kinds.email import Email

RULES = {
    "not_an_email": _("not an e-mail address"),
}


def display(item: Email, value: str, language: str) -> str:
    """A link that begins a mail."""
    return format_html('<a href="mailto:{}" dir="ltr">{}</a>', quote(value, safe="@"), item.display(value, language))

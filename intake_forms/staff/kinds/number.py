"""A whole number."""

from django.utils.translation import gettext_lazy as _

RULES = {
    "not_a_number": _("not a number"),
    "out_of_range": _("number too small or too large"),
}

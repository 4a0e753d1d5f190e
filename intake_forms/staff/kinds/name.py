"""A person's name."""

from django.utils.translation import gettext_lazy as _

RULES = {
    "not_a_name": _("not a name"),
}

"""An address."""

from django.utils.translation import gettext_lazy as _

RULES = {
    "street_missing": _("street missing"),
    "city_missing": _("city missing"),
}

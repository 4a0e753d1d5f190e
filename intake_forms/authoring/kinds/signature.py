"""Editing a signature by typed name."""

from django.utils.translation import gettext_lazy as _

from intake_forms.authoring.kinds.name import Name


class Signature(Name):
    """A signature."""

    class Meta:
        icon = "edit"
        label = _("Signature by typed name")


BLOCK = Signature

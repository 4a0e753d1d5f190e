"""A signature by typed name."""

from intake_forms.staff.kinds.name import RULES

__all__ = ["RULES"]

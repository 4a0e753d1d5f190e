"""A date of which parts may be unknown."""

from intake_forms.staff.kinds.date import RULES

__all__ = ["RULES"]

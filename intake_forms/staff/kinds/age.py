"""Somebody's age in years: a number."""

from intake_forms.staff.kinds.number import RULES

__all__ = ["RULES"]

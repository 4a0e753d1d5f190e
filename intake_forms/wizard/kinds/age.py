"""Somebody's age in years: a number."""

from intake_forms.wizard.kinds.number import MESSAGES, field

__all__ = ["MESSAGES", "field"]

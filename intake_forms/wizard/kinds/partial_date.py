"""A date of which parts may be unknown: asked as a whole date is."""

from intake_forms.wizard.kinds.date import MESSAGES, PARTS, field

__all__ = ["MESSAGES", "PARTS", "field"]

"""A signature by typed name."""

from intake_forms.wizard.kinds.name import MESSAGES, field

__all__ = ["MESSAGES", "field"]

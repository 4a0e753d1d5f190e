"""A signature by typed name."""

from intake_forms.wizard.kinds.name import field

__all__ = ["field"]

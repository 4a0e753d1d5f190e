"""A signature by typed name: no picture, no oath."""

from typing import ClassVar, Literal

from intake_forms.schema.autofill import Names
from intake_forms.schema.kinds.name import Name


class Signature(Name):
    """Answer: str, the name as typed."""

    agreed_to: ClassVar[tuple[str, ...]] = ("label", "hint")

    kind: Literal["signature"] = "signature"  # type: ignore[assignment]
    autocomplete: Names = "off"


ITEM = Signature

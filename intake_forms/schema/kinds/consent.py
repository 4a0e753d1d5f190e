"""A box to tick under a text. Never ticked beforehand; what was read is recorded with its hash."""

from typing import ClassVar, Literal

from intake_forms.schema import comparing
from intake_forms.schema.agreements import Agreement
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Raw, Text, only


class Consent(Agreement):
    """Answer: True when ticked, None when not."""

    takes: ClassVar[Takes] = comparing.ANSWERED

    kind: Literal["consent"] = "consent"
    body: Text | None = None

    def clean(self, raw: Raw) -> bool | None:
        return True if only(raw) == "yes" else None

    def gives(self, value: bool | None) -> bool:
        return bool(value)

    def display(self, value: bool, language: str) -> str:
        return "✓"

    def sample(self, language: str) -> Raw:
        return {"": ("yes",)}

    def posted(self, value: bool) -> Raw:
        return {"": ["yes"]}


ITEM = Consent

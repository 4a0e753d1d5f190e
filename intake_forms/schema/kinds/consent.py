"""A box to tick under a text. Never ticked beforehand; the submission pins the text by the document's hash."""

from typing import ClassVar, Literal

from intake_forms.schema.items import Family, Question, Raw, Text, only


class Consent(Question):
    """Answer: True when ticked, None when not."""

    family: ClassVar[Family] = "flag"

    kind: Literal["consent"] = "consent"
    body: Text | None = None

    def clean(self, raw: Raw) -> bool | None:
        return True if only(raw) == "yes" else None

    def display(self, value: bool, language: str) -> str:
        return "✓"

    def sample(self, language: str) -> Raw:
        return {"": ("yes",)}

    def posted(self, value: bool) -> Raw:
        return {"": ["yes"]}


ITEM = Consent

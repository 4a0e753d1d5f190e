"""An e-mail address."""

import re
from typing import ClassVar, Literal

from intake_forms.schema.autofill import Emails
from intake_forms.schema.items import Invalid, Question, Raw, only


class Email(Question):
    """Answer: str. Only the shape is looked at: whether mail arrives, nobody can know here."""

    rules: ClassVar[tuple[str, ...]] = ("not_an_email",)

    kind: Literal["email"] = "email"
    autocomplete: Emails = "off"

    def clean(self, raw: Raw) -> str:
        text = only(raw).replace(" ", "")
        if text and (len(text) > 254 or not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+", text)):
            raise Invalid("not_an_email")
        return text

    def sample(self, language: str) -> Raw:
        return {"": ("ana@example.com",)}


ITEM = Email

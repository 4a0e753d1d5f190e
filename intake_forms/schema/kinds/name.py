"""A person's name, or a part of one. Any script, apostrophes and glottal marks; one word is enough."""

import re
import unicodedata
from typing import ClassVar, Literal

from intake_forms.schema.autofill import Names
from intake_forms.schema.items import Invalid, Length, Question, Raw, only


class Name(Question):
    """Answer: str, up to 120 characters."""

    rules: ClassVar[tuple[str, ...]] = ("too_long", "not_a_name")
    own_words: ClassVar[bool] = True

    kind: Literal["name"] = "name"
    max_length: Length = 120
    autocomplete: Names = "off"

    def clean(self, raw: Raw) -> str:
        name = unicodedata.normalize("NFC", " ".join(only(raw).split()))
        if len(name) > self.max_length:
            raise Invalid("too_long", max=self.max_length, given=len(name))
        if name and not re.search(r"[^\W\d_]", name):
            raise Invalid("not_a_name")
        return name

    def sample(self, language: str) -> Raw:
        return {"": ("Ana",)}


ITEM = Name

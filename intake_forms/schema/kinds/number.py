"""A whole number."""

import re
from typing import ClassVar, Literal

from intake_forms.schema import comparing
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Invalid, Question, Raw, Whole, only

#: The largest that can be typed, by its amount.
LARGEST = 999_999_999


class Number(Question):
    """Answer: int between ``min`` and ``max``, both included."""

    takes: ClassVar[Takes] = comparing.NUMBER
    rules: ClassVar[tuple[str, ...]] = ("not_a_number", "out_of_range")

    kind: Literal["number"] = "number"
    min: Whole = 0
    max: Whole = 999

    def clean(self, raw: Raw) -> int | None:
        text = only(raw)
        if not text:
            return None
        if not re.fullmatch(r"[+-]?\d{1,9}", text):
            raise Invalid("not_a_number")
        if not self.min <= int(text) <= self.max:
            raise Invalid("out_of_range", min=self.min, max=self.max)
        return int(text)

    def sample(self, language: str) -> Raw:
        return {"": (str(min(max(self.min, 2), self.max)),)}


ITEM = Number

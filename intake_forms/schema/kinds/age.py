"""Somebody's age in whole years: asked instead of a date of birth wherever the age is enough."""

from typing import ClassVar, Literal

from intake_forms.schema import comparing
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Raw, Whole
from intake_forms.schema.kinds.number import Number


class Age(Number):
    """Answer: int, years."""

    takes: ClassVar[Takes] = comparing.AGE

    kind: Literal["age"] = "age"  # type: ignore[assignment]
    max: Whole = 120

    def sample(self, language: str) -> Raw:
        return {"": (str(min(max(self.min, 12), self.max)),)}


ITEM = Age

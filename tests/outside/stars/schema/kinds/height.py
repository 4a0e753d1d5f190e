"""How tall somebody is, in feet and inches."""

from typing import ClassVar, Literal

from intake_forms.schema import comparing
from intake_forms.schema.items import Invalid, Question, Raw, only


class Height(Question):
    """Answer: int, inches."""

    takes: ClassVar[comparing.Takes] = comparing.NUMBER
    parts: ClassVar[tuple[str, ...]] = ("feet", "inches")
    rules: ClassVar[tuple[str, ...]] = ("too_tall",)

    kind: Literal["height"] = "height"

    def clean(self, raw: Raw) -> int | None:
        feet, inches = (only(raw, part) for part in self.parts)
        if not (feet or inches):
            return None
        if feet not in set("012345678"):
            raise Invalid("too_tall", part="feet", most=8)
        if not (inches or "0").isdecimal() or int(inches or 0) > 11:
            raise Invalid("too_tall", part="inches", most=11)
        return int(feet) * 12 + int(inches or 0)

    def display(self, value: int, language: str) -> str:
        return f"{value // 12} ft {value % 12} in"

    def posted(self, value: int) -> Raw:
        return {"feet": [str(value // 12)], "inches": [str(value % 12)]}

    def sample(self, language: str) -> Raw:
        return {"feet": ("5",), "inches": ("7",)}


ITEM = Height

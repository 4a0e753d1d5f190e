"""A postal address as people write it: no look-up, no map, no list of streets."""

from typing import Any, ClassVar, Literal

from intake_forms.schema import comparing
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Flag, Invalid, Question, Raw, only

MAX_LENGTH = 120


class Address(Question):
    """Answer: dict of the parts that were given: street, unit, city, state, zip."""

    takes: ClassVar[Takes] = comparing.ANSWERED
    parts: ClassVar[tuple[str, ...]] = ("street", "unit", "city", "state", "zip")
    plain_numbers: ClassVar[tuple[str, ...]] = ("zip",)
    rules: ClassVar[tuple[str, ...]] = ("too_long", "street_missing", "city_missing")
    own_words: ClassVar[bool] = True

    kind: Literal["address"] = "address"
    #: Whether the browser may fill it in: only for the person's own address.
    own: Flag = True

    def clean(self, raw: Raw) -> dict[str, str] | None:
        found = {part: " ".join(only(raw, part).split()) for part in self.parts}
        given = {part: text for part, text in found.items() if text}
        for part, text in given.items():
            if len(text) > MAX_LENGTH:
                raise Invalid("too_long", part=part, max=MAX_LENGTH, given=len(text))
        if not given:
            return None
        for part in ("street", "city"):
            if part not in given:
                raise Invalid(f"{part}_missing", part=part)
        return given

    def display(self, value: dict[str, Any], language: str) -> str:
        lines = [
            " ".join(value[part] for part in parts if part in value)
            for parts in (("street", "unit"), ("city", "state", "zip"))
        ]
        return "\n".join(line for line in lines if line)

    def posted(self, value: dict[str, Any]) -> Raw:
        return {part: [text] for part, text in value.items()}

    def sample(self, language: str) -> Raw:
        return {"street": ("[[address]]",), "unit": ("",), "city": ("[[city]]",), "state": ("CA",), "zip": ("",)}


ITEM = Address

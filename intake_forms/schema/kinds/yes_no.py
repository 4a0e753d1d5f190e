"""Yes or no, and "I don't know" where that is an answer."""

from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from intake_forms.schema.items import Family, Question, Raw, Text, only
from intake_forms.schema.options import Option, check_known, label


class YesNo(Question):
    """Answer: str, "yes", "no" or "not_sure"."""

    family: ClassVar[Family] = "option"

    kind: Literal["yes_no"] = "yes_no"
    #: Offer the third answer too.
    unsure: bool = False
    yes: Annotated[Text, Field(min_length=1)] = {"en": "Yes", "es": "Sí"}
    no: Annotated[Text, Field(min_length=1)] = {"en": "No", "es": "No"}
    not_sure: Annotated[Text, Field(min_length=1)] = {"en": "I don't know", "es": "No sé"}

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The answers as options, as every choice has them."""
        offered = [("yes", self.yes), ("no", self.no), *([("not_sure", self.not_sure)] if self.unsure else [])]
        return tuple(Option(value=value, label=text) for value, text in offered)

    def clean(self, raw: Raw) -> str:
        value = only(raw)
        check_known(self.options, [value] if value else [])
        return value

    def display(self, value: str, language: str) -> str:
        return label(self.options, value, language)

    def sample(self, language: str) -> Raw:
        return {"": ("yes",)}


ITEM = YesNo

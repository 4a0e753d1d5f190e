"""Exactly one of several options."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from intake_forms.schema.items import Family, Question, Raw
from intake_forms.schema.options import Option, check_unique, label, one


class Choice(Question):
    """Answer: str, an option's value."""

    family: ClassVar[Family] = "option"

    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    #: Rows to tap, or a drop-down for long lists.
    layout: Literal["rows", "list"] = "rows"

    @model_validator(mode="after")
    def _unique(self) -> Self:
        check_unique(self.options)
        return self

    def clean(self, raw: Raw) -> str:
        return one(self.options, raw)

    def display(self, value: str, language: str) -> str:
        return label(self.options, value, language)

    def sample(self, language: str) -> Raw:
        return {"": (self.options[0].value,)}


ITEM = Choice

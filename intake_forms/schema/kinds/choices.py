"""Any number of several options."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from intake_forms.schema.items import Family, Question, Raw
from intake_forms.schema.options import Option, check_known, check_unique, label


class Choices(Question):
    """Answer: list of str, option values in the order of the options."""

    family: ClassVar[Family] = "options"

    kind: Literal["choices"] = "choices"
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _unique(self) -> Self:
        check_unique(self.options)
        return self

    def clean(self, raw: Raw) -> list[str]:
        chosen = [value for value in raw.get("", ()) if value]
        check_known(self.options, chosen)
        return [option.value for option in self.options if option.value in chosen]

    def display(self, value: list[str], language: str) -> str:
        return ", ".join(label(self.options, one, language) for one in value)

    def sample(self, language: str) -> Raw:
        return {"": (self.options[0].value,)}


ITEM = Choices

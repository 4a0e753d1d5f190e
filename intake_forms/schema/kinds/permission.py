"""A permission under a text: one of several answers, of which some give it. No is an answer like the others."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from intake_forms.schema import comparing
from intake_forms.schema.agreements import Agreement
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Key, Raw, Text, refused
from intake_forms.schema.options import Option, check_unique, label, one


class Permission(Agreement):
    """Answer: str, an option's value. ``gives_it``: the values that permit what is asked."""

    takes: ClassVar[Takes] = comparing.OPTION
    rules: ClassVar[tuple[str, ...]] = ("not_an_option",)
    agreed_to: ClassVar[tuple[str, ...]] = (*Agreement.agreed_to, "options")

    kind: Literal["permission"] = "permission"
    body: Text | None = None
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    gives_it: Annotated[tuple[Key, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_what_gives_it(self) -> Self:
        check_unique(self.options)
        values = {option.value for option in self.options}
        unknown = sorted(set(self.gives_it) - values)
        if unknown:
            raise refused("shape:gives_it", values=", ".join(unknown))
        if values <= set(self.gives_it):
            raise refused("shape:gives_all")
        return self

    def clean(self, raw: Raw) -> str:
        return one(self.options, raw)

    def gives(self, value: str | None) -> bool:
        return value in self.gives_it

    def display(self, value: str, language: str) -> str:
        return label(self.options, value, language)

    def sample(self, language: str) -> Raw:
        return {"": (self.options[0].value,)}


ITEM = Permission

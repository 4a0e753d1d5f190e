"""A value worked out from earlier answers. Staff see it; the sponsor never does."""

from typing import Literal, Self

from pydantic import model_validator

from intake_forms.schema import comparing
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Condition, Key, Part, Source, Text, Valued, refused


class Result(Part):
    """One outcome and when it is the one; without ``when`` always."""

    value: Key
    label: Text
    when: Condition | None = None


class Computed(Valued):
    """Value: the first of ``values`` whose ``when`` holds (str), or the sum of ``total`` (int; a group counts its items)."""

    kind: Literal["computed"] = "computed"
    values: tuple[Result, ...] = ()
    total: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.values) == bool(self.total):
            raise refused("shape:computed")
        return self

    @property
    def comparisons(self) -> Takes:
        return comparing.NUMBER if self.total else comparing.OPTION

    @property
    def options(self) -> tuple[Result, ...]:
        """The outcomes, where conditions look for a choice's options."""
        return self.values

    def display(self, value: str | int, language: str) -> str:
        return next((result.label[language] for result in self.values if result.value == value), str(value))


ITEM = Computed

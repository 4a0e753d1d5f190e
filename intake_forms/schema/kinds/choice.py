"""Exactly one of several options."""

from typing import ClassVar, Literal

from intake_forms.schema import comparing
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Raw
from intake_forms.schema.options import Optioned, label, one


class Choice(Optioned):
    """Answer: str, an option's value."""

    takes: ClassVar[Takes] = comparing.OPTION
    rules: ClassVar[tuple[str, ...]] = ("not_an_option",)

    kind: Literal["choice"] = "choice"
    #: Rows to tap, or a drop-down for long lists.
    layout: Literal["rows", "list"] = "rows"

    def clean(self, raw: Raw) -> str:
        return one(self.options, raw)

    def display(self, value: str, language: str) -> str:
        return label(self.options, value, language)

    def sample(self, language: str) -> Raw:
        return {"": (self.options[0].value,)}


ITEM = Choice

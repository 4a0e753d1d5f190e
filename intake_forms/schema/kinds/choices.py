"""Any number of several options."""

from typing import ClassVar, Literal

from intake_forms.schema import comparing
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Raw
from intake_forms.schema.options import Optioned, check_known, label


class Choices(Optioned):
    """Answer: list of str, option values in the order of the options."""

    takes: ClassVar[Takes] = comparing.OPTIONS
    rules: ClassVar[tuple[str, ...]] = ("not_an_option",)

    kind: Literal["choices"] = "choices"

    def clean(self, raw: Raw) -> list[str]:
        chosen = [value for value in raw.get("", ()) if value]
        check_known(self.options, chosen)
        return [option.value for option in self.options if option.value in chosen]

    def display(self, value: list[str], language: str) -> str:
        return ", ".join(label(self.options, one, language) for one in value)

    def sample(self, language: str) -> Raw:
        return {"": (self.options[0].value,)}


ITEM = Choices

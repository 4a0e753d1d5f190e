"""One to five stars."""

from typing import ClassVar, Literal

from intake_forms.schema import comparing
from intake_forms.schema.items import Invalid, Question, Raw, only


class Stars(Question):
    """Answer: int, one to five."""

    takes: ClassVar[comparing.Takes] = comparing.NUMBER
    rules: ClassVar[tuple[str, ...]] = ("not_an_option",)

    kind: Literal["stars"] = "stars"

    def clean(self, raw: Raw) -> int | None:
        text = only(raw)
        if not text:
            return None
        if text not in {"1", "2", "3", "4", "5"}:
            raise Invalid("not_an_option")
        return int(text)

    def display(self, value: int, language: str) -> str:
        return "★" * value

    def sample(self, language: str) -> Raw:
        return {"": ("3",)}


ITEM = Stars

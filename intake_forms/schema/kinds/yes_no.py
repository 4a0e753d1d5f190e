"""Yes or no, and "I don't know" where that is an answer."""

from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import ValidationInfo, model_validator

from intake_forms.schema import languages
from intake_forms.schema.items import Family, Question, Raw, Text, Texts, refused
from intake_forms.schema.options import Option, label, one


class YesNo(Question):
    """Answer: str, "yes", "no" or "not_sure"."""

    family: ClassVar[Family] = "option"
    rules: ClassVar[tuple[str, ...]] = ("not_an_option",)

    kind: Literal["yes_no"] = "yes_no"
    #: Offer the third answer too.
    unsure: bool = False
    yes: Text = Texts({"en": "Yes", "es": "Sí"})
    no: Text = Texts({"en": "No", "es": "No"})
    not_sure: Text = Texts({"en": "I don't know", "es": "No sé"})

    @model_validator(mode="after")
    def _said_in_every_language(self, info: ValidationInfo) -> Self:
        """The answers' own words are in two languages: a form in a third says them itself."""
        wanted = [code for code in (info.context or {}).get("languages", ()) if not languages.unfinished(code)]
        missing = sorted({code for text in (self.yes, self.no, self.not_sure) for code in wanted if code not in text})
        if missing:
            raise refused("shape:yes_no", languages=", ".join(missing))
        return self

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The answers as options, as every choice has them."""
        offered = [("yes", self.yes), ("no", self.no), *([("not_sure", self.not_sure)] if self.unsure else [])]
        return tuple(Option(value=value, label=text) for value, text in offered)

    def clean(self, raw: Raw) -> str:
        return one(self.options, raw)

    def display(self, value: str, language: str) -> str:
        return label(self.options, value, language)

    def sample(self, language: str) -> Raw:
        return {"": ("yes",)}


ITEM = YesNo

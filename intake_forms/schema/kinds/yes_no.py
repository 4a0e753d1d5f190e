"""Yes or no, and "I don't know" where that is an answer."""

from functools import cached_property, partial
from typing import ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from intake_forms.schema import comparing, languages
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Flag, Question, Raw, Text, Texts, refused
from intake_forms.schema.options import Option, label, one


def words(value: str) -> Texts:
    """What an answer is called where the form says nothing else, in each language that has a word for it."""
    said = {code: getattr(language, f"answer_{value}") for code, language in languages.known().items()}
    return Texts({code: text for code, text in said.items() if text})


class YesNo(Question):
    """Answer: str, "yes", "no" or "not_sure"."""

    takes: ClassVar[Takes] = comparing.OPTION
    rules: ClassVar[tuple[str, ...]] = ("not_an_option",)

    kind: Literal["yes_no"] = "yes_no"
    #: Offer the third answer too.
    unsure: Flag = False
    yes: Text = Field(default_factory=partial(words, "yes"))
    no: Text = Field(default_factory=partial(words, "no"))
    not_sure: Text = Field(default_factory=partial(words, "not_sure"))

    @model_validator(mode="after")
    def _said_in_every_language(self, info: ValidationInfo) -> Self:
        """A form says them itself in a language that has no words for them and must be finished."""
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

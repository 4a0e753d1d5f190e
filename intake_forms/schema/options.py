"""The options of a choice."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from intake_forms.schema.items import Condition, Invalid, Key, Part, Question, Raw, Text, only, refused


class Option(Part):
    """One thing to choose. ``value`` is what is stored: it never depends on the label."""

    value: Key
    label: Text
    hint: Text | None = None
    show_if: Condition | None = None


class Optioned(Question):
    """A question with options. ``choice_set``: the name of the one that the first of them are shared with."""

    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    choice_set: Annotated[str, Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _unique(self) -> Self:
        check_unique(self.options)
        return self


def check_unique(options: Sequence[Option]) -> None:
    """Raises PydanticCustomError, naming the value, when two options would be stored alike."""
    values = [option.value for option in options]
    # A form has many choices, and hardly ever such a fault: only then is it looked for.
    if len(set(values)) < len(values):
        twice = sorted({value for value in values if values.count(value) > 1})
        raise refused("shape:option_twice", values=", ".join(twice))


def check_known(options: Sequence[Option], values: Sequence[str]) -> None:
    """Raises Invalid when a posted value is not among the options."""
    if not set(values) <= {option.value for option in options}:
        raise Invalid("not_an_option")


def one(options: Sequence[Option], raw: Raw) -> str:
    """The value posted for a question that takes one option, "" for none. Raises Invalid for what is not on offer."""
    value = only(raw)
    check_known(options, [value] if value else [])
    return value


def label(options: Sequence[Option], value: str, language: str) -> str:
    """What an option is called; its value where the form has it no more."""
    return next((option.label[language] for option in options if option.value == value), value)

"""The options of a choice."""

from collections.abc import Sequence

from intake_forms.schema.items import Condition, Invalid, Key, Part, Raw, Text, only, refused


class Option(Part):
    """One thing to choose. ``value`` is what is stored: it never depends on the label."""

    value: Key
    label: Text
    hint: Text | None = None
    show_if: Condition | None = None


def check_unique(options: Sequence[Option]) -> None:
    """Raises PydanticCustomError, naming the value, when two options would be stored alike."""
    values = [option.value for option in options]
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
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

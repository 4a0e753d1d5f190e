"""A date in three inputs, in the order of the language."""

from intake_forms.schema import months
from intake_forms.schema.kinds.date import Date
from intake_forms.schema.kinds.partial_date import PartialDate
from intake_forms.wizard.fields import PartsField


def field(item: Date | PartialDate, language: str) -> PartsField:
    """Numbers for day and year; the month may be a name, so it gets the whole keyboard."""
    autocomplete = item.autocomplete if isinstance(item, Date) else "off"
    attrs = {part: {"autocomplete": _tokens(autocomplete, part), "spellcheck": "false"} for part in item.parts}
    for part, length in (("day", "2"), ("year", "4")):
        attrs[part] |= {"inputmode": "numeric", "maxlength": length}
    return PartsField(item, language, order=months.order(language), attrs=attrs)


def _tokens(autocomplete: str, part: str) -> str:
    """One's birth, "bday", has a token for each part of the date."""
    return f"{autocomplete}-{part}" if autocomplete == "bday" else "off"

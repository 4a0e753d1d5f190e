"""A paper: its files, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake_forms.schema.items import Invalid
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.slots import Need, side
from intake_forms.wizard.fields import sentence

TEMPLATE = "intake_forms/parts/slot.html"
SAID = {
    "now": _("I send it now"),
    "will_bring": _("I will bring it"),
    "cannot_get": _("I can't get this"),
    "not_applicable": _("It does not apply to me"),
}
SIDES = {"front": _("Front side"), "back": _("Back side")}
REASONS = {
    "lost": _("It was lost"),
    "other_country": _("It is in another country"),
    "takes_long": _("It takes a long time"),
    "costs_money": _("It costs money"),
    "afraid_to_ask": _("I am afraid to ask for it"),
    "never_had": _("I never had one"),
    "other": _("Another reason"),
}


class Choice(NamedTuple):
    """One answer to tap."""

    value: str
    label: Any
    chosen: bool


class SaidWidget(forms.Widget):
    """Reads the two inputs; the template draws them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:
        return {part: data.getlist(f"{name}.{part}") for part in Slot.parts}


class SaidField(forms.Field):
    """What somebody says of one paper, for one person. Never required: sending waits for no paper."""

    def __init__(self, item: Slot, key: str) -> None:
        super().__init__(required=False, widget=SaidWidget())
        self.item, self.key = item, key

    def names(self) -> dict[str, str]:
        """Its two inputs by part."""
        return {part: f"{self.key}.{part}" for part in Slot.parts}

    def again(self, typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """What was kept of it, as the template shows it again."""
        return {part: list(typed.get(name, ())) for part, name in self.names().items()}

    def clean(self, value: Any) -> dict[str, str] | None:
        try:
            return self.item.answer(value or {})
        except Invalid as error:
            raise ValidationError(sentence(self.item, error.code), code=error.code) from error

    def secret(self, raw: Any) -> None:
        """It has no text of its own."""

    def first_control(self, errors: Any) -> str:
        """The first of its answers."""
        return ".said_0"


def page_name(slot: Slot | None, number: int, content_type: str) -> str:
    """What a file of a paper is called: by the side of the card that it shows, else by its number."""
    shown = side(slot, number, content_type) if slot else ""
    return str(SIDES[shown]) if shown else gettext("File %(number)s") % {"number": number}


def said(bound: forms.BoundField) -> list[Choice]:
    """The four answers, with the one given."""
    given = ((bound.value() or {}).get("said") or [""])[-1]
    return [Choice(value, label, value == given) for value, label in SAID.items()]


def reasons(bound: forms.BoundField) -> list[Choice]:
    """Why it cannot be had, with the one given."""
    given = ((bound.value() or {}).get("reason") or [""])[-1]
    return [Choice(value, label, value == given) for value, label in REASONS.items()]


def said_of(need: Need) -> str:
    """What somebody said of a paper, in words."""
    word = str(SAID[need.state])
    return f"{word}: {REASONS[need.reason]}" if need.reason else word

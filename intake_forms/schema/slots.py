"""Which papers this family needs, and how far each is: one pure function over plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import Route

SlotState = Literal["needed", "received"]


@dataclass(frozen=True)
class Need:
    """One paper of one family: the slot, the step that asks for it, its state and the files sent for it so far."""

    slot: Slot
    step: str
    state: SlotState
    papers: tuple[Any, ...]


def slots(route: Route, answers: Mapping[str, Any], papers: Mapping[str, Sequence[Any]]) -> list[Need]:
    """The papers to ask for, in the order of the form.

    ``answers``: question key -> value. ``papers``: slot key -> the files received, oldest first (any objects).
    """
    walk = route.walk(answers)
    found: list[Need] = []
    for key in walk.steps:
        for item in route.items(route.form.step_by_key[key], walk.before[key]):
            if isinstance(item, Slot):
                sent = tuple(papers.get(item.key, ()))
                found.append(Need(item, key, "received" if sent else "needed", sent))
    return found

"""What conditions may ask of an answer, and the value that each comparison takes.

The class of a kind names one of these as its ``takes``: lint, the editor, the JSON Schema and the guide go by that alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Op = Literal[
    "is", "is_not", "one_of", "not_one_of", "contains", "answered", "not_answered",
    "lt", "le", "gt", "ge", "before", "after", "older_than", "younger_than",
]  # fmt: skip
#: What stands as the value: "texts" and "options" are lists; an option is the value of one that the item has; a day is
#: "2026-05-31", "today" or "today-90".
Wanted = Literal["nothing", "text", "texts", "number", "years", "day", "option", "options"]
#: Comparison -> the value it takes; the editor offers the first where nothing is chosen.
Takes = Mapping[Op, Wanted]

NO_VALUE: tuple[Op, ...] = ("answered", "not_answered")
LISTS: tuple[Op, ...] = ("one_of", "not_one_of")
#: In how many of a group it holds: those that say a number.
COUNTED = ("at_least", "fewer_than")

#: Whether there is an answer, and no more.
ANSWERED: Takes = {"answered": "nothing", "not_answered": "nothing"}
TEXT: Takes = {
    "is": "text",
    "is_not": "text",
    "one_of": "texts",
    "not_one_of": "texts",
    "contains": "text",
    **ANSWERED,
}
#: How many there are, which is always known.
COUNT: Takes = {"is": "number", "is_not": "number", "lt": "number", "le": "number", "gt": "number", "ge": "number"}
NUMBER: Takes = {**COUNT, **ANSWERED}
AGE: Takes = {**COUNT, "older_than": "years", "younger_than": "years", **ANSWERED}
DATE: Takes = {"before": "day", "after": "day", "older_than": "years", "younger_than": "years", **ANSWERED}
#: One of several, and any number of them.
OPTION: Takes = {"is": "option", "is_not": "option", "one_of": "options", "not_one_of": "options", **ANSWERED}
OPTIONS: Takes = {"contains": "option", **ANSWERED}
#: Comparisons that mean of an age what another does: documents may have them, and the other is offered alone.
ALIKE: Mapping[str, Op] = {"older_than": "gt", "younger_than": "lt"}


def meant(op: str, takes: Takes) -> str:
    """The comparison that is offered where this one is meant."""
    alike = ALIKE.get(op)
    return alike if alike and alike in takes else op


def offered(takes: Takes) -> list[str]:
    """The comparisons to choose from."""
    return [op for op in takes if meant(op, takes) == op]

"""Options that questions share with a choice set: the set is named, and its options come first, alike wherever it is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from intake_forms.schema.document import Form, places
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.items import Item
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.options import Option, Optioned


def shared(form: Form) -> dict[str, tuple[Option, ...]]:
    """By the name of each choice set: the options that all questions which name it begin with."""
    found: dict[str, list[tuple[Option, ...]]] = {}
    for _path, item in sharing(form):
        found.setdefault(str(item.choice_set), []).append(_always_shown(item.options))
    return {name: _beginning(options) for name, options in found.items()}


def sharing(form: Form) -> Iterator[tuple[str, Optioned]]:
    """The questions that name a choice set, with their paths."""
    for path, step in places(form):
        yield from ((at, item) for at, item in _optioned(path, step.items) if item.choice_set)


def faults(form: Form) -> Iterator[Fault]:
    """Questions that name the same choice set and begin with nothing in common."""
    found = shared(form)
    for path, item in sharing(form):
        if not found[str(item.choice_set)]:
            yield fault(f"{path}.choice_set", "nothing_shared", name=str(item.choice_set))


def _optioned(path: str, items: Iterable[Item]) -> Iterator[tuple[str, Optioned]]:
    for number, item in enumerate(items):
        at = f"{path}.items[{number}]"
        if isinstance(item, Optioned):
            yield at, item
        if isinstance(item, Group):
            yield from _optioned(at, item.items)


def _always_shown(options: Iterable[Option]) -> tuple[Option, ...]:
    """Those before the first with a condition: what several forms share has no earlier question in common."""
    return tuple(takewhile(lambda option: option.show_if is None, options))


def _beginning(lists: Sequence[tuple[Option, ...]]) -> tuple[Option, ...]:
    """What all of them begin with."""
    alike = takewhile(lambda options: all(each == options[0] for each in options), zip(*lists, strict=False))
    return tuple(options[0] for options in alike)

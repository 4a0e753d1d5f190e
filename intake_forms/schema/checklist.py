"""Which papers somebody will be asked for, from the few answers that decide it: no name, nobody's case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intake_forms.schema.conditions import Answers, rows_of
from intake_forms.schema.items import Condition, Item
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import COMPLETE, ID, Route
from intake_forms.schema.slots import Need, slots


@dataclass(frozen=True)
class Line:
    """A paper of the list. ``rule_sets``: the labels of those under which it is asked, none where it is under all."""

    need: Need
    rule_sets: tuple[dict[str, str], ...]


def deciding(route: Route) -> list[Item]:
    """The questions with options, and the groups, on whose answers it depends which papers are asked; in their order."""
    homes = {item.key: (step, item) for step in route.form.steps for item in step.items}
    wanted: set[str] = set()
    found = [slot.key for slot in _slots(route)] + [slot.per for slot in _slots(route) if slot.per]
    # What decides whether a question is asked decides too.
    while found:
        key = found.pop()
        if key not in wanted and key in homes:
            wanted.add(key)
            step, item = homes[key]
            found += [*_read(route, step.show_if), *_read(route, item.show_if)]
    return [item for _step, item in homes.values() if item.key in wanted and _can_be_tapped(item)]


def papers(route: Route, answers: Mapping[str, Any]) -> list[Line]:
    """The papers for these answers (by question; of a group True where there is somebody), under every rule set."""
    given = {key: _somebody() if value is True else value for key, value in answers.items() if value}
    found: dict[str, tuple[Need, list[dict[str, str]]]] = {}
    rules = route.form.rule_sets
    for rule_set in rules or (None,):
        outer: Answers = {**given, "rule_set": rule_set.key} if rule_set else given
        for need in slots(route, outer, {}):
            _need, labels = found.setdefault(need.name, (need, []))
            labels.extend([rule_set.label] if rule_set else [])
    order = [slot.key for slot in _slots(route)]
    lines = [Line(need, () if len(labels) == len(rules) else tuple(labels)) for need, labels in found.values()]
    return sorted(lines, key=lambda line: order.index(line.need.slot.key))


def _slots(route: Route) -> Iterator[Slot]:
    return (item for step in route.form.steps for item in step.items if isinstance(item, Slot))


def _read(route: Route, condition: Condition | None) -> Iterator[str]:
    """The questions and groups that a condition comes down to, through named conditions and computed values."""
    for row in rows_of(condition, route.form) if condition else ():
        source = row.source.partition(".")[0]
        item = route.form.item_by_key.get(source)
        if isinstance(item, Computed):
            for result in item.values:
                yield from _read(route, result.when)
            yield from (name.partition(".")[0] for name in item.total)
        else:
            yield source


def _can_be_tapped(item: Item) -> bool:
    return isinstance(item, Group) or bool(getattr(item, "options", ()))


def _somebody() -> list[dict[str, Any]]:
    """One nameless item of a group."""
    return [{ID: "00000000-0000-0000-0000-000000000000", COMPLETE: True}]

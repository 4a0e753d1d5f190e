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


def deciding(route: Route) -> dict[str, Item]:
    """The questions with options, and the groups, on whose answers it depends which papers are asked; in their order.

    By the name that conditions give them. A group that must have somebody is not asked for, only what it asks of each.
    """
    homes = dict(_homes(route))
    wanted: set[str] = set()
    found = [slot.key for slot in _slots(route)] + [slot.per for slot in _slots(route) if slot.per]
    # What decides whether a question is asked decides too.
    while found:
        key = found.pop()
        if key not in wanted and key in homes:
            wanted.add(key)
            for condition in homes[key][1]:
                found += _read(route, condition)
    return {key: homes[key][0] for key in homes if key in wanted and _can_be_tapped(homes[key][0])}


def _homes(route: Route) -> Iterator[tuple[str, tuple[Item, list[Condition | None]]]]:
    """Every item by the name that conditions give it, with the conditions it hangs on and those of papers it accepts."""
    for step in route.form.steps:
        for item in step.items:
            accepts = [paper.show_if for paper in item.accepts] if isinstance(item, Slot) else []
            yield item.key, (item, [step.show_if, item.show_if, *accepts])
            for inner in item.questions if isinstance(item, Group) else ():
                yield f"{item.key}.{inner.key}", (inner, [step.show_if, inner.show_if])


def papers(route: Route, answers: Mapping[str, Any]) -> list[Line]:
    """The papers for these answers, under every rule set: by the names of ``deciding``, of a group True for somebody."""
    given = {key: value for key, value in answers.items() if value and value is not True and "." not in key}
    given |= {group.key: _people(group, answers) for group in route.form.groups.values()}
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
        source = row.source
        item = route.form.item_by_key.get(source)
        if isinstance(item, Computed):
            for result in item.values:
                yield from _read(route, result.when)
            yield from item.total
        else:
            yield source


def _can_be_tapped(item: Item) -> bool:
    return not item.min if isinstance(item, Group) else bool(getattr(item, "options", ()))


def _people(group: Group, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One nameless item of a group that must have somebody, or has; none of another."""
    said = {key.partition(".")[2]: value for key, value in answers.items() if key.startswith(f"{group.key}.") and value}
    if not (group.min or said or answers.get(group.key)):
        return []
    return [{ID: "00000000-0000-0000-0000-000000000000", COMPLETE: True, **said}]

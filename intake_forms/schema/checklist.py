"""Which papers somebody will be asked for, from the few answers that decide it: no name, nobody's case.

What is left open decides nothing: a paper that hangs on it may be asked for, and so may one that only some rules ask for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from intake_forms.schema import days
from intake_forms.schema.conditions import Answers, compile_condition, may_hold, rows_of
from intake_forms.schema.document import RuleSet, Step
from intake_forms.schema.items import Condition, Fact, Item, Question
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Accepted, Slot
from intake_forms.schema.path import COMPLETE, ID, Entry, Route

#: Questions at most, those that decide on papers everybody has to have first: a list in a few taps is no second form.
TAPS = 5

Rules = tuple[RuleSet, ...]
#: What is known, and the names of the questions that are open.
Known = tuple[Mapping[str, Any], frozenset[str]]


@dataclass(frozen=True)
class Line:
    """A paper of the list. ``sure``: it will be asked for; else it may be, as one that is optional always.

    ``rule_sets``: those under which it can be asked, none where it can under all; ``accepts``: the papers that can work, each
    with the rules under which it does, none where it does whenever the paper is asked.
    """

    slot: Slot
    sure: bool
    rule_sets: Rules
    accepts: tuple[tuple[Accepted, Rules], ...]

    @property
    def reads(self) -> tuple[str, str | None]:
        """What tells it from other lines for whoever reads the list."""
        return json.dumps(self.slot.label, sort_keys=True), self.slot.per

    @property
    def facts(self) -> list[Fact | RuleSet]:
        """What says so: the paper's own source, and under other rules than that one's, where other papers work, theirs."""
        own = self.slot.fact
        if own is None or own.rule_set is None:
            return [own] if own else []
        others = {each.key: each for _paper, rules in self.accepts for each in rules if each.key != own.rule_set}
        return [own, *others.values()]


def once(lines: Iterable[Line]) -> list[Line]:
    """Each paper that reads the same once: while it is open who somebody is, "your ID" would stand there for each role."""
    found: dict[tuple[str, str | None], Line] = {}
    for line in lines:
        found.setdefault(line.reads, line)
    return list(found.values())


def deciding(route: Route) -> dict[str, Item]:
    """The questions with options, and the groups, on which it hangs which papers are asked: ``TAPS`` of them, in their order.

    By the name that conditions give them. A group that must have somebody is not asked for, only what it asks of each.
    """
    homes = dict(_homes(route))
    found: dict[str, Item] = {}
    for rank in _ranks(route):
        wanted = _closure(rank, homes, route)
        told = [key for key in homes if key in wanted and key not in found and _can_be_tapped(homes[key][0])]
        found |= {key: homes[key][0] for key in told[: TAPS - len(found)]}
    return {key: found[key] for key in homes if key in found}


def _ranks(route: Route) -> Iterator[list[str]]:
    """The names that papers hang on: those asked of everybody first, then all, then what they accept."""
    slots = [(item, step) for step in route.form.steps for item in step.items if isinstance(item, Slot)]
    for optional in (False, True):
        hanging = [(slot, step) for slot, step in slots if slot.optional is optional]
        conditions = [condition for slot, step in hanging for condition in (step.show_if, slot.show_if)]
        people = [slot.per for slot, _step in hanging if slot.per]
        yield [*people, *(name for condition in conditions for name in _read(route, condition))]
    yield [name for slot, _step in slots for paper in slot.accepts for name in _read(route, paper.show_if)]


def _closure(found: list[str], homes: Mapping[str, tuple[Item, list[Condition | None]]], route: Route) -> set[str]:
    """Names, and what decides whether those are asked."""
    wanted: set[str] = set()
    while found:
        key = found.pop()
        if key not in wanted and key in homes:
            wanted.add(key)
            found += [name for condition in homes[key][1] for name in _read(route, condition)]
    return wanted


def _homes(route: Route) -> Iterator[tuple[str, tuple[Item, list[Condition | None]]]]:
    """Every item by the name that conditions give it, with the conditions it hangs on."""
    for step in route.form.steps:
        for item in step.items:
            yield item.key, (item, [step.show_if, item.show_if])
            for inner in item.questions if isinstance(item, Group) else ():
                yield f"{item.key}.{inner.key}", (inner, [step.show_if, inner.show_if])


def _read(route: Route, condition: Condition | None) -> Iterator[str]:
    """The questions and groups that a condition comes down to, through named conditions and computed values."""
    for row in rows_of(condition, route.form) if condition else ():
        item = route.form.item_by_key.get(row.source)
        if isinstance(item, Computed):
            for result in item.values:
                yield from _read(route, result.when)
            yield from item.total
        else:
            yield row.source


def _can_be_tapped(item: Item) -> bool:
    return not item.min if isinstance(item, Group) else bool(getattr(item, "options", ()))


def due(route: Route, answers: Mapping[str, Any], *, sure: bool = True) -> list[str]:
    """Which of ``deciding`` are asked of somebody with these taps, in their order. ``sure``: not those that may yet be."""
    homes, ahead = dict(_homes(route)), _under_each(route, _facts(route, answers))
    return [key for key in deciding(route) if any(each.asks(key, homes[key][1], must=sure) for each in ahead)]


def papers(route: Route, answers: Mapping[str, Any]) -> list[Line]:
    """The papers for these taps, by the names of ``deciding``; of a group whether there is anybody in it."""
    return lines(route, _facts(route, answers))


def _facts(route: Route, answers: Mapping[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in answers.items() if value and value is not True and "." not in key}
    people = {group.key: _people(group, answers) for group in route.form.groups.values()}
    return {**given, **{key: found for key, found in people.items() if found is not None}}


def _people(group: Group, answers: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """One nameless item of a group that must have somebody, or has; none of one that has nobody; None for not said."""
    said = {key.partition(".")[2]: value for key, value in answers.items() if key.startswith(f"{group.key}.") and value}
    if group.min or said or answers.get(group.key):
        return [{ID: "00000000-0000-0000-0000-000000000000", COMPLETE: True, **said}]
    return [] if group.key in answers else None


def lines(route: Route, facts: Answers, *, settled: bool = False) -> list[Line]:
    """The papers that these facts ask for, and those they may yet; under every rule set where they name none.

    ``settled``: whether what has no answer will have none, as in a form that was sent.
    """
    ahead, found = _under_each(route, facts, settled), []
    for slot in (item for step in route.form.steps for item in step.items if isinstance(item, Slot)):
        under = [each for each in ahead if slot.key in each.papers]
        if under:
            rules = tuple(one for each in under for one in each.rules) if len(under) < len(ahead) else ()
            sure = not slot.optional and all(slot.key in each.sure for each in ahead)
            found.append(Line(slot, sure, rules, tuple(_told(slot, under))))
    return found


def _under_each(route: Route, facts: Answers, settled: bool = False) -> list[_Ahead]:
    """What is ahead under each rule set that may apply."""
    rules = [each for each in route.form.rule_sets if facts.get("rule_set") in (None, each.key)]
    under = [_Ahead(route, {**facts, "rule_set": each.key}, settled, (each,)) for each in rules]
    return under or [_Ahead(route, facts, settled)]


def _told(slot: Slot, under: list[_Ahead]) -> Iterator[tuple[Accepted, Rules]]:
    """What can work: what always does first, then what does under the same rules together."""
    found = []
    for paper in slot.accepts:
        places = [place for place, each in enumerate(under) if paper in each.papers[slot.key]]
        if places:
            found.append((places if len(places) < len(under) else [], paper))
    for places, paper in sorted(found, key=lambda each: each[0]):
        yield paper, tuple(one for place in places for one in under[place].rules)


@dataclass
class _Ahead:
    """Which papers may be asked for under one rule set, whatever is answered to what is open still.

    ``papers``: what may work, by the key of the paper; ``sure``: those asked for whatever is answered.
    """

    route: Route
    facts: Answers
    settled: bool = False
    rules: Rules = ()
    papers: dict[str, list[Accepted]] = field(default_factory=dict)
    sure: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.known: dict[str, Any] = {"today": days.today(), "rule_set": self.facts.get("rule_set")}
        self.open: set[str] = set()
        for step in self.route.form.steps:
            if self.may(step.show_if):
                for item in step.items:
                    self.take(item, step)

    def may(self, condition: Condition | None, known: Known | None = None, *, must: bool = False) -> bool:
        """Whether a condition can hold; ``must``: whether it does whatever is answered to what is open."""
        values, unknown = known or (self.known, frozenset(self.open))
        return may_hold(condition, self.route.form.conditions, values, unknown.__contains__, must=must)

    def asks(self, name: str, conditions: Iterable[Condition | None], *, must: bool) -> bool:
        """Whether a question is asked that hangs on these conditions; of anybody, where it stands in a group."""
        group, _dot, inner = name.partition(".")
        ways = self.ways(group if inner else "")
        return any(all(self.may(each, way, must=must) for each in conditions) for way in ways)

    def ways(self, group: str) -> list[Known]:
        """What is known, and what is open: of each in a group, where one is named and it is said who is in it."""
        found = self.route.form.item_by_key.get(group)
        if isinstance(found, Group) and group not in self.open:
            return [self.person(found, person) for person in self.known.get(f"{group}.", ())]
        return [(self.known, frozenset(self.open))]

    def take(self, item: Item, step: Step) -> None:
        """Add what an item of a step on the way gives: a value, something open, or papers."""
        if isinstance(item, Slot):
            self.slot(item, step)
        elif not self.may(item.show_if):
            return
        elif isinstance(item, Computed):
            self.computed(item)
        elif isinstance(item, Group):
            self.group(item)
        elif isinstance(item, Question):
            if self.facts.get(item.key) in (None, "", (), []):
                self.leave(item.key)
            else:
                self.known[item.key] = self.facts[item.key]

    def leave(self, *names: str) -> None:
        """Keep what has no answer open, where there may still be one."""
        self.open |= set() if self.settled else set(names)

    def computed(self, item: Computed) -> None:
        """Its value, unless that hangs on something open."""
        rows = [row for result in item.values for row in rows_of(result.when, self.route.form)]
        if item.total or any(row.source in self.open for row in rows):
            self.open.add(item.key)
            return
        tests = ((result.value, compile_condition(result.when, self.route.form.conditions)) for result in item.values)
        value = next((value for value, test in tests if test(self.known)), None)
        self.known |= {} if value is None else {item.key: value}

    def group(self, group: Group) -> None:
        """Its items; one of which nothing is known where there must be one, and nothing at all where nobody said."""
        people = self.facts.get(group.key) or ([{}] if group.min else self.facts.get(group.key))
        if people is None:
            self.leave(group.key, *(f"{group.key}.{inner.key}" for inner in group.questions))
            return
        self.known |= {group.key: len(people), f"{group.key}.": people}
        self.open |= {name for person in people for name in self.person(group, person)[1]}

    def person(self, group: Group, person: Entry) -> Known:
        """What is known of one item of a group, and what is open; what it is not asked is neither."""
        known, unknown = dict(self.known), set(self.open)
        unknown -= {f"{group.key}.{inner.key}" for inner in group.questions}
        for inner in group.questions:
            name = f"{group.key}.{inner.key}"
            if not self.may(inner.show_if, (known, frozenset(unknown))):
                continue
            if person.get(inner.key) not in (None, "", (), []):
                known[name] = person[inner.key]
            elif not self.settled:
                unknown.add(name)
        return known, frozenset(unknown)

    def slot(self, slot: Slot, step: Step) -> None:
        """A paper that may be asked for, of anybody, and what may work for it."""
        ways = [way for way in self.ways(slot.per or "") if self.may(slot.show_if, way)]
        if self.may(step.show_if, must=True) and any(self.may(slot.show_if, way, must=True) for way in ways):
            self.sure |= set() if slot.per in self.open else {slot.key}
        if ways:
            accepted = [paper for paper in slot.accepts if any(self.may(paper.show_if, way) for way in ways)]
            self.papers[slot.key] = accepted

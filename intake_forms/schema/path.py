"""The way through a form: which steps and items somebody with these answers sees.

Answers to questions that are not on the way count as absent, so nothing hidden can steer what comes after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from intake_forms.schema import days
from intake_forms.schema.conditional import is_plain, parts
from intake_forms.schema.conditions import Answers, Test, always, compile_condition, rows_of
from intake_forms.schema.document import Exit, Form, Hold, RuleSet, Step
from intake_forms.schema.items import Condition, Fact, Item, Question, Row
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Accepted, Slot

#: One item of a group: its answers by question key, its id under "_id".
Entry = Mapping[str, Any]
#: What a saved step keeps of each item beside its answers.
ID, COMPLETE = "_id", "_complete"


class _Before(Mapping[str, Answers]):
    """What is known before each step: the beginning of what is known at the end, as nothing is ever taken back.

    Cut off when it is asked for, which a page does for one step: a long form would copy all the others for nothing.
    """

    def __init__(self, known: Answers, sizes: Mapping[str, int]) -> None:
        self._known, self._sizes = known, sizes

    def __getitem__(self, step: str) -> Answers:
        return dict(islice(self._known.items(), self._sizes[step]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)


@dataclass(frozen=True)
class Walk:
    """One family's way: the visible steps in order, and the answers that count before each of them."""

    steps: tuple[str, ...]
    before: Mapping[str, Answers]
    #: All that counts once the last step is behind.
    known: Answers
    #: Where each step of the form stands in its order, on the way or not.
    places: Mapping[str, int]

    def after(self, step: str) -> str | None:
        """The step that follows ``step`` in the form's order, which need not be on the way itself; None after the last."""
        return next((each for each in self.steps if self.places[each] > self.places[step]), None)

    def ahead_of(self, step: str) -> str | None:
        """The step before ``step``, which need not be on the way itself; None before the first."""
        return next((each for each in reversed(self.steps) if self.places[each] < self.places[step]), None)


_Laid = tuple[str, tuple[str, Any] | None, Test, Step | None, tuple[str, ...], tuple[Item, ...]]


class Route:
    """A form with its conditions compiled. Made once per document and process."""

    def __init__(self, form: Form) -> None:
        self.form = form
        #: By item key; of a question inside a group by "group.question".
        self._items: dict[str, Test] = {}
        #: By (item key as above, value of an option or key of an accepted paper); only those that have a condition.
        self._options: dict[tuple[str, str], Test] = {}
        #: The names of items of which not everything is always offered.
        self._limited: set[str] = set()
        self._values: dict[str, Callable[[Answers], Any]] = {}
        #: What each computed value reads, and the step of each item.
        self._reads: dict[str, frozenset[str]] = {}
        self._home = {item.key: step.key for step in form.steps for item in step.items}
        self._read: set[str] = set()
        doubtful: set[str] = set()
        for item in (item for step in form.steps for item in step.items):
            self._take(item, item.key, doubtful)
        self._exits = [(page, self._test(page.when)) for page in form.gate.exits]
        self._held = self._test(form.hold.when) if form.hold else None
        shown = [self._test(step.show_if) for step in form.steps]
        #: What some condition reads, as rows name it.
        self.sources = frozenset(self._read)
        #: The required questions that may come to lack an answer after their step is complete, when something else is
        #: answered otherwise: those not always asked, and those of which not every option is always offered.
        self.doubtful = frozenset(doubtful)
        naming = {f"{group.key}.{key}" for group in form.groups.values() for key in group.naming}
        #: The questions of which a draft's facts keep something ready: these, and those that name people on lists.
        self.kept = self.sources | self.doubtful | naming
        #: Those of which they keep the answer itself; of the others only that there is one.
        self.whole = self.kept & (self.sources | self._limited | naming)
        self._counted = self.sources | {group.key for group in form.groups.values()}
        #: For each step its key, its condition, itself where it may turn out empty, and what it gives to conditions.
        self._steps = [self._laid(step, test) for step, test in zip(form.steps, shown, strict=True)]
        self._places = {step.key: place for place, step in enumerate(form.steps)}

    def _test(self, condition: Condition | None) -> Test:
        """A condition compiled, and what it reads noted."""
        if condition is None:
            return always
        self._read |= {row.source for row in rows_of(condition, self.form)}
        return compile_condition(condition, self.form.conditions)

    def _take(self, item: Item, name: str, doubtful: set[str]) -> None:
        if is_plain(item):
            self._items[name] = always
            return
        self._items[name] = self._test(item.show_if)
        if isinstance(item, Computed):
            self._values[name] = self._formula(item)
            return
        if isinstance(item, Group):
            for inner in item.items:
                self._take(inner, f"{name}.{inner.key}", doubtful)
        conditional = {part: condition for part, condition in parts(item) if condition}
        if conditional:
            self._limited.add(name)
        for part, condition in conditional.items():
            self._options[name, part] = self._test(condition)
        if isinstance(item, Question) and item.required and (item.show_if or conditional):
            doubtful.add(name)
        if isinstance(item, Question) and conditional and len(conditional) == len(parts(item)):
            # Without anything to choose it cannot be answered, so it is not asked.
            shown, offers = self._items[name], [self._options[name, part] for part in conditional]
            self._items[name] = lambda answers: shown(answers) and any(offer(answers) for offer in offers)

    def _formula(self, item: Computed) -> Callable[[Answers], Any]:
        self._read |= set(item.total)
        rows = (row for result in item.values for row in rows_of(result.when, self.form))
        self._reads[item.key] = frozenset(item.total) | {row.source for row in rows}
        results = [(result.value, self._test(result.when)) for result in item.values]
        if results:
            return lambda answers: next((value for value, test in results if test(answers)), None)
        return lambda answers: sum(_amount(source, answers) for source in item.total)

    def _single(self, condition: Condition | None) -> tuple[str, Any] | None:
        """Source and value of a condition that is one plain "is", as most are: a long way is not to call each."""
        rows = condition.rows if condition else ()
        row = rows[0] if len(rows) == 1 else None
        plain = isinstance(row, Row) and row.op == "is" and not row.of and row.value not in (None, "", ())
        return (row.source, row.value) if isinstance(row, Row) and plain else None

    def _laid(self, step: Step, test: Test) -> _Laid:
        empty = None if self._full(step) else step
        return (step.key, self._single(step.show_if), test, empty, *self._counting(step))

    def _full(self, step: Step) -> bool:
        """Whether a step always has something to show, so that nobody need look."""
        return step is self.form.gate.step or any(map(self._always_there, step.items))

    def _always_there(self, item: Item) -> bool:
        per = isinstance(item, Slot) and item.per
        return self._items[item.key] is always and not per and not isinstance(item, Computed)

    def _counting(self, step: Step) -> tuple[tuple[str, ...], tuple[Item, ...]]:
        """The items of a step whose values some condition may read: keys of plain questions always asked, and the others."""
        items = [item for item in step.items if item.key in self._counted]
        plain = tuple(
            item.key
            for item in items
            if item.show_if is None and item.key not in self._limited and not isinstance(item, (Computed, Group))
        )
        return plain, tuple(item for item in items if item.key not in plain)

    def step_of(self, key: str) -> str | None:
        """The step that an item stands on; None for what is no item of a step, as a question inside a group."""
        return self._home.get(key)

    def exit(self, answers: Answers) -> Exit | None:
        """The exit page that the gate's answers lead to, None when they lead in."""
        return next((page for page, test in self._exits if test(answers)), None)

    def hold(self, known: Answers) -> Hold | None:
        """Why a form with these answers (``Walk.known``) cannot be sent for now; None when nothing keeps it back."""
        return self.form.hold if self._held and self._held(known) else None

    def rule_set(self, answers: Answers) -> str | None:
        """The rule set that applies: the one among the answers, else the form's first."""
        return answers.get("rule_set") or (self.form.rule_sets[0].key if self.form.rule_sets else None)

    def walk(self, facts: Answers) -> Walk:
        """The way of somebody with these facts: answers to ``sources``, of a group all items; ``rule_set``, ``today``."""
        known: dict[str, Any] = {"today": facts.get("today") or days.today(), "rule_set": self.rule_set(facts)}
        sizes = dict(self._way(0, known, facts))
        return Walk(tuple(sizes), _Before(known, sizes), known, self._places)

    def after(self, step: str, before: Answers, facts: Answers) -> str | None:
        """The step that these facts show after ``step``, None after the last. ``before``: what is known before ``step``.

        For what was just saved there: what comes before a step is as it was, so the way is not gone from its beginning.
        """
        way = self._way(self._places[step], dict(before), facts)
        return next((name for name, _size in way if name != step), None)

    def _way(self, place: int, known: dict[str, Any], facts: Answers) -> Iterator[tuple[str, int]]:
        """The visible steps from a place on, each with how much is known before it; fills ``known`` on its way."""
        for name, single, test, doubtful, plain, others in islice(self._steps, place, None):
            if (known.get(single[0]) != single[1]) if single else not test(known):
                continue
            if doubtful and not self.items(doubtful, known):
                continue
            yield name, len(known)
            if others:
                # All of a step's items see what was known before the step.
                known.update([pair for item in others for pair in self._found(item, known, facts)])
            for key in plain:
                value = facts.get(key)
                if value is not None:
                    known[key] = value

    def _found(self, item: Item, before: Answers, facts: Answers) -> Sequence[tuple[str, Any]]:
        """What an item gives to conditions; nothing while it is hidden."""
        if not self._items[item.key](before):
            return []
        if isinstance(item, Computed):
            value = self._values[item.key](before)
            return [] if value is None else [(item.key, value)]
        if isinstance(item, Group):
            entries = [self._seen(item, before, entry) for entry in facts.get(item.key, ())]
            return [(item.key, len(entries)), (f"{item.key}.", entries)]
        return [(item.key, facts[item.key])] if self.answered(item.key, facts.get(item.key), before) else []

    def told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the facts keep of a step's answers: of ``kept`` those of ``whole``, of the others only that there is one."""
        return {key: value if key in self.whole else True for key, value in values.items() if key in self.kept}

    def entry(self, group: Group, item: str, values: Mapping[str, Any], complete: bool) -> dict[str, Any]:
        """What the facts keep of one item of a group: as of a step, and what names it."""
        known = {f"{group.key}.{key}": value for key, value in sorted(values.items())}
        told = {name.partition(".")[2]: value for name, value in self.told(known).items()}
        return {ID: item, COMPLETE: complete, **told}

    def answered(self, name: str, value: Any, known: Answers) -> bool:
        """Whether a value is an answer: what is not offered (any more) is none. ``known``: as for ``options``."""
        if value in (None, "", (), []):
            return False
        chosen = value if isinstance(value, (list, tuple)) else (value,)
        return name not in self._limited or all(self._offers(name, one, known) for one in chosen)

    def _seen(self, group: Group, before: Answers, entry: Entry) -> Entry:
        """An item of a group without the answers to questions that it does not show."""
        _shown, known = self.look_inside(group, before, entry)
        counts = {item.key for item in group.items if f"{group.key}.{item.key}" in known}
        return {key: value for key, value in entry.items() if key in counts or key in (ID, COMPLETE)}

    def inside(self, group: Group, before: Answers, entry: Entry) -> list[Item]:
        """What one item of a group shows, its own answers being ``entry``."""
        return self.look_inside(group, before, entry)[0]

    def look_inside(self, group: Group, before: Answers, entry: Entry) -> tuple[list[Item], Answers]:
        """What one item of a group shows, and what is then known: before the step, and of the item's answers that count."""
        known, shown = dict(before), []
        for item in group.items:
            name = f"{group.key}.{item.key}"
            if self._items[name](known):
                shown.append(item)
                if self.answered(name, entry.get(item.key), known):
                    known[name] = entry[item.key]
        return shown, known

    def items(self, step: Step, answers: Answers) -> list[Item]:
        """The items of a step that somebody with these answers (before the step) sees; computed values are for staff."""
        return [item for item in step.items if self.shows(item, answers)]

    def shows(self, item: Item, answers: Answers) -> bool:
        """Whether somebody with these answers (before its step) sees an item."""
        if isinstance(item, Computed):
            return False
        if isinstance(item, Slot) and item.per:
            return bool(self.people(item, answers))
        return self._items[item.key](answers)

    def people(self, slot: Slot, answers: Answers) -> list[Entry | None]:
        """For whom a paper is asked: items of the group it is ``per``, or one None where it is asked once."""
        test = self._items[slot.key]
        if not slot.per:
            return [None] if test(answers) else []
        return [entry for entry in answers.get(f"{slot.per}.", ()) if test(_of_one(slot.per, entry, answers))]

    def accepted(self, slot: Slot, person: Entry | None, answers: Answers) -> list[Accepted]:
        """The papers that do for a slot, for this person."""
        known = _of_one(slot.per, person, answers) if slot.per and person else answers
        return [paper for paper in slot.accepts if self._offers(slot.key, paper.key, known)]

    def fact(self, slot: Slot, answers: Answers) -> Fact | RuleSet | None:
        """What says that a paper is asked for and which do: its own source, under other rules than that one's theirs."""
        rules = answers.get("rule_set")
        if slot.fact is None or slot.fact.rule_set in (None, rules):
            return slot.fact
        return next((each for each in self.form.rule_sets if each.key == rules), slot.fact)

    def options(self, item: Item, answers: Answers, group: Group | None = None) -> frozenset[str]:
        """The values of an item's options that are offered. Inside a group ``answers`` has the item's own too."""
        name = f"{group.key}.{item.key}" if group else item.key
        return frozenset(
            option.value for option in getattr(item, "options", ()) if self._offers(name, option.value, answers)
        )

    def _offers(self, name: str, part: str, answers: Answers) -> bool:
        test = self._options.get((name, part)) if isinstance(part, str) else None
        return test is None or test(answers)

    def visible(
        self, saved: Mapping[str, Mapping[str, Any]], outer: Answers | None = None
    ) -> dict[str, dict[str, Any]]:
        """What counts of all answers: step -> key -> value, hidden steps, items and people left out.

        ``outer``: rule set and date. A group's value is its items; what was said of a paper for one person stands under
        "slot.<id>"; computed values are among them, but for those that hang on a required answer still missing.
        """
        facts = {**(outer or {}), **{key: value for given in saved.values() for key, value in given.items()}}
        walk = self.walk(facts)
        return {key: self._kept(key, saved.get(key, {}), walk) for key in walk.steps}

    def _kept(self, step: str, given: Mapping[str, Any], walk: Walk) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        before = walk.before[step]
        for item in self.form.step_by_key[step].items:
            if isinstance(item, Computed):
                decided = self._items[item.key](before) and not self._undecided(item, before, walk)
                if decided and (value := self._values[item.key](before)) is not None:
                    kept[item.key] = value
            elif isinstance(item, Slot):
                names = [paper_name(item, person) for person in self.people(item, before)]
                kept |= {name: given[name] for name in names if name in given}
            elif not self._items[item.key](before) or item.key not in given:
                continue
            elif isinstance(item, Group):
                kept[item.key] = [self._seen(item, before, entry) for entry in given[item.key]]
            elif isinstance(item, Question) and self.answered(item.key, given[item.key], before):
                kept[item.key] = given[item.key]
        return kept

    def _undecided(self, item: Computed, known: Answers, walk: Walk) -> bool:
        """Whether a computed value hangs on a question that must be answered, on this way, and is not."""
        return any(self._missing(source, known, walk) for source in self._reads[item.key])

    def _missing(self, source: str, known: Answers, walk: Walk) -> bool:
        name, _dot, inner = source.partition(".")
        item = self.form.item_by_key.get(name)
        if item is None or self._home[name] not in walk.steps:
            return False
        if isinstance(item, Computed):
            return self._undecided(item, known, walk)
        if isinstance(item, Group):
            people = known.get(f"{name}.", ())
            return len(people) < item.min or any(self._lacks(item, inner, person, known) for person in people)
        return isinstance(item, Question) and item.required and self._items[name](known) and name not in known

    def _lacks(self, group: Group, key: str, entry: Entry, known: Answers) -> bool:
        """Whether an item of a group is asked a question that must be answered, and did not answer it."""
        shown, told = self.look_inside(group, known, entry)
        asked = (item for item in shown if item.key == key and isinstance(item, Question) and item.required)
        return any(f"{group.key}.{item.key}" not in told for item in asked)


def paper_name(slot: Slot, person: Entry | None) -> str:
    """What a paper goes by in a step's answers: the slot's key, with the person's id where there is one."""
    return f"{slot.key}.{person[ID]}" if person else slot.key


def _of_one(group: str, entry: Entry, answers: Answers) -> Answers:
    return {**answers, **{f"{group}.{key}": value for key, value in entry.items()}}


def _amount(source: str, answers: Answers) -> int:
    group, dot, inner = source.partition(".")
    found = [entry.get(inner) for entry in answers.get(f"{group}.", ())] if dot else [answers.get(source)]
    return sum(number for number in found if isinstance(number, int))

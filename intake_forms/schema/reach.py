"""What nobody would ever see: steps, items, exit pages and options whose condition cannot hold, whatever is answered.

Only what is certain is told: two rows that exclude each other, a value that no earlier item can have, an answer that is never
asked for. What two different questions have to do with each other is not followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from intake_forms.schema import entrance
from intake_forms.schema.conditions import OPERATORS
from intake_forms.schema.document import Form, Step, places
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.items import Condition, Item, NamedCondition, Question, Row
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.number import Number
from intake_forms.schema.kinds.partial_date import PartialDate
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.spans import Days, Range


@dataclass(frozen=True)
class _Known:
    """What an answer can still be. ``values`` None: any text that ``rows`` allow; ``absent``: there may be no answer."""

    values: frozenset[str] | Range | Days | None = None
    absent: bool = True
    rows: tuple[Row, ...] = ()
    #: Whether it holds all that were chosen of several.
    several: bool = False

    @property
    def given(self) -> bool:
        """Whether there can be an answer."""
        if isinstance(self.values, (Range, Days)):
            return self.values.possible
        return self.values is None or bool(self.values)

    @property
    def possible(self) -> bool:
        """Whether it can be anything at all."""
        return self.absent or self.given


#: By the name that rows give it what an answer can be, any of several; what is not here may be anything.
_Facts = Mapping[str, tuple[_Known, ...]]
_Found = dict[str, tuple[_Known, ...]]
_ANYTHING, _NEVER = (_Known(),), (_Known(frozenset()),)
#: Alternatives at most that are followed for one answer.
_MOST = 50


def faults(form: Form, doubtful: Collection[str], unsure: Collection[str]) -> Iterator[Fault]:
    """What can never be seen. Rows at ``doubtful`` paths and items with ``unsure`` keys may mean anything."""
    yield from _Reader(form, doubtful, unsure).read()


class _Reader:
    """One reading of a form from front to back. ``facts``: what the items so far can have for an answer."""

    def __init__(self, form: Form, doubtful: Collection[str], unsure: Collection[str]) -> None:
        self.form, self.doubtful = form, doubtful
        keys = Counter(item.key for step in form.steps for item in step.items)
        self.unsure = {*unsure, *(key for key, times in keys.items() if times > 1)}
        self.facts: _Found = {}
        #: Rows that hold for nobody, beside others that do.
        self.idle: set[str] = set()
        if form.rule_sets:
            self.facts["rule_set"] = (_Known(frozenset(each.key for each in form.rule_sets), absent=False),)

    def read(self) -> Iterator[Fault]:
        for path, step in places(self.form):
            yield from self._step(step, path)
            if step is self.form.gate.step:
                for number, page in enumerate(self.form.gate.exits):
                    at = f"gate.exits[{number}].when"
                    if self._holds(page.when, at, self.facts) is None:
                        yield fault(at, "unreachable:exit")
                self._come_in()
        if self.form.hold and self._holds(self.form.hold.when, "hold.when", self.facts) is None:
            yield fault("hold.when", "unreachable:hold")
        yield from (fault(at, "never_holds") for at in self.idle)

    def _come_in(self) -> None:
        """After the gate an answer that leads out is nobody's."""
        for source, values in entrance.let_in(self.form, self.doubtful, self.unsure).items():
            if known := self.facts.get(source):
                self.facts[source] = tuple(
                    replace(each, values=each.values & values) if isinstance(each.values, frozenset) else each
                    for each in known
                )

    def _step(self, step: Step, path: str) -> Iterator[Fault]:
        facts = self._holds(step.show_if, f"{path}.show_if", self.facts)
        given: _Found = {}
        if facts is None:
            keys = ", ".join(item.key for item in step.items if isinstance(item, Question) and item.required)
            name = "required_never_shown:step" if keys else "unreachable:step"
            yield fault(f"{path}.show_if", name, **({"keys": keys} if keys else {}))
            given = dict.fromkeys((name for item in step.items for name in _names(item)), _NEVER)
        for number, item in enumerate(step.items if facts is not None else ()):
            yield from self._item(item, f"{path}.items[{number}]", facts or {}, given)
        self.facts |= {name: known for name, known in given.items() if name.partition(".")[0] not in self.unsure}

    def _item(self, item: Item, at: str, facts: _Facts, given: _Found) -> Iterator[Fault]:
        """What is wrong with one item of a step that can be seen; ``given`` takes what it can have for an answer."""
        seen = self._holds(item.show_if, f"{at}.show_if", facts)
        if isinstance(item, Slot) and item.per and not _given(facts, item.per):
            seen = None
        if seen is None:
            yield _never_seen(item, at)
            given |= dict.fromkeys(_names(item), _NEVER)
            return
        yield from self._parts(item, item.key, at, seen, given)
        if isinstance(item, Group):
            yield from self._inside(item, at, seen, given)

    def _inside(self, group: Group, at: str, facts: _Facts, given: _Found) -> Iterator[Fault]:
        own: _Found = {}
        for number, item in enumerate(group.items):
            place, name = f"{at}.items[{number}]", f"{group.key}.{item.key}"
            seen = self._holds(item.show_if, f"{place}.show_if", {**facts, **own})
            if seen is None:
                yield _never_seen(item, place)
                own[name] = _NEVER
            else:
                yield from self._parts(item, name, place, seen, own)
            if group.key in self.unsure:
                own.pop(name, None)
        given |= own

    def _parts(self, item: Item, name: str, at: str, facts: _Facts, given: _Found) -> Iterator[Fault]:
        """The options of an item and the papers it accepts; an outcome of a computed value counts as an option."""
        offered = []
        lists = {"values": item.values} if isinstance(item, Computed) else {}
        lists = lists or {each: getattr(item, each, ()) for each in ("options", "accepts")}
        for each, parts in lists.items():
            for number, part in enumerate(parts):
                value = str(getattr(part, "value", "") or getattr(part, "key", ""))
                word = "when" if isinstance(item, Computed) else "show_if"
                path = f"{at}.{each}[{number}].{word}"
                if self._holds(getattr(part, word), path, facts) is None:
                    yield fault(path, "never_offered", value=value)
                elif each != "accepts":
                    offered.append(value)
        if isinstance(item, Question) and getattr(item, "options", None) and not offered:
            # Without anything to choose it is not asked.
            yield _never_seen(item, at, "options")
        if isinstance(item, (Question, Computed, Group)):
            given[name] = (_answer(item, frozenset(offered)),)

    def _holds(self, condition: Condition | None, path: str, facts: _Facts) -> _Facts | None:
        """What is known where the condition holds; None where it cannot."""
        if condition is None or path in self.doubtful:
            return facts
        if condition.match == "all" or len(condition.rows) == 1:
            for number, row in enumerate(condition.rows):
                narrowed = self._row(row, f"{path}.rows[{number}]", facts)
                if narrowed is None:
                    return None
                facts = narrowed
            return facts
        places = [(row, f"{path}.rows[{number}]") for number, row in enumerate(condition.rows)]
        ways = [way for row, at in places if (way := self._row(row, at, facts)) is not None]
        if not ways:
            return None
        self.idle.update(at for row, at in places if self._is_idle(row, at))
        return _either(facts, ways)

    def _is_idle(self, row: Row | NamedCondition, at: str) -> bool:
        """Whether a row can never hold by itself, which of several changes nothing."""
        known = isinstance(row, Row) and row.source in self.facts and _given(self.facts, row.source)
        return known and self._row(row, at, self.facts) is None

    def _row(self, row: Row | NamedCondition, path: str, facts: _Facts) -> _Facts | None:
        if path in self.doubtful:
            return facts
        if isinstance(row, NamedCondition):
            # Named conditions on others are a fault of their own, which makes their rows doubtful: no circle.
            return self._holds(self.form.conditions.get(row.condition), f"conditions.{row.condition}", facts)
        known = facts.get(row.source)
        if known is None or row.of == "fewer_than":
            return facts
        narrowed = tuple(found for each in known if (found := _narrow(each, row)).possible)
        if row.of:
            # It holds for one item and may not for the next: nothing more is known of any.
            groups = facts.get(row.source.partition(".")[0], _ANYTHING)
            return facts if narrowed and any(_is_enough(each, row.times or 1) for each in groups) else None
        return {**facts, row.source: narrowed} if narrowed else None


def _given(facts: _Facts, source: str) -> bool:
    """Whether there can be an answer."""
    return any(each.given for each in facts.get(source, _ANYTHING))


def _is_enough(group: _Known, times: int) -> bool:
    """Whether there can be so many items."""
    return group.given and not (isinstance(group.values, Range) and group.values.high < times)


def _either(facts: _Facts, ways: list[_Facts]) -> _Facts:
    """What is known where one of several ways is taken."""
    found = {}
    for source, known in facts.items():
        either = tuple(dict.fromkeys(each for way in ways for each in way[source]))
        found[source] = known if len(either) > _MOST or any(way[source] is known for way in ways) else either
    return found


def _never_seen(item: Item, at: str, why: str = "show_if") -> Fault:
    required = isinstance(item, Question) and item.required
    path = f"{at}.{why}" if getattr(item, why) else at
    return fault(path, "required_never_shown:item" if required else "unreachable:item", key=item.key)


def _names(item: Item) -> list[str]:
    """What conditions call an item and what is in it."""
    inner = [f"{item.key}.{each.key}" for each in item.items] if isinstance(item, Group) else []
    return [item.key, *inner]


def _answer(item: Item, offered: frozenset[str]) -> _Known:
    """What the answer to an item that is shown can be. ``offered``: its options and outcomes that can be."""
    if isinstance(item, Number):
        return _Known(Range(item.min, item.max))
    if isinstance(item, Group):
        return _Known(Range(0, item.max))
    if isinstance(item, Computed) and item.total:
        return _Known(Range())
    if "before" in item.comparisons:
        limits = getattr(item, "earliest", None), getattr(item, "latest", None)
        return _Known(Days.between(*limits, partial=isinstance(item, PartialDate)))
    if "option" in item.comparisons.values():
        return _Known(offered, several="contains" in item.comparisons)
    return _Known()


def _narrow(known: _Known, row: Row) -> _Known:
    """What an answer can still be once this row holds."""
    if row.op == "not_answered":
        return replace(known, values=frozenset())
    known = replace(known, absent=False)
    values = known.values
    if row.op == "answered":
        return known
    if isinstance(values, (Range, Days)):
        return replace(known, values=values.narrowed(row.op, row.value))
    if known.several:
        # Both of two values may be among those chosen: only one that is not on offer can never be.
        return known if values is None or row.value in values else replace(known, values=frozenset())
    rows = (*known.rows, row)
    if values is None:
        named = row.value if isinstance(row.value, tuple) else (row.value,)
        if row.op not in ("is", "one_of") or not all(isinstance(each, str) for each in named):
            return replace(known, rows=rows)
        values = frozenset(map(str, named))
    return replace(known, values=frozenset(each for each in values if all(_fits(each, row) for row in rows)))


def _fits(value: str, row: Row) -> bool:
    return row.op not in OPERATORS or OPERATORS[row.op](value, row.value)

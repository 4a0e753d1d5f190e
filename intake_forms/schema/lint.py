"""What is wrong with a form that has the right shape: faults that would leave somebody stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from intake_forms.schema.conditions import FITTING
from intake_forms.schema.days import is_day
from intake_forms.schema.document import EXIT_PREFIX, RESERVED, Fault, Form, Step
from intake_forms.schema.items import Condition, Family, Item, NamedCondition, Question, Row
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot

_LISTS = ("one_of", "not_one_of")
_NUMBERS = ("lt", "le", "gt", "ge", "older_than", "younger_than")
_DAYS = ("before", "after")
_NO_VALUE = ("answered", "not_answered")
_COUNTED = ("at_least", "fewer_than")
#: What conditions read beside answers.
_OUTER = frozenset({"rule_set", "today"})


class _Source(NamedTuple):
    """Something that a condition can read: its family, the values it can have, the group it is asked in."""

    family: Family
    values: tuple[str, ...] = ()
    group: str = ""


#: By the name that rows give it.
_Known = Mapping[str, _Source]


def faults(form: Form) -> list[Fault]:
    """Every fault, in the order of the document; an empty list means that the form may be released."""
    return [*_keys(form), *_named(form), *_rules(form), *_steps(form), *_exits(form), *_carries(form)]


def places(form: Form) -> Iterator[tuple[str, Step]]:
    """Every step with its path, the gate's first."""
    yield "gate.step", form.gate.step
    for s, section in enumerate(form.sections):
        for number, step in enumerate(section.steps):
            yield f"sections[{s}].steps[{number}]", step


def _keys(form: Form) -> Iterator[Fault]:
    steps, items = Counter(step.key for step in form.steps), Counter(i.key for step in form.steps for i in step.items)
    for path, step in places(form):
        if steps[step.key] > 1:
            yield Fault(path=f"{path}.key", reason=f"the step key {step.key!r} stands twice")
        if step.key in RESERVED or step.key.startswith(EXIT_PREFIX):
            yield Fault(path=f"{path}.key", reason=f"the step key {step.key!r} is the wizard's own")
        for number, item in enumerate(step.items):
            at = f"{path}.items[{number}]"
            if items[item.key] > 1:
                yield Fault(path=f"{at}.key", reason=f"the key {item.key!r} stands twice")
            if item.key in _OUTER:
                yield Fault(path=f"{at}.key", reason=f"{item.key!r} is what conditions call something else")
            if isinstance(item, Group):
                yield from _group_keys(item, at)


def _group_keys(group: Group, path: str) -> Iterator[Fault]:
    keys = Counter(item.key for item in group.items)
    for number, item in enumerate(group.items):
        if keys[item.key] > 1:
            yield Fault(path=f"{path}.items[{number}].key", reason=f"the key {item.key!r} stands twice in the group")
    asked = {question.key for question in group.questions}
    for number, key in enumerate(group.title):
        if key not in asked:
            yield Fault(path=f"{path}.title[{number}]", reason=f"the group asks no question {key!r}")


def _named(form: Form) -> Iterator[Fault]:
    for name, condition in form.conditions.items():
        for number, row in enumerate(condition.rows):
            if isinstance(row, NamedCondition):
                path = f"conditions.{name}.rows[{number}]"
                yield Fault(path=path, reason="a named condition cannot rest on another named condition")


def _rules(form: Form) -> Iterator[Fault]:
    keys = Counter(each.key for each in form.rule_sets)
    for number, each in enumerate(form.rule_sets):
        if keys[each.key] > 1:
            yield Fault(path=f"rule_sets[{number}].key", reason=f"the rule set {each.key!r} stands twice")


def _steps(form: Form) -> Iterator[Fault]:
    earlier: dict[str, _Source] = {}
    if form.rule_sets:
        earlier["rule_set"] = _Source("option", tuple(each.key for each in form.rule_sets))
    for path, step in places(form):
        yield from _rows(form, step.show_if, f"{path}.show_if", earlier)
        yield from _make_up(form, step, path)
        for number, item in enumerate(step.items):
            yield from _item(form, item, f"{path}.items[{number}]", earlier)
        for item in step.items:
            earlier |= _given_by(item)


def _make_up(form: Form, step: Step, path: str) -> Iterator[Fault]:
    """Whether the things on a step go together."""
    groups = [item for item in step.items if isinstance(item, Group)]
    if groups and (len(groups) > 1 or any(item.kind not in ("group", "content") for item in step.items)):
        yield Fault(path=f"{path}.items", reason="a group stands alone on its step, with texts at most")
    if all(isinstance(item, Computed) for item in step.items):
        yield Fault(path=f"{path}.items", reason="a step shows something: computed values are for staff only")
    if step is form.gate.step and any(isinstance(item, (Group, Slot, Computed)) for item in step.items):
        yield Fault(path=f"{path}.items", reason="the gate asks plain questions only: it stores nothing")


def _given_by(item: Item) -> dict[str, _Source]:
    """What an item gives to the conditions of later steps."""
    if not isinstance(item, Group):
        return {item.key: _source(item)}
    inner = {f"{item.key}.{each.key}": _source(each, item.key) for each in item.questions}
    return {item.key: _Source("group"), **inner}


def _source(item: Item, group: str = "") -> _Source:
    family: Family = item.gives if isinstance(item, Computed) else item.family
    return _Source(family, tuple(option.value for option in getattr(item, "options", ())), group)


def _item(form: Form, item: Item, at: str, earlier: _Known) -> Iterator[Fault]:
    """The conditions on one item. ``local``: the group whose own answers they may read."""
    local = ""
    if isinstance(item, Slot) and item.per:
        if earlier.get(item.per, _Source("none")).family != "group":
            yield Fault(path=f"{at}.per", reason=f"{item.per!r} is no group of an earlier step")
        local = item.per
    yield from _rows(form, item.show_if, f"{at}.show_if", earlier, local)
    if isinstance(item, Computed):
        yield from _computed(form, item, at, earlier)
    else:
        yield from _options(form, item, at, earlier, local)
    if isinstance(item, Group):
        known = dict(earlier)
        for number, inner in enumerate(item.items):
            place = f"{at}.items[{number}]"
            yield from _rows(form, inner.show_if, f"{place}.show_if", known, item.key)
            yield from _options(form, inner, place, known, item.key)
            if isinstance(inner, Question):
                known[f"{item.key}.{inner.key}"] = _source(inner, item.key)


def _options(form: Form, item: Item, at: str, known: _Known, local: str) -> Iterator[Fault]:
    for name in ("options", "accepts"):
        for place, part in enumerate(getattr(item, name, ())):
            yield from _rows(form, part.show_if, f"{at}.{name}[{place}].show_if", known, local)


def _computed(form: Form, item: Computed, at: str, earlier: _Known) -> Iterator[Fault]:
    for number, result in enumerate(item.values):
        yield from _rows(form, result.when, f"{at}.values[{number}].when", earlier)
    for number, source in enumerate(item.total):
        if earlier.get(source, _Source("none")).family not in ("number", "age", "group"):
            reason = f"{source!r} is no number, age or group of an earlier step"
            yield Fault(path=f"{at}.total[{number}]", reason=reason)


def _exits(form: Form) -> Iterator[Fault]:
    known = {item.key: _source(item) for item in form.gate.step.items}
    keys = Counter(page.key for page in form.gate.exits)
    for number, page in enumerate(form.gate.exits):
        if keys[page.key] > 1:
            yield Fault(path=f"gate.exits[{number}].key", reason=f"the exit key {page.key!r} stands twice")
        yield from _rows(form, page.when, f"gate.exits[{number}].when", known)


def _carries(form: Form) -> Iterator[Fault]:
    for number, carry in enumerate(form.carries):
        if not isinstance(form.item_by_key.get(carry.target), Question):
            yield Fault(path=f"carries[{number}].target", reason=f"there is no question {carry.target!r}")


def _rows(form: Form, condition: Condition | None, path: str, known: _Known, local: str = "") -> Iterator[Fault]:
    for number, row in enumerate(condition.rows if condition else ()):
        at = f"{path}.rows[{number}]"
        if isinstance(row, NamedCondition):
            if row.condition in form.conditions:
                # One level only: a named condition on another is a fault of its own, and could go round in a circle.
                if not path.startswith("conditions."):
                    yield from _rows(form, form.conditions[row.condition], f"conditions.{row.condition}", known, local)
            else:
                yield Fault(path=at, reason=f"there is no condition named {row.condition!r}")
        elif reason := _unknown(form, row, known) or _miscounted(row, known, local) or _wrong(row, known[row.source]):
            yield Fault(path=at, reason=reason)


def _unknown(form: Form, row: Row, known: _Known) -> str | None:
    if row.source in known:
        return None
    group, _, inner = row.source.partition(".")
    found = form.item_by_key.get(group)
    if found and (not inner or (isinstance(found, Group) and any(each.key == inner for each in found.questions))):
        return f"{row.source!r} is asked on this step or later: a condition reads earlier steps only"
    return f"there is no question {row.source!r}"


def _miscounted(row: Row, known: _Known, local: str) -> str | None:
    """Whether it is clear which item's answer is meant."""
    group = known[row.source].group
    if group and not row.of and group != local:
        return f"{row.source!r} has an answer in each item of the group: say of: any, all, at_least or fewer_than"
    if row.of and (not group or group == local):
        return f"{row.source!r} has one answer here: of does not fit"
    if (row.of in _COUNTED) != (row.times is not None):
        return "times goes with of: at_least and of: fewer_than, and only with them"
    return None


def _wrong(row: Row, source: _Source) -> str | None:
    fitting = FITTING[source.family]
    if row.op not in fitting:
        return f"{row.op} does not fit {row.source!r}; there are: {', '.join(fitting) or 'none, it takes no answer'}"
    if row.op in _NO_VALUE:
        return None if row.value is None else f"{row.op} takes no value"
    if row.op in _LISTS and not isinstance(row.value, tuple):
        return f"{row.op} takes a list of values"
    if row.op in _DAYS:
        fits = isinstance(row.value, str) and is_day(row.value)
        return None if fits else f'{row.op} takes a day: "2026-05-31", "today" or "today-30"'
    if row.op in _NUMBERS or source.family in ("number", "age", "group"):
        fits = isinstance(row.value, (int, float)) and not isinstance(row.value, bool)
        return None if fits else f"{row.op} takes a number"
    if row.value is None:
        return f"{row.op} takes a value"
    values = row.value if isinstance(row.value, tuple) else (row.value,)
    strange = [str(value) for value in values if source.values and value not in source.values]
    return f"{row.source!r} has no option {', '.join(strange)}" if strange else None

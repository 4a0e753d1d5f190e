"""Whether the gate lets anybody in: every sort of answer to it is tried with the pages that lead out."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from intake_forms.schema import days
from intake_forms.schema.conditions import compile_condition, may_hold, rows_of
from intake_forms.schema.document import Form
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.items import Item, Question, Row
from intake_forms.schema.kinds.number import Number

#: Combinations of answers that are tried; where there are more, nothing is told.
_MOST = 20_000
#: A text that no condition names.
_ANOTHER = "\0"


def faults(form: Form, doubtful: Collection[str], unsure: Collection[str]) -> Iterator[Fault]:
    """Exits that leave nobody to come in, or nothing to an exit after them. Of what is wrong itself nothing is told."""
    yield from _empty(form, doubtful)
    rows = _rows(form)
    possible, leads = set[int](), set[int | None]()
    for _answered, out in _tried(form, doubtful, unsure):
        possible.update(out)
        leads.add(out[0] if out else None)
    if leads and None not in leads:
        yield fault(f"gate.exits[{len(form.gate.exits) - 1}].when", "nobody_gets_in")
    # Of several chosen only those of one are tried, which is enough to come in and not to tell the pages apart.
    if all(row.op != "contains" for row in rows):
        for number in sorted(possible - leads):
            yield fault(f"gate.exits[{number}].when", "unreachable:exit_behind")


def let_in(form: Form, doubtful: Collection[str], unsure: Collection[str]) -> Mapping[str, frozenset[str]]:
    """By question of one option: the options of those who come in. Nothing of what is not sure, or when nobody does."""
    options = {
        item.key: {option.value for option in getattr(item, "options", ())}
        for item in form.gate.step.items
        if not item.comparisons.get("contains")
    }
    found: dict[str, set[str]] = {}
    for answers, out in _tried(form, doubtful, unsure):
        for source, value in answers.items() if not out else ():
            if value is None or value in options.get(source, ()):
                found.setdefault(source, set()).update([value] if value else [])
    return {source: frozenset(values) for source, values in found.items() if options.get(source)}


def _empty(form: Form, doubtful: Collection[str]) -> Iterator[Fault]:
    """Rule sets under which the first step shows nothing: all its conditions are on them, for nothing is asked before it."""
    if any(path.startswith(("gate.", "conditions.")) for path in doubtful):
        return
    bare = [
        each.key
        for each in form.rule_sets
        if not any(
            may_hold(item.show_if, form.conditions, {"rule_set": each.key}, lambda source: source == "today")
            for item in form.gate.step.items
        )
    ]
    # Under all of them: that nobody ever sees its items is told of each.
    if bare and len(bare) < len(form.rule_sets):
        yield fault("gate.step.items", "make_up:gate_empty", values=", ".join(bare))


def _rows(form: Form) -> list[Row]:
    return [row for page in form.gate.exits for row in rows_of(page.when, form)]


def _tried(
    form: Form, doubtful: Collection[str], unsure: Collection[str]
) -> Iterator[tuple[Mapping[str, Any], list[int]]]:
    """Answers to the gate with the numbers of the exits that take them."""
    rows = _rows(form)
    if any(path.startswith(("gate.", "conditions.")) for path in doubtful) or {row.source for row in rows} & {*unsure}:
        return
    tests = [compile_condition(page.when, form.conditions) for page in form.gate.exits]
    for answers in _answers(form, rows):
        yield answers, [number for number, test in enumerate(tests) if test(answers)]


def _answers(form: Form, rows: Collection[Row]) -> Iterator[Mapping[str, Any]]:
    """Answers to the gate, of every sort that these rows tell apart; none where they are too many."""
    sorts: dict[str, list[Any]] = {}
    if form.rule_sets:
        sorts["rule_set"] = [each.key for each in form.rule_sets]
    for item in form.gate.step.items:
        mine = [row for row in rows if row.source == item.key]
        if mine and isinstance(item, Question):
            # What contains a text also is one that nobody names: too many to try.
            if any(item.comparisons.get(row.op) == "text" and row.op == "contains" for row in mine):
                return
            sorts[item.key] = [*_values(item, mine), *([] if item.required and not item.show_if else [None])]
    if math.prod(map(len, sorts.values())) <= _MOST:
        for chosen in itertools.product(*sorts.values()):
            yield {"today": days.today(), **dict(zip(sorts, chosen, strict=True))}


def _values(item: Question, rows: Iterable[Row]) -> list[Any]:
    """One answer of each sort that the rows tell apart."""
    named = [value for row in rows for value in (row.value if isinstance(row.value, tuple) else (row.value,))]
    options = [option.value for option in getattr(item, "options", ())]
    if options:
        return [[each] for each in options] if item.comparisons.get("contains") else options
    if isinstance(item, Number):
        numbers = [value for value in named if isinstance(value, (int, float))]
        around = {math.floor(value) + step for value in numbers for step in (-1, 0, 1, 2)}
        return sorted(each for each in {*around, item.min, item.max} if item.min <= each <= item.max)
    if "before" in item.comparisons:
        found = {day[:length] for day in _days(item, rows) for length in (4, 7, 10)}
        return [day for day in sorted(found) if item.kept(day) == day]
    return [*(value for value in named if value is not None), _ANOTHER]


def _days(item: Item, rows: Iterable[Row]) -> Iterator[str]:
    """The days around those at which a comparison begins or ceases to hold."""
    now = days.today()
    limits = [getattr(item, "earliest", None), getattr(item, "latest", None), "today"]
    found = [days.resolve(day, now) for day in (*limits, *(row.value for row in rows))]
    for row in rows:
        if row.op in ("older_than", "younger_than") and isinstance(row.value, (int, float)):
            found += [_ago(now, math.floor(row.value) + step) for step in (0, 1, 2)]
    for day in filter(None, found):
        yield from (
            (day + datetime.timedelta(days=step)).isoformat()
            for step in (-1, 0, 1)
            if datetime.date.min < day < datetime.date.max
        )


def _ago(now: datetime.date, years: int) -> datetime.date | None:
    """The same day so many years ago, the day before for the 29th of February; None before there were years."""
    if not 1 <= now.year - years <= 9999:
        return None
    return (now - datetime.timedelta(days=(now.month, now.day) == (2, 29))).replace(year=now.year - years)

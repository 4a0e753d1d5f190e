"""Conditions compiled to closures.

A missing answer makes every operator false but ``not_answered``; so does an answer or a value of a type that the operator
cannot compare. Nothing here raises, whatever was stored: a released form is walked as it is.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from intake_forms.schema import days
from intake_forms.schema.document import Form
from intake_forms.schema.items import Condition, NamedCondition, Row

#: Answers by question key; a question that is hidden or unanswered is absent. Of a group, its key gives how many items it
#: has and its key with a dot the items (``path.Route.walk``); in one of them ``group.question`` is that item's own answer.
#: "rule_set" and "today" (a date) are what they say.
Answers = Mapping[str, Any]
Test = Callable[[Answers], bool]
#: Whether an answer fits, on a day.
Dated = Callable[[Any, datetime.date], bool]


def always(answers: Answers) -> bool:
    """The condition of what has none."""
    return True


def _equal(answer: Any, value: Any) -> bool:
    return bool(answer == value)


def _listed(answer: Any, value: Any) -> bool:
    return isinstance(value, (list, tuple)) and answer in value


def _unlisted(answer: Any, value: Any) -> bool:
    return isinstance(value, (list, tuple)) and answer not in value


def _holds(answer: Any, value: Any) -> bool:
    if isinstance(answer, str):
        return isinstance(value, str) and value in answer
    return isinstance(answer, (list, tuple)) and value in answer


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def test(answer: Any, value: Any) -> bool:
        return _is_number(answer) and _is_number(value) and compare(answer, value)

    return test


def _on_days(compare: Callable[[datetime.date, datetime.date], bool]) -> Callable[[Any], Dated]:
    def prepared(value: Any) -> Dated:
        away, fixed = days.from_today(value), days.parse(value)

        def test(answer: Any, today: datetime.date) -> bool:
            found, limit = days.parse(answer), fixed if away is None else today + away
            return found is not None and limit is not None and compare(found, limit)

        return test

    return prepared


def _by_age(compare: Callable[[Any, Any], bool]) -> Callable[[Any], Dated]:
    def prepared(value: Any) -> Dated:
        if not _is_number(value):
            return lambda answer, today: False

        def test(answer: Any, today: datetime.date) -> bool:
            if isinstance(answer, str):
                born = days.parse(answer)
                return born is not None and compare(days.years(born, today), value)
            return _is_number(answer) and compare(answer, value)

        return test

    return prepared


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": _equal,
    "is_not": lambda answer, value: not _equal(answer, value),
    "one_of": _listed,
    "not_one_of": _unlisted,
    "contains": _holds,
    "answered": lambda answer, value: True,
    "lt": _ordered(operator.lt),
    "le": _ordered(operator.le),
    "gt": _ordered(operator.gt),
    "ge": _ordered(operator.ge),
}
#: Those that need to know what day it is, each made ready for its value: that is read once, however many answers there are.
DATED: dict[str, Callable[[Any], Dated]] = {
    "before": _on_days(operator.lt),
    "after": _on_days(operator.gt),
    "older_than": _by_age(operator.gt),
    "younger_than": _by_age(operator.lt),
}

_GROUPS: dict[str, Callable[[int, int, int], bool]] = {
    "any": lambda found, of, times: found > 0,
    "all": lambda found, of, times: found == of > 0,
    "at_least": lambda found, of, times: found >= times,
    "fewer_than": lambda found, of, times: found < times,
}


def compile_condition(condition: Condition | None, named: Mapping[str, Condition]) -> Test:
    """The condition as a function of the answers so far. Raises KeyError for an unknown named condition."""
    if condition is None:
        return always
    tests = [_compile_row(row, named) for row in condition.rows]
    if len(tests) == 1:
        return tests[0]
    if condition.match == "any":
        return lambda answers: any(test(answers) for test in tests)
    return lambda answers: all(test(answers) for test in tests)


def may_hold(
    condition: Condition | None,
    named: Mapping[str, Condition],
    answers: Answers,
    unknown: Callable[[str], bool],
    *,
    must: bool = False,
) -> bool:
    """Whether a condition can hold, given ``answers`` and any answers to the sources that are still ``unknown``.

    ``must``: whether it holds whatever is answered to them.
    """
    if condition is None:
        return True
    rows = (_row_may_hold(row, named, answers, unknown, must) for row in condition.rows)
    return any(rows) if condition.match == "any" else all(rows)


def _row_may_hold(
    row: Row | NamedCondition,
    named: Mapping[str, Condition],
    answers: Answers,
    unknown: Callable[[str], bool],
    must: bool,
) -> bool:
    if isinstance(row, NamedCondition):
        return may_hold(named[row.condition], {}, answers, unknown, must=must)
    return not must if unknown(row.source) else _compile_row(row, named)(answers)


def _compile_row(row: Row | NamedCondition, named: Mapping[str, Condition]) -> Test:
    if isinstance(row, NamedCondition):
        return compile_condition(named[row.condition], {})
    if row.of:
        return _compile_count(row)
    source, value = row.source, row.value
    if row.op == "is" and not _absent(value):
        # By far the most there are; what equals a value is not absent.
        return lambda answers: answers.get(source) == value
    fits = comparison(row)
    return lambda answers: fits(answers.get(source), answers.get("today"))


def _compile_count(row: Row) -> Test:
    """How many items of a group it must hold in. A group that is not on the way has none."""
    group, _, inner = row.source.partition(".")
    fits, enough = comparison(row), _GROUPS[row.of or "any"]
    items, times = f"{group}.", row.times or 1

    def test(answers: Answers) -> bool:
        found, today = answers.get(items, ()), answers.get("today")
        return enough(sum(fits(item.get(inner), today) for item in found), len(found), times)

    return test


def comparison(row: Row) -> Callable[[Any, datetime.date | None], bool]:
    """A comparison as a function of an answer, which may be missing, and of the day it is; None: whichever day it is."""
    value = row.value
    if row.op == "not_answered":
        return lambda answer, today: _absent(answer)
    if row.op in DATED:
        dated = DATED[row.op](value)
        return lambda answer, today: not _absent(answer) and dated(answer, today or days.today())
    compare = OPERATORS[row.op]
    return lambda answer, today: not _absent(answer) and compare(answer, value)


def _absent(answer: Any) -> bool:
    return answer is None or answer == "" or answer == []


def rows_of(condition: Condition | None, form: Form) -> Iterator[Row]:
    """Every row a condition comes down to, those of named conditions too (unknown names are lint's business)."""
    for row in condition.rows if condition else ():
        if isinstance(row, Row):
            yield row
        elif row.condition in form.conditions:
            yield from (inner for inner in form.conditions[row.condition].rows if isinstance(inner, Row))

"""Sample answers, so that any step of a form can be looked at before anybody has answered anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intake_forms.schema import days
from intake_forms.schema.conditions import Answers, rows_of
from intake_forms.schema.document import Form, Step
from intake_forms.schema.items import Invalid, Item, Question, Row
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.path import COMPLETE, ID, conditions_on

#: The ids of sample people, and what the first of several is called that a text names.
_PERSON = "00000000-0000-4000-8000-{:012}"
_NAMES = ("Ana", "Luis", "Rosa")


def before(form: Form, step: str, language: str) -> Answers:
    """What is known before a step of somebody who answered every step before it, in the shape of ``Walk.before``.

    Where the step or something on it is shown for certain answers only, these are the answers, as far as one value says so.
    """
    found: dict[str, Any] = {"today": days.today(), "rule_set": next((each.key for each in form.rule_sets), "")}
    for each in form.steps:
        if each.key == step:
            break
        for item in each.items:
            found.update(_known(item, language))
    wished: set[str] = set()
    for row in _rows(form, form.step_by_key[step]):
        if row.source not in wished and (value := _meeting(row)) is not None:
            wished.add(row.source)
            _set(found, row.source, value)
    return found


def person(form: Form, step: str, language: str) -> dict[str, Any]:
    """One item of the group on a step, as a draft's facts keep it.

    Where something in the group is shown for certain answers of the same item only, it has these, as far as one value says so.
    """
    group = form.groups[step]
    found = {ID: _PERSON.format(1), COMPLETE: True, **dict(_values(group.questions, language))}
    wished: set[str] = set()
    for row in _rows(form, form.step_by_key[step]):
        home, _dot, inner = row.source.partition(".")
        if home == group.key and inner and inner not in wished and (value := _meeting(row)) is not None:
            wished.add(inner)
            found[inner] = value
    return found


def people(form: Form, step: str, language: str, *, wrong: bool = False) -> list[dict[str, Any]]:
    """A few items of the group on a step; ``wrong``: one lacks answers, and where it can be, there are too few."""
    group = form.groups[step]
    number = max(1, min(len(_NAMES), group.max - 1))
    if wrong and group.min > 1:
        number = min(number, group.min - 1)
    found = [{**person(form, step, language), ID: _PERSON.format(place + 1)} for place in range(number)]
    named = next((question for question in group.questions if question.key == group.naming[0]), None)
    if named and named.family == "text":
        found = [{**each, named.key: name} for each, name in zip(found, _NAMES, strict=False)]
    if wrong:
        found[-1][COMPLETE] = False
    return found


def _known(item: Item, language: str) -> Iterator[tuple[str, Any]]:
    if isinstance(item, Question):
        yield from _values((item,), language)
    elif isinstance(item, Group):
        entries = [{ID: _PERSON.format(1), COMPLETE: True, **dict(_values(item.questions, language))}]
        yield item.key, len(entries)
        yield f"{item.key}.", entries


def _values(questions: tuple[Question, ...], language: str) -> Iterator[tuple[str, Any]]:
    for question in questions:
        try:
            value = question.clean(question.sample(language))
        except Invalid:
            continue
        if value not in (None, "", [], ()):
            yield question.key, value


def _rows(form: Form, step: Step) -> Iterator[Row]:
    yield from rows_of(step.show_if, form)
    for item in step.items:
        for condition in conditions_on(item):
            yield from rows_of(condition, form)


def _meeting(row: Row) -> Any:
    """A value for which the comparison holds; None where no single value says so."""
    value = row.value
    if row.op == "is":
        return value
    if row.op == "one_of" and isinstance(value, tuple):
        return value[0]
    if row.op == "contains":
        return [value]
    if row.op in ("le", "ge"):
        return value
    if isinstance(value, int) and row.op in ("lt", "gt"):
        return value - 1 if row.op == "lt" else value + 1
    return None


def _set(found: dict[str, Any], source: str, value: Any) -> None:
    group, dot, inner = source.partition(".")
    if not dot:
        found[source] = value
        return
    for entry in found.get(f"{group}.", ()):
        entry[inner] = value

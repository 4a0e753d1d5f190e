"""Sample answers, so that any step of a form can be looked at before anybody has answered anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intake_forms.schema import days
from intake_forms.schema.conditions import Answers
from intake_forms.schema.document import Form, Step, places
from intake_forms.schema.items import Condition, Invalid, Item, Question
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.path import COMPLETE, ID
from intake_forms.schema.wishes import Wishes

#: The ids of sample people, and what the first of several is called that a text names.
_PERSON = "00000000-0000-4000-8000-{:012}"
_NAMES = ("Ana", "Luis", "Rosa")


def before(form: Form, step: str, language: str) -> Answers:
    """What is known before a step of somebody who answered every step before it, in the shape of ``Walk.before``.

    Where the step or something on it is shown for certain answers only, these are the answers, as far as they go together.
    """
    found: dict[str, Any] = {"today": days.today(), "rule_set": next((each.key for each in form.rule_sets), "")}
    for each in form.steps:
        if each.key == step:
            break
        for item in each.items:
            found.update(_known(item, language))
    chosen = _wishes(form, step, language)[0].chosen
    # How many there are first: the answers of each of them follow.
    for source in sorted(chosen, key=lambda name: "." in name):
        _set(found, source, chosen[source])
    return found


def unmet(form: Form, step: str, language: str) -> list[str]:
    """The paths of comparisons on a step that the sample answers do not meet: what hangs on them is not shown."""
    return _wishes(form, step, language)[1]


def person(form: Form, step: str, language: str) -> dict[str, Any]:
    """One item of the group on a step, as a draft's facts keep it.

    Where something in the group is shown for certain answers of the same item only, it has these, as far as they go together.
    """
    group = form.groups[step]
    found = {ID: _PERSON.format(1), COMPLETE: True, **dict(_values(group.questions, language))}
    for source, value in _wishes(form, step, language)[0].chosen.items():
        home, _dot, inner = source.partition(".")
        if home == group.key and inner:
            _put(found, inner, value)
    return found


def people(form: Form, step: str, language: str, *, wrong: bool = False) -> list[dict[str, Any]]:
    """A few items of the group on a step; ``wrong``: one lacks answers, and where it can be, there are too few."""
    group = form.groups[step]
    number = max(1, min(len(_NAMES), group.max - 1))
    if wrong and group.min > 1:
        number = min(number, group.min - 1)
    found = [{**person(form, step, language), ID: _PERSON.format(place + 1)} for place in range(number)]
    named = next((question for question in group.questions if question.key == group.naming[0]), None)
    if named and named.comparisons.get("is") == "text":
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


def _wishes(form: Form, step: str, language: str) -> tuple[Wishes, list[str]]:
    """The answers that the conditions of a step ask for, and the paths of the rows that got none."""
    known: dict[str, Any] = {"rule_set": next((each.key for each in form.rule_sets), "")}
    for item in form.item_by_key.values():
        for source, value in _known(item, language):
            own = [(f"{source}{key}", said) for key, said in value[0].items()] if source.endswith(".") else []
            known.update(own or [(source, value)])
    wishes, left = Wishes(form, known, days.today()), list[str]()
    path, found = next((path, found) for path, found in places(form) if found.key == step)
    for at, condition in _conditions(found, path):
        left += [f"{at}.rows[{number}]" for number in wishes.unmet(condition)]
    return wishes, left


def _conditions(part: Step | Item, path: str) -> Iterator[tuple[str, Condition]]:
    """The conditions that decide what sponsors see of a part of a form, with their paths, outermost first."""
    if part.show_if:
        yield f"{path}.show_if", part.show_if
    for name in ("items", "options", "accepts"):
        for number, inside in enumerate(getattr(part, name, ())):
            if not isinstance(part, Computed):
                yield from _conditions(inside, f"{path}.{name}[{number}]")


def _set(found: dict[str, Any], source: str, value: Any) -> None:
    group, dot, inner = source.partition(".")
    if not dot:
        _put(found, source, value)
    if f"{group}." in found and not dot:
        first = found[f"{group}."][0]
        found[f"{group}."] = [{**first, ID: _PERSON.format(number + 1)} for number in range(value)]
    for entry in found.get(f"{group}.", ()) if dot else ():
        _put(entry, inner, value)


def _put(answers: dict[str, Any], key: str, value: Any) -> None:
    """Answer a question; None: leave it open."""
    if value is None:
        answers.pop(key, None)
    else:
        answers[key] = value

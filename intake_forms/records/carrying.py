"""Answers that a form takes over from another form of the same case, so that nobody types them twice.

They are put before the sponsor as typed there, and count for nothing until they are confirmed with Continue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils import timezone

from intake_forms.records import queries
from intake_forms.records.models import Case, Draft
from intake_forms.schema.document import Form
from intake_forms.schema.items import Invalid, Question, input_name
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.path import ID


class Number(NamedTuple):
    """How many there are as another form was told: what it asked, in each of its languages, and the answer."""

    asked: Mapping[str, str]
    answer: int


class Told(NamedTuple):
    """One item of a group as another form of the case has it: its id, its answers as typed, and those that name it."""

    item: str
    typed: dict[str, list[str]]
    naming: dict[str, Any]


def typed(case: Case, form: Form) -> dict[str, dict[str, list[str]]]:
    """What is typed in already when a form is begun in a case: step -> name of an input -> strings."""
    homes = {item.key: step.key for step in form.steps for item in step.items}
    answers = {key: _answers(case, key) for key in {carry.form for carry in form.carries}}
    found: dict[str, dict[str, list[str]]] = {}
    for carry in form.carries:
        target, value = form.item_by_key.get(carry.target), answers[carry.form].get(carry.source)
        if not isinstance(target, Question) or value in (None, "", []):
            continue
        strings = _strings(target, value)
        found.setdefault(homes[carry.target], {}).update(strings)
    return found


def items(case: Case, form: Form) -> dict[str, list[Told]]:
    """The items that the groups of a form begin with: step -> items, each with the id that it has in the other form."""
    homes = {group.key: (step, group) for step, group in form.groups.items()}
    found: dict[str, list[Told]] = {}
    for carry in (each for each in form.carries if each.target in homes):
        step, group = homes[carry.target]
        entries = _answers(case, carry.form).get(carry.source)
        if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
            found[step] = [_told(group, entry) for entry in entries[: group.max]]
    return found


def number(case: Case, form: Form, group: Group) -> Number | None:
    """How many of a group another form was told; None where it takes no number over, or none was told.

    Read where it was told, when the list is shown: no copy is kept, and what is changed there is changed here.
    """
    for carry in (each for each in form.carries if each.target == group.key):
        asking, given = _given(case, carry.form)
        question, count = asking and asking.item_by_key.get(carry.source), given.get(carry.source)
        if isinstance(question, Question) and isinstance(count, int):
            return Number(question.label, count)
    return None


def _told(group: Group, entry: Mapping[str, Any]) -> Told:
    known = [item for item in group.questions if entry.get(item.key) not in (None, "", [])]
    strings = [(item, _strings(item, entry[item.key])) for item in known]
    naming = {item.key: entry[item.key] for item, raw in strings if raw and item.key in group.naming}
    return Told(entry[ID], {name: texts for _, raw in strings for name, texts in raw.items()}, naming)


def _answers(case: Case, form_key: str) -> Mapping[str, Any]:
    return _given(case, form_key)[1]


def _given(case: Case, form_key: str) -> tuple[Form | None, Mapping[str, Any]]:
    """Another form of the case, and its plain answers that count, by question: those sent, else those saved so far."""
    if sent := queries.submission(case, form_key):
        version, kept = sent.version, queries.submitted_answers(case, sent)
    elif draft := Draft.objects.select_related("case__key", "version").filter(case=case, form_key=form_key).first():
        saved = {step: answers.values for step, answers in queries.all_answers(draft).items()}
        outer = {"rule_set": case.rule_set, "today": timezone.localdate()}
        version, kept = draft.version, queries.route(draft.version).visible(saved, outer)
    else:
        return None, {}
    return queries.route(version).form, {key: value for given in kept.values() for key, value in given.items()}


def _strings(target: Question, value: Any) -> dict[str, list[str]]:
    """An answer as it would be typed here; nothing where this question would not take it."""
    try:
        raw = target.posted(value)
        target.answer(raw)
    except (Invalid, AttributeError, KeyError, TypeError, ValueError):
        # Of another kind than the question it comes from: better asked again than guessed.
        return {}
    return {input_name(target.key, part): list(strings) for part, strings in raw.items()}

"""What is still missing before a form can be sent: steps where nobody was, questions without an answer, people left unfinished.

That a step was complete when it was saved is not enough: an answer changed elsewhere, other rules or another version of
the form may since have brought a question onto it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from intake_forms.schema.conditions import Answers
from intake_forms.schema.document import Step
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import COMPLETE, ID, Entry, Route


@dataclass(frozen=True)
class Gap:
    """One thing that is missing.

    ``item``: the question without an answer; the group that has too few or too many; None for the step as a whole.
    ``entry``: the item of the step's group that it is about, which itself is unfinished where ``item`` is the group.
    """

    step: str
    item: Question | Group | None = None
    entry: Entry | None = None


def unanswered(
    route: Route, step: Step, before: Answers, given: Answers, among: Container[str] | None = None
) -> Iterator[tuple[Question, Entry | None]]:
    """The required questions that a step shows and that have no answer; those of its group with the item of the group.

    ``before``: what is known before the step. ``given``: its answers by key; or a draft's facts, which tell it of
    ``Route.doubtful`` only: then look ``among`` these.
    """
    for item in route.items(step, before):
        if isinstance(item, Group):
            for entry in given.get(item.key, ()):
                yield from ((inner, entry) for inner in _unanswered_in(route, item, before, entry, among))
        elif isinstance(item, Question) and _lacks(route, item.key, item, given, before, among):
            yield item, None


def undone(route: Route, facts: Answers, saved: Mapping[str, bool]) -> list[str]:
    """The steps on the way on which something is missing, in its order. Opens no answers: the facts tell it.

    ``saved``: of each step that was ever saved, whether it was complete then.
    """
    walk, doubtful = route.walk(facts), _doubtful_steps(route)
    return [
        key
        for key in walk.steps
        if not saved.get(key) or (key in doubtful and not _still_right(route, key, walk.before[key], facts))
    ]


def only_papers(route: Route, key: str, before: Answers) -> bool:
    """Whether a step asks for nothing but papers: sending waits for no paper, so it may be left as nobody ever saw it."""
    items = route.items(route.form.step_by_key[key], before)
    return any(isinstance(item, Slot) for item in items) and not any(
        isinstance(item, (Question, Group)) for item in items
    )


def gaps(
    route: Route, facts: Answers, values: Mapping[str, Mapping[str, Any]], saved: Mapping[str, bool]
) -> Iterator[Gap]:
    """Everything that is missing, in the order of the way; nothing when the form can be sent, papers not said or not.

    ``values``: step -> key -> value of all that is saved, as for ``Route.visible``. ``saved``: as for ``undone``.
    """
    walk = route.walk(facts)
    for key in walk.steps:
        found = [*_on_step(route, key, walk.before[key], facts, values[key])] if key in values else []
        yield from found or ([] if saved.get(key) or only_papers(route, key, walk.before[key]) else [Gap(key)])


def finished(route: Route, group: Group, before: Answers, entry: Entry) -> bool:
    """Whether an item of a group, as the facts have it, has all that it must; ``before``: what is known before its step."""
    return entry[COMPLETE] and not any(_unanswered_in(route, group, before, entry, route.doubtful))


def group_on(route: Route, step: str, before: Answers) -> Group | None:
    """The group on a step, None where it has none or does not show it."""
    group = route.form.groups.get(step)
    return group if group and route.shows(group, before) else None


def _on_step(route: Route, key: str, before: Answers, facts: Answers, given: Mapping[str, Any]) -> Iterator[Gap]:
    found = [Gap(key, *each) for each in unanswered(route, route.form.step_by_key[key], before, given)]
    yield from found
    if group := group_on(route, key, before):
        entries, told = facts.get(group.key, ()), {gap.entry[ID] for gap in found if gap.entry}
        yield from (Gap(key, group, each) for each in entries if not each[COMPLETE] and each[ID] not in told)
        if not group.min <= len(entries) <= group.max:
            yield Gap(key, group)


def _still_right(route: Route, key: str, before: Answers, facts: Answers) -> bool:
    """Whether a step that was complete when it was saved still is."""
    group = group_on(route, key, before)
    if group is None:
        return not any(unanswered(route, route.form.step_by_key[key], before, facts, route.doubtful))
    entries = facts.get(group.key, ())
    return group.min <= len(entries) <= group.max and all(finished(route, group, before, each) for each in entries)


def _unanswered_in(
    route: Route, group: Group, before: Answers, entry: Entry, among: Container[str] | None
) -> Iterator[Question]:
    shown, known = route.look_inside(group, before, entry)
    for item in shown:
        if isinstance(item, Question) and _lacks(route, f"{group.key}.{item.key}", item, entry, known, among):
            yield item


def _lacks(
    route: Route, name: str, item: Question, given: Answers, known: Answers, among: Container[str] | None
) -> bool:
    asked = item.required and (among is None or name in among)
    return asked and not route.answered(name, given.get(item.key), known)


@lru_cache(maxsize=256)
def _doubtful_steps(route: Route) -> frozenset[str]:
    """The steps that must be looked at again even though they were complete when they were saved."""
    return frozenset(
        step.key
        for step in route.form.steps
        if any(isinstance(item, Group) or item.key in route.doubtful for item in step.items)
    )

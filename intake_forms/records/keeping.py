"""Answers that a page did not show: saving the page leaves them as they are, until the form is sent.

An earlier answer hides a question; changed back it shows it again, and what was said before stands there still.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from intake_forms.records import marks, queries
from intake_forms.records.models import Draft, DraftStep
from intake_forms.records.queries import StepAnswers
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import ID

#: So long after a page was saved last, the same page once more writes nothing.
_JUST_NOW = timedelta(minutes=5)


def stands(*, draft: Draft, step: str, answers: StepAnswers) -> bool:
    """Whether the step was what was saved last, a moment ago, and with these answers: who adds photo after photo posts the same.

    Two windows wait for each other where they write, and each time for the disk.
    """
    if draft.submitted or timezone.now() - draft.updated_at > _JUST_NOW:
        return False
    if marks.of(draft, step) != marks.mark(draft, answers.typed):
        return False
    last = DraftStep.objects.filter(draft=draft).order_by("-saved_at").first()
    return last is not None and (last.step, last.item) == (step, None) and queries.opened(draft, last) == answers


def with_unshown(
    *,
    draft: Draft,
    facts: Mapping[str, Any],
    step: str,
    item: UUID | None,
    answers: StepAnswers,
    shown: Collection[str],
) -> StepAnswers:
    """What was posted on a step, or on one item of its group, with what stands there of questions that were not ``shown``.

    ``shown``: what the page asked, questions by key and papers by name. Nothing is read where the page asked everything.
    """
    form = queries.route(draft.version).form
    asked = form.groups[step].items if item else form.step_by_key[step].items
    if all(each.key in shown for each in asked if isinstance(each, (Question, Slot))):
        return answers
    stood = queries.step_answers(draft, step, item)
    if stood is None:
        return answers
    people = {entry[ID] for group in form.groups.values() for entry in facts.get(group.key, ())}

    def kept(name: str) -> bool:
        if any(name == each or name.startswith(f"{each}.") for each in shown):
            return False
        slot, _, rest = name.partition(".")
        found = form.item_by_key.get(slot)
        # What was said of the papers of somebody who was taken off the list goes with them.
        return not (isinstance(found, Slot) and found.per) or rest.partition(".")[0] in people

    return StepAnswers(
        _only(stood.typed, kept) | answers.typed, _only(stood.values, kept) | answers.values, answers.complete
    )


def _only(found: Mapping[str, Any], kept: Callable[[str], bool]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if kept(name)}

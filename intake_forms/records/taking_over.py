"""Taking a form over that somebody else filled in: from now on it is theirs alone whose form it is.

A held one they take over when they have come in with the words; where they sat beside the helper, when they have agreed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import place, seal
from intake_forms.records import entering, holding, legal_holds, marks, queries
from intake_forms.records.models import Case, Draft, DraftStep
from intake_forms.schema.document import Form


def take_over(*, case: Case) -> int | None:
    """End what the helper had: the words, every session, and what was agreed to and signed, which is asked anew.

    Everything else stays as it was filled in. Returns the epoch of the one session that goes on; None when nothing is held.
    """
    # The hash takes tens of milliseconds: made before the transaction, which holds SQLite's only write lock.
    new = entering.fresh_words(case)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        held = list(holding.of_case(case).select_for_update(of=("self",)))
        if not held:
            return None
        for draft in held:
            _take_over(draft)
        Case.objects.filter(pk=case.pk).update(epoch=F("epoch") + 1, help_until=None, **new)
        audit.record(who=audit.SPONSOR, action="form.taken_over", case=case.pk)
    return locked.epoch + 1


def agreed(*, draft: Draft) -> int | None:
    """End the words and every session that the helper has, once whose form it is has agreed on the helper's phone.

    Returns the epoch of the one session that goes on; None when the form is held, or theirs already.
    """
    new = entering.fresh_words(draft.case)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=draft.case_id)
        helped = Draft.objects.filter(pk=draft.pk, held_at=None, taken_over_at=None)
        if not helped.update(taken_over_at=timezone.now()):
            return None
        Case.objects.filter(pk=locked.pk).update(epoch=F("epoch") + 1, **new)
        audit.record(who=audit.SPONSOR, action="form.taken_over", case=locked.pk)
    return locked.epoch + 1


def withheld(draft: Draft, known: Mapping[str, Any]) -> frozenset[str]:
    """The steps on which somebody agrees or signs, while a draft is held; none otherwise. ``known``: what its walk knows."""
    return queries.route(draft.version).form.personal_steps if holding.hold(draft, known) else frozenset()


def _take_over(draft: Draft) -> None:
    facts, kept = queries.kept_facts(draft), marks.kept(draft)
    asked = set(_personal(queries.route(draft.version).form))
    rows = DraftStep.objects.filter(draft=draft, step__in={step for step, _key in asked})
    legal_holds.keep(case=draft.case, rows=rows)
    for row in rows:
        keys = {key for step, key in asked if step == row.step}
        found = queries.opened(draft, row)
        typed = {name: texts for name, texts in found.typed.items() if name.split(".")[0] not in keys}
        values = {key: value for key, value in found.values.items() if key not in keys}
        content = {"typed": typed, "values": values}
        row.sealed_answers, row.complete = seal(draft.case, place("draftstep", row.id, "answers"), content), False
        row.save(update_fields=["sealed_answers", "complete"])
        kept = marks.with_mark(kept, step=row.step, item=row.item, new=marks.mark(draft, typed))
    facts = {key: value for key, value in facts.items() if key not in {key for _step, key in asked}}
    marks.seal_facts(draft, facts, kept)
    draft.taken_over_at = draft.updated_at = timezone.now()
    draft.save(update_fields=["sealed_facts", "taken_over_at", "updated_at"])


def _personal(form: Form) -> Iterator[tuple[str, str]]:
    """What nobody answers for another: agreements and signatures, as (step, question)."""
    for step in form.steps:
        for item in step.questions:
            if item.agreed_to:
                yield step.key, item.key

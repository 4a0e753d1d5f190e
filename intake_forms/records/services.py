"""Writes: release a form, begin a case, save a step, send a form, forget."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy import words as word_lists
from intake_forms.privacy.keysets import new_case_key
from intake_forms.privacy.sealing import place, seal
from intake_forms.records import (
    carrying,
    consents,
    holding,
    invitations,
    late,
    legal_holds,
    marks,
    moves,
    queries,
    references,
    requests,
)
from intake_forms.records.keeping import with_unshown
from intake_forms.records.models import Case, Draft, DraftStep, FormVersion, Invitation, Submission
from intake_forms.records.queries import StepAnswers
from intake_forms.records.uploads import Upload
from intake_forms.schema import diff, document
from intake_forms.schema.gaps import gaps
from intake_forms.schema.path import ID, Route
from intake_forms.schema.slots import PaperKey, slots

REFERENCE_LETTERS = references.LETTERS
WORDS_STAY = datetime.timedelta(hours=24)


class AlreadySent(Exception):
    """The draft was sent: nothing on it can be changed any more."""


class Overtaken(Exception):
    """Another window has saved something else here since the page was made. Nothing was written."""


class Moved(Exception):
    """The draft stands on another version of the form than when it was read. Nothing was written."""


class Full(Exception):
    """A group has as many items as it may have."""


class Incomplete(Exception):
    """The form cannot be sent yet; ``step`` is the first step with something missing."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class Held(Exception):
    """Somebody else began the form, and whose form it is has not taken it over yet (records/holding.py)."""


class NewCase(NamedTuple):
    """A case just begun."""

    case: Case
    draft: Draft


@transaction.atomic
def release(
    *, form: document.Form, by: int | None = None, moves_drafts_at: datetime.datetime | None = None
) -> tuple[FormVersion, bool]:
    """Make a form live. Returns its version and whether it is new: the live document again makes none.

    Open drafts that the change does no harm to go along at once; the others on ``moves_drafts_at``, if ever.
    """
    text = document.canonical(form)
    digest = document.sha256(text)
    live = FormVersion.objects.select_for_update().filter(form_key=form.key).order_by("-number").first()
    if live and live.sha256 == digest:
        return live, False
    change = diff.classify(queries.route(live).form, document.as_read(form)) if live else ""
    if change == "same":
        # A mark was written where its number stood: it reads as before.
        change = "text_only"
    if live and change != "breaking":
        # Drafts left behind by the version before were promised its date: a mended word must not take that back.
        moves_drafts_at = moves_drafts_at or live.moves_drafts_at
    version = FormVersion(
        form_key=form.key,
        number=live.number + 1 if live else 1,
        schema_version=form.schema_version,
        document=text,
        sha256=digest,
        released_by_id=by,
        change_class=change,
        moves_drafts_at=moves_drafts_at,
    )
    version.save(force_insert=True)
    moves.repin(version)
    return version, True


def begin_case(
    *,
    version: FormVersion,
    language: str,
    step: str,
    answers: StepAnswers,
    facts: Mapping[str, Any],
    invitation: Invitation | None = None,
) -> NewCase:
    """Case, key, draft and first step in one transaction, with a reference nobody has and four words.

    With an invitation, linked to the case it was made in; raises invitations.Spent when it no longer opens anything.
    """
    key = new_case_key()
    salt, given = os.urandom(16), word_lists.new_words(language)
    # The hash takes tens of milliseconds: made before the transaction, which holds SQLite's only write lock.
    hashed = word_lists.hash_words(given, salt)
    while True:
        case = Case(reference=references.new(), language=language, words_salt=salt, words_hash=hashed, key=key)
        case.test = version.trial
        if invitation:
            case.sponsor_case_id, case.role = invitation.case_id, invitation.role
        case.sealed_words = seal(case, place("case", case.id, "words"), given)
        draft = Draft(case=case, version=version, form_key=version.form_key, updated_at=timezone.now())
        marks.seal_facts(draft, facts, marks.fresh(draft, {(step, None): answers}))
        draft.held_at = draft.updated_at if holding.begins(draft, facts) else None
        try:
            with transaction.atomic():
                key.save(force_insert=True)
                case.save(force_insert=True)
                draft.save(force_insert=True)
                _write_step(draft, step, answers)
                if invitation:
                    invitations.spend(invitation=invitation, on=case)
            return NewCase(case, draft)
        except IntegrityError:
            if not Case.objects.filter(reference=case.reference).exists():
                raise


def work_on(*, case: Case) -> None:
    """Somebody sends a paper of a form that is open, though no answer is saved with it: the days of her forms run anew."""
    Draft.objects.filter(case=case, submitted=False).update(updated_at=timezone.now())


@transaction.atomic
def begin_form(
    *,
    case: Case,
    version: FormVersion,
    step: str = "",
    answers: StepAnswers | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Draft:
    """A further form in a case, with what it takes over from the others typed in already. Another window's is returned.

    ``answers`` are those of its gate, ``step``; without them the gate is still to be answered.
    """
    draft = Draft(case=case, version=version, form_key=version.form_key, updated_at=timezone.now())
    route = queries.route(version)
    told = carrying.items(case, route.form)
    groups = [(route.form.groups[home], items) for home, items in told.items()]
    kept = {group.key: [route.entry(group, each.item, each.naming, False) for each in items] for group, items in groups}
    rows: dict[tuple[str, UUID | None], StepAnswers] = {(step, None): answers} if answers else {}
    for carried, strings in carrying.typed(case, route.form).items():
        rows.setdefault((carried, None), StepAnswers(strings, {}, complete=False))
    for carried, items in told.items():
        rows |= {(carried, UUID(each.item)): StepAnswers(each.typed, {}, complete=False) for each in items}
    marks.seal_facts(draft, {**(facts or {}), **kept}, marks.fresh(draft, rows))
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        return Draft.objects.get(case=case, form_key=version.form_key)
    for (at, item), each in rows.items():
        _write_step(draft, at, each, item)
    return draft


def _write_step(draft: Draft, step: str, answers: StepAnswers, item: UUID | None = None) -> None:
    row = DraftStep(id=queries.step_id(draft.id, step, item), draft=draft, step=step, item=item)
    row.complete = answers.complete
    row.saved_at = timezone.now()
    legal_holds.keep(case=draft.case, rows=DraftStep.objects.filter(id=row.id))
    content = {"typed": answers.typed, "values": answers.values}
    row.sealed_answers = seal(draft.case, place("draftstep", row.id, "answers"), content)
    DraftStep.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["sealed_answers", "complete", "saved_at"],
    )


@transaction.atomic
def save_step(
    *, draft: Draft, step: str, answers: StepAnswers, shown: Collection[str] | None = None, seen: str | None = None
) -> dict[str, Any]:
    """Write one step as typed, and the draft's facts with it.

    ``shown``: the questions and papers on the page, None for all of the step; of the others what stands there stays.
    ``seen``: the mark (records/marks.py) of what stood there when the page was made; None does not compare. Returns the
    facts as they now are. Raises AlreadySent when another window has sent the form, Overtaken when it has saved this step,
    Moved when a release has moved the draft.
    """
    facts, mark = _locked_facts(draft), marks.mark(draft, answers.typed)
    _compare(marks.of(draft, step), seen, mark)
    route = queries.route(draft.version)
    for key in [each.key for each in route.form.step_by_key[step].questions] if shown is None else shown:
        facts.pop(key, None)
    facts |= route.told(answers.values)
    if shown is not None:
        answers = with_unshown(draft=draft, facts=facts, step=step, item=None, answers=answers, shown=shown)
    _write_step(draft, step, answers)
    return _write_facts(draft, facts, marks.changed(draft, step=step, new=mark))


@transaction.atomic
def save_item(
    *,
    draft: Draft,
    step: str,
    item: UUID,
    answers: StepAnswers,
    shown: Collection[str] | None = None,
    seen: str | None = None,
) -> dict[str, Any]:
    """Write one item of the group on a step, a new one last. Returns the facts; the rest as for ``save_step``.

    Raises AlreadySent, Overtaken, Moved, and Full for an item more than the group may have.
    """
    route = queries.route(draft.version)
    group = route.form.groups[step]
    facts, mark = _locked_facts(draft), marks.mark(draft, answers.typed)
    entries = {entry[ID]: entry for entry in facts.get(group.key, ())}
    _compare(marks.of(draft, step, item), seen, mark)
    if str(item) not in entries and len(entries) >= group.max:
        raise Full
    if shown is not None:
        answers = with_unshown(draft=draft, facts=facts, step=step, item=item, answers=answers, shown=shown)
    entries[str(item)] = route.entry(group, str(item), answers.values, answers.complete)
    facts[group.key] = list(entries.values())
    _write_step(draft, step, answers, item)
    return _write_facts(draft, facts, marks.changed(draft, step=step, item=item, new=mark))


@transaction.atomic
def remove_item(*, draft: Draft, step: str, item: UUID) -> dict[str, Any]:
    """Take an item out of the group on a step, its answers and its papers with it. Returns the facts; raises as ``save_step``."""
    group = queries.route(draft.version).form.groups[step]
    facts = _locked_facts(draft)
    facts[group.key] = [entry for entry in facts.get(group.key, ()) if entry[ID] != str(item)]
    gone = DraftStep.objects.filter(id=queries.step_id(draft.id, step, item))
    legal_holds.keep(case=draft.case, rows=gone)
    gone.delete()
    Upload.objects.filter(case=draft.case_id, item=item).update(state=Upload.State.PURGED)
    return _write_facts(draft, facts, marks.changed(draft, step=step, item=item, new=marks.NOTHING))


def _locked_facts(draft: Draft) -> dict[str, Any]:
    """The draft's own facts, its row locked until the transaction ends. Raises AlreadySent, Moved."""
    locked = Draft.objects.select_for_update().only("id", "submitted", "sealed_facts", "version").get(pk=draft.pk)
    if locked.submitted:
        raise AlreadySent
    if locked.version_id != draft.version_id:
        raise Moved
    draft.sealed_facts = locked.sealed_facts
    return queries.kept_facts(draft)


def _compare(stands: str, seen: str | None, posted: str) -> None:
    """Raises Overtaken when what stands is neither what the page was made from nor what it brings: a double click is none."""
    if seen is not None and stands not in (seen, posted):
        raise Overtaken


def _write_facts(draft: Draft, facts: dict[str, Any], kept_marks: str) -> dict[str, Any]:
    marks.seal_facts(draft, facts, kept_marks)
    draft.updated_at = timezone.now()
    written = {"sealed_facts": draft.sealed_facts, "updated_at": draft.updated_at}
    if holding.begins(draft, facts):
        written["held_at"] = draft.held_at = draft.updated_at
    Draft.objects.filter(pk=draft.pk).update(**written)
    return queries.under_rules(draft, facts)


@transaction.atomic
def send(*, draft: Draft, language: str, facts_read: consents.Facts = MappingProxyType({})) -> tuple[Submission, bool]:
    """Turn a draft into a submission, once: the second of two calls gets the first one's and False.

    Hidden answers, hidden papers and the draft's rows are destroyed with it. Raises Incomplete when a visible step is
    not, and Held while the form keeps itself back.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.submitted:
        return Submission.objects.get(submit_key=draft.submit_key), False
    draft.sealed_facts = locked.sealed_facts
    draft.held_at, draft.taken_over_at = locked.held_at, locked.taken_over_at
    if locked.version_id != draft.version_id:
        # A release has moved the draft since it was read: its rows stand as the new version has them.
        draft.version = locked.version
    saved = queries.all_answers(draft)
    route, facts = queries.route(draft.version), queries.facts(draft)
    if holding.hold(draft, route.walk(facts).known):
        raise Held
    values = {step: given.values for step, given in saved.items()}
    if missing := next(gaps(route, facts, values, {step: given.complete for step, given in saved.items()}), None):
        raise Incomplete(missing.step)
    rule_set = route.rule_set(facts) or ""
    kept = route.visible(values, {"rule_set": rule_set})
    sent = Submission(case=draft.case, version=draft.version, form_key=draft.form_key, language=language)
    sent.rule_set = rule_set
    sent.submit_key, sent.sent_at = draft.submit_key, timezone.now()
    sent.sealed_answers = seal(draft.case, place("submission", sent.id, "answers"), kept)
    sent.save(force_insert=True)
    consents.keep(submission=sent, kept=kept, facts=facts_read)
    said = {key: value for given in kept.values() for key, value in given.items()}
    _settle_papers(draft, route, {**said, **facts}, sent.sent_at)
    legal_holds.keep(case=draft.case, rows=DraftStep.objects.filter(draft=draft))
    DraftStep.objects.filter(draft=draft).delete()
    draft.sealed_facts = seal(draft.case, place("draft", draft.id, "facts"), {})
    draft.submitted, draft.updated_at = True, sent.sent_at
    draft.save(update_fields=["sealed_facts", "submitted", "updated_at"])
    Case.objects.filter(pk=draft.case_id).update(status=Case.Status.SENT, language=language, help_until=None)
    audit.record(who=audit.SPONSOR, action="submission.sent", case=draft.case_id)
    return sent, True


def _settle_papers(draft: Draft, route: Route, facts: Mapping[str, Any], at: datetime.datetime) -> None:
    """What becomes of the papers of a form that is sent: hidden ones go, one that cannot be had is a task at the desk."""
    files = queries.papers_by_key(draft.case)
    needs = slots(route, facts, files)
    discard_papers(draft=draft, files=files, asked={need.key for need in needs})
    requests.tell(case=draft.case, needs=needs, at=at)


def discard_papers(*, draft: Draft, files: Mapping[PaperKey, list[Upload]], asked: Collection[PaperKey]) -> None:
    """Let go of papers that nobody asks for any more. Other forms of the case keep theirs."""
    gone = [row.pk for rows in queries.unasked(draft=draft, files=files, asked=asked).values() for row in rows]
    Upload.objects.filter(pk__in=gone).update(state=Upload.State.PURGED)


def speak(*, case: Case, language: str) -> None:
    """Note the language that a family uses now: it is written to in it, and counted under it."""
    if case.language != language:
        Case.objects.filter(pk=case.pk).update(language=language)
        case.language = language


def forget_words(*, before: datetime.datetime) -> int:
    """Drop the readable copy of words older than that moment of every case sent before it. Returns how many."""
    sent = Submission.objects.filter(sent_at__lt=before).values("case_id")
    kept = Case.objects.filter(pk__in=sent, words_made_at__lt=before, sealed_words__isnull=False)
    return kept.update(sealed_words=None)


@transaction.atomic
def delete_case(*, case: Case, action: str) -> None:
    """Delete a case and its keyset. Raises legal_holds.OnHold while it is on legal hold.

    Raises ValueError while it has papers: an object without a row would be nobody's.
    """
    locked = Case.objects.select_for_update().filter(pk=case.pk).first()
    if locked is None:
        return
    legal_holds.forget(case=locked)
    if Upload.objects.filter(case=case).exists():
        raise ValueError("purge the case's papers first")
    key = locked.key
    late.forget_case(case_id=locked.pk)
    audit.record(who=audit.SYSTEM, action=action, case=locked.pk)
    locked.delete()
    if key is not None:
        key.delete()


@transaction.atomic
def assign(*, case: Case, user_pk: int) -> None:
    """Give a case to a member of staff."""
    Case.objects.filter(pk=case.pk).update(assignee_id=user_pk)
    audit.record(who=audit.actor(user_pk), action="case.assigned", case=case.pk)

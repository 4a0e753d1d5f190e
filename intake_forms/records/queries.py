"""Reads: forms, drafts and what was sent. Values come out opened, rows as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from intake_forms.privacy.sealing import open_, place
from intake_forms.records.models import Case, Draft, DraftStep, FormVersion, Submission
from intake_forms.records.uploads import HELD_BY_US, Upload
from intake_forms.schema import document
from intake_forms.schema.path import ID, Route
from intake_forms.schema.slots import PaperKey

#: Where the marks of the steps (records/marks.py) lie among the facts: no question can be called so.
MARKS = "_marks"


class StepAnswers(NamedTuple):
    """One saved step: what was typed (key -> strings), what was understood (key -> value), and whether that is all."""

    typed: dict[str, list[str]]
    values: dict[str, Any]
    complete: bool


def live_version(form_key: str) -> FormVersion | None:
    """The version that new drafts get: the one released last."""
    return FormVersion.objects.filter(form_key=form_key).defer("document").order_by("-number").first()


def version(form_key: str, number: int | None = None) -> FormVersion | None:
    """A version by its number; the live one without."""
    if number is None:
        return live_version(form_key)
    return FormVersion.objects.filter(form_key=form_key, number=number).first()


def live_forms() -> list[FormVersion]:
    """The live version of every form."""
    latest: dict[str, FormVersion] = {}
    for version in FormVersion.objects.defer("document").order_by("form_key", "number"):
        latest[version.form_key] = version
    return list(latest.values())


#: Compiled forms by hash, the one read first at the beginning, and how many are kept: editors preview many that never come back.
_routes: dict[str, Route] = {}
_MOST_ROUTES = 100


def route(version: FormVersion) -> Route:
    """The compiled form of a version, as it is read. Kept in the process: a version never changes."""
    found = _routes.get(version.sha256)
    if found is None:
        found = _routes[version.sha256] = Route(document.stored(document.filled(version.document)))
        for old in list(_routes)[:-_MOST_ROUTES]:
            _routes.pop(old, None)
    return found


def written(version: FormVersion) -> document.Form:
    """The form of a version as it was written: its texts still have the marks for the days of its retention."""
    return document.stored(version.document)


def draft(case_id: UUID | str, form_key: str, epoch: int | None = None) -> Draft | None:
    """The draft of a form in a case, with case, key and version in one query; None when there is none.

    With ``epoch``, that of a session: None as well when the case has ended its sessions since.
    """
    rows = Draft.objects.select_related("case__key", "version").defer("version__document")
    now = {} if epoch is None else {"case__epoch": epoch}
    try:
        return rows.filter(case_id=case_id, form_key=form_key, **now).first()
    except (ValueError, TypeError, ValidationError):
        return None


def case(case_id: UUID | str, epoch: int | None = None) -> Case | None:
    """A case with its key; None when there is none, or its sponsor deleted it. ``epoch``: as for ``draft``."""
    now = {} if epoch is None else {"epoch": epoch}
    try:
        return Case.objects.select_related("key").filter(pk=case_id, deleted_at=None, **now).first()
    except (ValueError, TypeError, ValidationError):
        return None


def forms(case: Case) -> list[Draft]:
    """The forms begun in a case, those sent too, in the order in which they were begun, each with its version."""
    rows = Draft.objects.select_related("version").defer("version__document").filter(case=case)
    return list(rows.order_by("created_at"))


def open_forms(case: Case) -> list[Draft]:
    """Those of them that are still being filled in."""
    return [draft for draft in forms(case) if not draft.submitted]


def draft_for_words(reference: str) -> Draft | None:
    """The first form still open in the case with a reference, however that was typed, else the first; None without a case."""
    letters = "".join(letter for letter in reference.upper() if letter.isalnum())
    rows = Draft.objects.select_related("case__key", "version").defer("version__document")
    return rows.filter(case__reference=f"{letters[:4]}-{letters[4:8]}").order_by("submitted", "created_at").first()


def step_id(draft_id: UUID, step: str, item: UUID | None = None) -> UUID:
    """The id of a step's row: the same for every writer, so one upsert serves."""
    return uuid5(draft_id, f"{step}/{item or ''}")


def facts(draft: Draft) -> dict[str, Any]:
    """What conditions read: the answers kept for them, of each group its items, and what holds for the case."""
    return under_rules(draft, kept_facts(draft))


def kept_facts(draft: Draft) -> dict[str, Any]:
    """The facts that are the draft's own."""
    kept = dict(opened_facts(draft))
    kept.pop(MARKS, None)
    return kept


def opened_facts(draft: Draft) -> Mapping[str, Any]:
    """What lies sealed with the facts, marks included. A save finds it mostly as its page did: it is opened once."""
    sealed = bytes(draft.sealed_facts)
    if draft.opened_facts is None or draft.opened_facts[0] != sealed:
        draft.opened_facts = sealed, open_(draft.case, place("draft", draft.id, "facts"), sealed)
    return draft.opened_facts[1]


def under_rules(draft: Draft, kept: dict[str, Any]) -> dict[str, Any]:
    """A draft's own facts with what holds for its case: its rule set, and whose it is where the draft has not answered that."""
    found = {**kept, "rule_set": draft.case.rule_set} if draft.case.rule_set else dict(kept)
    form = route(draft.version).form if draft.case.role else None
    if form and form.role_question and draft.case.role in form.roles:
        found.setdefault(form.role_question, draft.case.role)
    return found


def step_answers(draft: Draft, step: str, item: UUID | None = None) -> StepAnswers | None:
    """What stands on one step, or on one item of its group; None when nobody has been there."""
    row = DraftStep.objects.filter(id=step_id(draft.id, step, item)).first()
    return opened(draft, row) if row else None


def saved_steps(draft: Draft) -> dict[str, bool]:
    """Whether each step that was ever saved was complete, the one saved last at the end. Opens nothing."""
    rows = DraftStep.objects.filter(draft=draft, item=None).order_by("saved_at")
    return dict(rows.values_list("step", "complete"))


def all_answers(draft: Draft) -> dict[str, StepAnswers]:
    """What stands on every step somebody has been on, in one query. A group's value is its items, in their order.

    Whether a step was complete when it was saved; that it still is, and its items are, ``schema/gaps.py`` tells.
    """
    rows = {(row.step, row.item): opened(draft, row) for row in DraftStep.objects.filter(draft=draft)}
    found = {step: answers for (step, item), answers in rows.items() if item is None}
    kept = kept_facts(draft)
    for step, group in route(draft.version).form.groups.items():
        # Another window may have removed somebody since the draft was read.
        ids = [entry[ID] for entry in kept.get(group.key, ()) if (step, UUID(entry[ID])) in rows]
        items = [rows[step, UUID(each)] for each in ids]
        if step not in found and not items:
            continue
        values = [{ID: each, **answers.values} for each, answers in zip(ids, items, strict=True)]
        found[step] = StepAnswers({}, {group.key: values}, step in found and found[step].complete)
    return found


def opened(draft: Draft, row: DraftStep) -> StepAnswers:
    """A step's row, opened."""
    stored = open_(draft.case, place("draftstep", row.id, "answers"), row.sealed_answers)
    return StepAnswers(stored["typed"], stored["values"], row.complete)


def words(case: Case) -> list[str] | None:
    """The four words, while their sealed copy stays."""
    if case.sealed_words is None:
        return None
    found: list[str] = open_(case, place("case", case.id, "words"), case.sealed_words)
    return found


def submission(case: Case, form_key: str) -> Submission | None:
    """What was sent of a form in a case."""
    return Submission.objects.select_related("version").filter(case=case, form_key=form_key).first()


def submitted_answers(case: Case, submission: Submission) -> Mapping[str, Mapping[str, Any]]:
    """The answers sent: step -> question -> value; those of a group a list of its items."""
    found: dict[str, dict[str, Any]] = open_(
        case, place("submission", submission.id, "answers"), submission.sealed_answers
    )
    return found


def rules_of(submission: Submission) -> dict[str, Any]:
    """The rule set and the day that a submission was made under."""
    return {"rule_set": submission.rule_set, "today": timezone.localdate(submission.sent_at)}


def papers(case: Case) -> QuerySet[Upload]:
    """The files we have of a case, without those that another has replaced, in the order of their pages."""
    return Upload.objects.filter(case=case, state__in=HELD_BY_US, superseded_at=None)


def replaceable(case: Case) -> QuerySet[Upload]:
    """The files of a case that another may take the place of: those we have, and those that could not be used."""
    return Upload.objects.filter(case=case, state__in=[*HELD_BY_US, Upload.State.REJECTED], superseded_at=None)


def papers_by_key(case: Case) -> dict[PaperKey, list[Upload]]:
    """The files we have of a case, by slot and person, in the order of their pages."""
    found: dict[PaperKey, list[Upload]] = {}
    for upload in papers(case):
        found.setdefault((upload.slot, str(upload.item or "")), []).append(upload)
    return found


def unasked(
    *, draft: Draft, files: Mapping[PaperKey, list[Upload]], asked: Collection[PaperKey]
) -> dict[PaperKey, list[Upload]]:
    """Those of a case's files that nobody asks for: this form asks for ``asked`` alone, and no other form has such a paper."""
    hidden = {key: rows for key, rows in files.items() if key not in asked}
    if not hidden:
        return {}
    others = Draft.objects.filter(case=draft.case_id).exclude(pk=draft.pk).select_related("version")
    theirs = {key for other in others for key in route(other.version).form.item_by_key}
    return {key: rows for key, rows in hidden.items() if key[0] not in theirs}


def refused_by_key(case: Case) -> dict[PaperKey, list[Upload]]:
    """The files of a case that could not be used, by slot and person, in the order in which that was found."""
    found: dict[PaperKey, list[Upload]] = {}
    for upload in Upload.objects.filter(case=case, state=Upload.State.REJECTED).order_by("checked_at"):
        found.setdefault((upload.slot, str(upload.item or "")), []).append(upload)
    return found


def file_name(case: Case, upload: Upload) -> str:
    """The name the sponsor's phone gave the file."""
    return str(_details(case, upload)["name"])


def file_sha256(case: Case, upload: Upload) -> str:
    """SHA-256 of the file as it was sent, in hexadecimal."""
    return str(_details(case, upload)["sha256"])


def same_file(case: Case, slot: str, item: UUID | None, size: int, sha256: str) -> Upload | None:
    """The file of these very bytes (SHA-256 in hexadecimal) that we have for a paper, whenever it came."""
    rows = papers(case).filter(slot=slot, item=item, size=size).select_related("case__key")
    return next((row for row in rows if file_sha256(case, row) == sha256), None)


def _details(case: Case, upload: Upload) -> dict[str, Any]:
    found: dict[str, Any] = open_(case, place("upload", upload.id, "details"), upload.sealed_details)
    return found

"""Papers after sending: what staff ask for, which and why, what the sponsor answers; and what she said she cannot get."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import open_, place, seal
from intake_forms.records import queries, statuses, tables
from intake_forms.records.correspondence import PaperRequest
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.schema.slots import Need, PaperKey

State = PaperRequest.State
#: What a sponsor can say of a paper that was asked for, and the state that it brings.
ANSWERS = {"will_bring": State.WILL_BRING, "cannot_get": State.CANNOT_GET}


def of_case(case: Case) -> QuerySet[PaperRequest]:
    """Every request of a case, the newest last."""
    return PaperRequest.objects.filter(case=case)


def of_paper(case: Case, key: PaperKey) -> PaperRequest | None:
    """What was asked last of a paper and is not withdrawn; None when nobody asked."""
    slot, item = _columns(key)
    return of_case(case).filter(slot=slot, item=item).exclude(state=State.WITHDRAWN).last()


def not_needed(case: Case) -> dict[PaperKey, datetime.datetime]:
    """The papers that staff asked for and let go of again, and when: what counts is what was asked last."""
    last = {key(each): each for each in of_case(case).exclude(reason="")}
    gone = {at: each.answered_at for at, each in last.items() if each.state == State.WITHDRAWN}
    return {at: when for at, when in gone.items() if when}


def key(request: PaperRequest) -> PaperKey:
    """The paper that a request is about."""
    return request.slot, str(request.item or "")


def note(case: Case, request: PaperRequest) -> dict[str, str]:
    """Staff's own words, by language; none where they wrote none."""
    if request.sealed_note is None:
        return {}
    found: dict[str, str] = open_(case, place("paperrequest", request.pk, "note"), request.sealed_note)
    return found


def answer_reason(case: Case, request: PaperRequest) -> str:
    """Why the sponsor cannot get the paper; "" where nothing was said."""
    if request.sealed_answer is None:
        return ""
    return str(open_(case, place("paperrequest", request.pk, "answer"), request.sealed_answer))


@transaction.atomic
def ask(*, case: Case, key: PaperKey, reason: str, note: Mapping[str, str], by: int) -> PaperRequest:
    """Ask for a paper. What was asked of it before and still stands is replaced. Raises statuses.NotSent."""
    if not tables.verdicts()[reason].asks:
        raise ValueError(reason)
    slot, item = _columns(key)
    statuses.reach(case=case, status=Case.Status.NEEDS_PAPER)
    now = timezone.now()
    _standing(case, key).update(state=State.WITHDRAWN, answered_at=now)
    request = PaperRequest(case=case, slot=slot, item=item, reason=reason, asked_at=now)
    if note:
        request.sealed_note = seal(case, place("paperrequest", request.pk, "note"), dict(note))
    request.save(force_insert=True)
    audit.record(who=audit.actor(by), action="paper.asked", case=case.pk)
    return request


def tell(*, case: Case, needs: Iterable[Need], at: datetime.datetime) -> None:
    """Open a task for each paper that the sponsor, sending a form, says she cannot get. Nobody asked: ``reason`` is "".

    A file that comes for it, or staff who ask for it, settle or withdraw it, end it like any other.
    """
    for need in needs:
        if need.state == "cannot_get" and not _standing(case, need.key).exists():
            slot, item = _columns(need.key)
            told = PaperRequest(case=case, slot=slot, item=item, state=State.CANNOT_GET, asked_at=at, answered_at=at)
            if need.reason:
                told.sealed_answer = seal(case, place("paperrequest", told.pk, "answer"), need.reason)
            told.save(force_insert=True)


@transaction.atomic
def withdraw(*, request: PaperRequest, by: int) -> bool:
    """Let a request go: the paper is no longer needed. False when it was answered with a file or withdrawn before."""
    still = PaperRequest.objects.filter(pk=request.pk, state__in=PaperRequest.STANDING)
    if not still.update(state=State.WITHDRAWN, answered_at=timezone.now()):
        return False
    audit.record(who=audit.actor(by), action="paper.not_needed", case=request.case_id)
    _settle(request.case)
    return True


@transaction.atomic
def answer(*, case: Case, key: PaperKey, said: str, reason: str = "") -> bool:
    """Keep what the sponsor says of a paper that was asked for: a key of ANSWERS. False when nobody asks for it now."""
    request = _standing(case, key).last()
    if request is None:
        return False
    request.state, request.answered_at = ANSWERS[said], timezone.now()
    request.sealed_answer = seal(case, place("paperrequest", request.pk, "answer"), reason) if reason else None
    request.save(update_fields=["state", "answered_at", "sealed_answer"])
    audit.record(who=audit.SPONSOR, action=f"paper.answered:{said}", case=case.pk)
    _settle(case)
    return True


@transaction.atomic
def receive(*, case: Case, key: PaperKey, by: int | None = None) -> bool:
    """A file came for a paper: what was asked of it is answered. False when nobody asked. ``by``: staff who found it there."""
    if not _standing(case, key).update(state=State.RECEIVED, answered_at=timezone.now()):
        return False
    who = audit.actor(by) if by else audit.SPONSOR
    audit.record(who=who, action="paper.answered:received", case=case.pk)
    _settle(case)
    return True


def answered_by(*, upload: Upload) -> bool:
    """A file came in its own time: what was asked of its paper before it was begun is answered. False when nobody asked."""
    key: PaperKey = (upload.slot, str(upload.item or ""))
    asked = of_paper(upload.case, key)
    return bool(asked and asked.asked_at <= upload.created_at) and receive(case=upload.case, key=key)


@transaction.atomic
def lose(*, case: Case, key: PaperKey, since: datetime.datetime) -> bool:
    """The file that came for a paper cannot be used: what it answered is asked for again. ``since``: when that file came.

    False where it answered nothing, or another file of the paper is there that came after the asking.
    """
    slot, item = _columns(key)
    answered = of_case(case).filter(slot=slot, item=item, state=State.RECEIVED, answered_at__gte=since).last()
    if answered is None or answered != of_paper(case, key):
        return False
    if queries.papers(case).filter(slot=slot, item=item, created_at__gte=answered.asked_at).exists():
        return False
    # Where nobody asked, it is what the sponsor said at first.
    back = State.OPEN if answered.reason else State.CANNOT_GET
    of_case(case).filter(pk=answered.pk).update(state=back, answered_at=None if answered.reason else answered.asked_at)
    audit.record(who=audit.SYSTEM, action="paper.asked", case=case.pk)
    if answered.reason and case.status != Case.Status.NEEDS_PAPER:
        statuses.reach(case=case, status=Case.Status.NEEDS_PAPER)
    return True


def _settle(case: Case) -> None:
    """A case that waited for papers alone is read again once nothing is awaited."""
    waits = of_case(case).filter(state__in=PaperRequest.WAITING).exists()
    if not waits and Case.objects.filter(pk=case.pk, status=Case.Status.NEEDS_PAPER).exists():
        statuses.reach(case=case, status=Case.Status.READING)


def _standing(case: Case, key: PaperKey) -> QuerySet[PaperRequest]:
    slot, item = _columns(key)
    return of_case(case).filter(slot=slot, item=item, state__in=PaperRequest.STANDING)


def _columns(key: PaperKey) -> tuple[str, UUID | None]:
    slot, item = key
    return slot, UUID(item) if item else None

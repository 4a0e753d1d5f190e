"""The audit chain: append-only, each event bound to the one before by its hash. Who, what, which, when: no more."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from intake_forms.privacy.models import AuditDay, AuditEvent

_START = b"\0" * 32


def actor(user_pk: object) -> str:
    """How a member of staff stands in the chain."""
    return f"user:{user_pk}"


SPONSOR, SYSTEM = "sponsor", "system"


# No savepoint: what cannot be recorded must not happen, so the caller's transaction fails with it.
@transaction.atomic(savepoint=False)
def record(*, who: str, action: str, case: UUID | None = None, paper: UUID | None = None) -> AuditEvent:
    """Append one event. The day's head is locked meanwhile, so numbers have no gap and the chain no fork."""
    at = timezone.now()
    day = at.astimezone(datetime.UTC).date()
    head = AuditDay.objects.select_for_update().filter(day=day).first()
    if head is None:
        AuditDay.objects.bulk_create([AuditDay(day=day, head=_last_head(day))], ignore_conflicts=True)
        head = AuditDay.objects.select_for_update().get(day=day)
    event = AuditEvent(
        day=day,
        number=head.count + 1,
        at=at,
        actor=who,
        action=action,
        case_id=case,
        paper_id=paper,
        previous=head.head,
    )
    event.hash = chain_hash(event)
    event.save(force_insert=True)
    head.count, head.head = event.number, event.hash
    head.save(update_fields=["count", "head"])
    return event


def chain_hash(event: AuditEvent) -> bytes:
    """SHA-256 over everything the event says and the hash before it."""
    fields = (event.day, event.number, event.at.astimezone(datetime.UTC).isoformat(), event.actor, event.action)
    text = "|".join(map(str, (*fields, event.case_id or "", event.paper_id or "")))
    return hashlib.sha256(bytes(event.previous) + text.encode()).digest()


def _last_head(day: datetime.date) -> bytes:
    before = AuditDay.objects.filter(day__lt=day).order_by("-day").values_list("head", flat=True).first()
    return bytes(before) if before is not None else _START


def breaks() -> Iterator[str]:
    """Every place where the chain does not hold, as "day number: what"; nothing when all is well."""
    previous, numbers = _START, {day.day: 0 for day in AuditDay.objects.all()}
    heads: dict[datetime.date, bytes] = {}
    for event in AuditEvent.objects.order_by("day", "number").iterator():
        numbers[event.day] = numbers.get(event.day, 0) + 1
        if event.number != numbers[event.day]:
            yield f"{event.day} {event.number}: an event before it is missing"
            numbers[event.day] = event.number
        if bytes(event.previous) != previous:
            yield f"{event.day} {event.number}: does not follow the event before"
        if bytes(event.hash) != chain_hash(event):
            yield f"{event.day} {event.number}: was changed"
        previous = heads[event.day] = bytes(event.hash)
    for day in AuditDay.objects.order_by("day"):
        if day.count != numbers.get(day.day, 0):
            yield f"{day.day}: {day.count} events were written, {numbers.get(day.day, 0)} are there"
        elif day.count and bytes(day.head) != heads[day.day]:
            yield f"{day.day} {day.count}: is not the event that was written last"

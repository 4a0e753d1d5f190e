"""The check of each file that came: scanned, drawn anew, and then accepted, rejected or held. The rows are the queue.

A worker takes a file by a lease; one that was killed loses it, and another begins again. Whoever lost it writes nothing more.
What is down (the store, the scanner) is waited for, however long, and the alarm tells of it (alarms.py); a file that fails by
itself, or that the scanner fails on while it answers, is tried some times and then held for a person.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from intake_forms.documents import (
    carried,
    deciding,
    opening,
    page_images,
    reasons,
    rebuilding,
    scanning,
    services,
    storage,
)
from intake_forms.documents.scanning import Finding
from intake_forms.records import requests
from intake_forms.records.uploads import Upload

log = logging.getLogger(__name__)
State, Scan = Upload.State, Upload.Scan

#: How long nobody else takes a file; it begins anew with each page. Longer than any one thing that is waited for.
LEASE = datetime.timedelta(minutes=5)
#: When to try again what is down; and a file that failed, twice as long each time.
OUTAGE, FAILURE = datetime.timedelta(seconds=30), datetime.timedelta(seconds=10)
MOST_ATTEMPTS = 5
#: The states that the worker takes files from.
WAITING = (State.RECEIVED, State.CHECKING)


@dataclass(frozen=True)
class Outcome:
    """What a check came to: a state, why, what the scanner said; or another try ``after`` a while.

    ``counts``: whether it was the file that failed.
    """

    state: Upload.State
    reason: str = ""
    scan: Upload.Scan = Scan.NOT_SCANNED
    active: tuple[str, ...] = ()
    after: datetime.timedelta | None = None
    counts: bool = True


def claim(now: datetime.datetime) -> Upload | None:
    """Take the file that is due longest, with its case and key. None where nothing is due, or others were quicker."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Upload.objects.filter(free, due_at__lte=now, state__in=WAITING)
    for pk in due.order_by("due_at").values_list("pk", flat=True)[:5]:
        # One statement with its condition: of two workers one gets it, on every database.
        if due.filter(pk=pk).update(state=State.CHECKING, lease_until=now + LEASE, attempts=F("attempts") + 1):
            return Upload.objects.select_related("case__key").filter(pk=pk).first()
    return None


def give_back(upload: Upload) -> None:
    """Let go of a file that was claimed, as if it had not been: whoever still works on it writes nothing more."""
    back = {"state": State.RECEIVED, "lease_until": None, "attempts": F("attempts") - 1}
    Upload.objects.filter(_mine(upload)).update(**back)


def check(upload: Upload) -> Outcome:
    """Check a file that was claimed, and write what came of it, unless it was taken away meanwhile."""
    try:
        outcome = _examine(upload)
    except (storage.Unavailable, scanning.Unavailable) as error:
        log.error("upload %s waits: %s is unavailable", upload.pk, type(error).__module__.rpartition(".")[2])
        outcome = Outcome(State.RECEIVED, after=OUTAGE, counts=False)
    except page_images.Gone:
        return Outcome(State.PURGED)
    except Exception as error:  # noqa: BLE001  whatever one file does, the others are checked
        # Only the kind of error: its text may quote the file.
        log.error("upload %s failed %d times: %s", upload.pk, upload.attempts, type(error).__name__)
        outcome = after_failure(upload.attempts)
    _write(upload, outcome)
    return outcome


def after_failure(attempts: int) -> Outcome:
    """What becomes of a file that failed so many times."""
    if attempts >= MOST_ATTEMPTS:
        return _because(deciding.GAVE_UP)
    return Outcome(State.RECEIVED, after=FAILURE * 2**attempts)


def after_scan(finding: Finding, *, vouched: bool = False) -> Outcome:
    """What becomes of a file by what the scanner says, where drawing it brings nothing else.

    ``vouched``: a person has looked at it and takes it all the same. Of what is known to be harmful nobody can say so.
    """
    if vouched and finding in (Finding.SUSPICIOUS, Finding.TOO_BIG, Finding.FAILED):
        return Outcome(State.ACCEPTED, scan=Scan.SUSPICIOUS if finding is Finding.SUSPICIOUS else Scan.NOT_SCANNED)
    return {
        Finding.NOT_CONFIGURED: Outcome(State.ACCEPTED),
        Finding.CLEAN: Outcome(State.ACCEPTED, scan=Scan.CLEAN),
        Finding.SUSPICIOUS: _because("looked_at_by_staff", Scan.SUSPICIOUS),
        Finding.TOO_BIG: _because("too_big_to_scan"),
        Finding.FAILED: _because("could_not_be_scanned"),
        Finding.INFECTED: _because("infected", Scan.INFECTED),
    }[finding]


def _because(reason: str, scan: Upload.Scan = Scan.NOT_SCANNED, active: tuple[str, ...] = ()) -> Outcome:
    return Outcome(State(reasons.reasons()[reason].state), reason, scan, active)


def _examine(upload: Upload) -> Outcome:
    """Scan and draw it. Raises what reading, scanning, drawing and storing raise."""
    page_images.remove(upload)
    case = upload.case
    outcome = _scanned(upload, opening.plain_bytes(case, upload))
    if outcome.state == State.REJECTED:
        return outcome
    active: tuple[str, ...] = ()
    try:
        for each in rebuilding.pages(lambda: opening.plain_bytes(case, upload), upload.content_type):
            if isinstance(each, rebuilding.Page):
                _renew(upload)
                page_images.store(upload, each)
            else:
                active = each
    except rebuilding.Refused as refused:
        page_images.remove(upload)
        # Of what waits for a person anyway, a person decides.
        return outcome if outcome.state == State.HELD else _because(refused.reason, outcome.scan)
    if "attachments" in active and scanning.configured():
        outcome = _with_carried(upload, outcome)
        if outcome.state == State.REJECTED:
            page_images.remove(upload)
    return Outcome(outcome.state, outcome.reason, outcome.scan, active)


def _scanned(upload: Upload, blocks: Iterable[bytes]) -> Outcome:
    """What the scanner makes of a file. One that it fails on each time goes on to a person, who sees its pages."""
    try:
        finding = scanning.scan(blocks)
    except scanning.Failed:
        if upload.attempts < MOST_ATTEMPTS:
            raise
        finding = Finding.FAILED
    return after_scan(finding, vouched=deciding.is_vouched_for(upload))


def _with_carried(upload: Upload, outcome: Outcome) -> Outcome:
    """The same, or the worse that the scanner says of a file inside of it, which it does not unpack by itself."""
    try:
        for content in carried.files(opening.plain_bytes(upload.case, upload)):
            inside = _scanned(upload, [content])
            if inside.state == State.REJECTED:
                return inside
            outcome = _worse(outcome, inside)
            _renew(upload)
    except carried.Partly:
        # What is behind the limits was not scanned: the whole is not clean.
        return _worse(outcome, after_scan(Finding.TOO_BIG, vouched=deciding.is_vouched_for(upload)))
    return outcome


def _worse(outcome: Outcome, inside: Outcome) -> Outcome:
    """Of what is held already that stays; of two that are accepted the one that was not found clean."""
    doubtful = inside.state == State.HELD or inside.scan != Scan.CLEAN
    return inside if doubtful and outcome.state == State.ACCEPTED and outcome.scan != Scan.SUSPICIOUS else outcome


def _mine(upload: Upload) -> Q:
    """Whether the file is still the one that was claimed: not taken away, and no other worker has it."""
    return Q(pk=upload.pk, state=State.CHECKING, lease_until=upload.lease_until)


def _renew(upload: Upload) -> None:
    """Keep it for another while. Raises page_images.Gone where it is ours no more."""
    until = timezone.now() + LEASE
    if not Upload.objects.filter(_mine(upload)).update(lease_until=until):
        raise page_images.Gone
    upload.lease_until = until


def _write(upload: Upload, outcome: Outcome) -> None:
    """Write what came of it; nothing where it is ours no more."""
    due = None if outcome.after is None else timezone.now() + outcome.after
    written: dict[str, Any] = {"state": outcome.state, "reason": outcome.reason, "due_at": due, "lease_until": None}
    if due is None:
        written |= {"scan": outcome.scan, "active": ",".join(outcome.active), "checked_at": timezone.now()}
    if not outcome.counts:
        written["attempts"] = F("attempts") - 1
    with services.in_turn(upload.case_id):
        if Upload.objects.filter(_mine(upload)).update(**written) and outcome.state == State.REJECTED:
            services.bring_back(upload=upload)
            requests.lose(case=upload.case, key=(upload.slot, str(upload.item or "")), since=upload.created_at)

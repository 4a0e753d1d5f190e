"""Writes: take a paper in, remove one, clear up what a cut left behind.

The order is law: intent row, bytes, row ``received``, and only then anybody is told. No transaction is open meanwhile.
"""

from __future__ import annotations

import contextlib
import datetime
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from intake_forms.documents import storage
from intake_forms.documents.incoming import Incoming
from intake_forms.privacy.sealing import place, seal
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import HELD_BY_US, Chunk, PageImage, Upload


def store(
    *,
    case: Case,
    slot: str,
    incoming: Incoming,
    item: uuid.UUID | None = None,
    hints: Sequence[str] = (),
    replaces: Upload | None = None,
    within: float = storage.PACES[0][0],
    looked_at: datetime.datetime | None = None,
) -> Upload:
    """Store one sealed file; ``item`` is the person it hangs on, ``hints`` say why it may be hard to read.

    Once it is there, it stands in the place of the file that it ``replaces`` (documents/versions.py). ``within``: the seconds
    that whoever waits has left. ``looked_at``: when it was looked whether the same file is there, otherwise now.

    Returns its row, ``received``, or that of the same bytes where they came for the paper meanwhile; raises
    storage.Unavailable, and the row stays an intent.
    """
    upload = Upload(
        id=incoming.id,
        case=case,
        slot=slot,
        item=item,
        object_key=f"quarantine/{uuid.uuid4()}",
        position=replaces.position if replaces else next_position(case, slot, item),
        replaces=replaces,
        **columns(case, incoming, hints),
    )
    with _promising_nothing():
        upload.save(force_insert=True)
    return deliver(upload=upload, incoming=incoming, within=within, looked_at=looked_at)


@contextlib.contextmanager
def _promising_nothing() -> Iterator[None]:
    """What is written here need not be on the disk yet: a power cut may take it, a killed process does not.

    An intent is told to nobody; where it is lost, its object is one without a row, and goes (documents/sweeping.py). Who waits
    waits once for the disk instead of twice: writing that we have the file brings both there.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            try:
                yield
            finally:
                cursor.execute("PRAGMA synchronous=FULL")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
            yield


def columns(case: Case, incoming: Incoming, hints: Sequence[str]) -> dict[str, Any]:
    """What the row of a sealed file says of it."""
    details = {"name": incoming.name, "sha256": incoming.plain_sha256}
    return {
        "content_type": incoming.content_type or "",
        "size": incoming.size,
        "sealed_size": incoming.sealed_size,
        "sealed_sha256": incoming.sealed_sha256,
        "hints": ",".join(hints),
        "sealed_details": seal(case, place("upload", incoming.id, "details"), details),
    }


def deliver(
    *,
    upload: Upload,
    incoming: Incoming,
    within: float = storage.PACES[0][0],
    looked_at: datetime.datetime | None = None,
) -> Upload:
    """Bring a sealed file to the store under the key in its row. Returns as ``receive``; raises storage.Unavailable."""
    incoming.sealed.seek(0)
    length, sha256 = incoming.sealed_size, incoming.sealed_sha256
    storage.put(upload.object_key, incoming.sealed, length=length, sha256=sha256, within=within)
    return receive(upload=upload, looked_at=looked_at)


def receive(*, upload: Upload, looked_at: datetime.datetime | None = None) -> Upload:
    """Its bytes are there: from now on we have it. Raises storage.Unavailable where it was given up meanwhile.

    Returns the row; where the same bytes came for the paper since it was begun (or ``looked_at``), that one, and these go:
    somebody pressed twice, or sent again what was not acknowledged.
    """
    upload.state, upload.due_at, upload.lease_until = Upload.State.RECEIVED, timezone.now(), None
    upload.received_at = upload.due_at
    mine = Upload.objects.filter(pk=upload.pk)
    coming = mine.filter(state__in=[Upload.State.INTENT, Upload.State.RECEIVING])
    with in_turn(upload.case_id):
        twin = _twin(upload, looked_at or upload.created_at)
        now = {"due_at": upload.due_at, "received_at": upload.received_at, "lease_until": None}
        said = coming.update(**{"state": Upload.State.PURGED} if twin else {"state": upload.state, **now})
        if said and not twin:
            # One that staff have counted for another paper meanwhile stays there.
            here = Upload.objects.filter(slot=upload.slot, item=upload.item, superseded_at=None)
            here.filter(pk__in=_places(upload)).update(superseded_at=upload.due_at)
    if twin:
        with contextlib.suppress(storage.Unavailable):
            remove(uploads=mine.filter(state=Upload.State.PURGED))
        return twin
    # The sweep may have been as far before us.
    if not said and not mine.filter(state__in=HELD_BY_US).exists():
        if not mine.exists():
            # Taken away, row and all, while its bytes travelled: they would be nobody's.
            storage.delete(upload.object_key)
        raise storage.Unavailable("given up")
    return upload


@contextlib.contextmanager
def in_turn(case_id: uuid.UUID) -> Iterator[None]:
    """A transaction that says which files of a case count: of two at the same moment one waits here for the other.

    It has to come before any row of theirs is written, or the two wait for each other.
    """
    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).filter(pk=case_id).exists()
        yield


def _twin(upload: Upload, since: datetime.datetime) -> Upload | None:
    """The same bytes for the same paper, where they became ours since then."""
    rows = queries.papers(upload.case).filter(slot=upload.slot, item=upload.item, size=upload.size)
    young = rows.filter(received_at__gte=since).exclude(pk=upload.pk)
    mine = queries.file_sha256(upload.case, upload)
    return next((row for row in young if queries.file_sha256(upload.case, row) == mine), None)


def reject(*, upload: Upload, reason: str) -> None:
    """We do not have it and say why (documents/reasons.yaml); what lies of it in the store goes. Raises storage.Unavailable.

    Of a case on legal hold it stays, unseen, and goes with the case.
    """
    if not Case.objects.filter(pk=upload.case_id, kept_since__isnull=False).exists():
        for key in _objects(upload):
            storage.delete(key)
        Chunk.objects.filter(upload=upload).delete()
        PageImage.objects.filter(upload=upload).delete()
    now = {"state": Upload.State.REJECTED, "reason": reason, "checked_at": timezone.now()}
    with in_turn(upload.case_id):
        Upload.objects.filter(pk=upload.pk).update(**now, due_at=None, lease_until=None)
        bring_back(upload=upload)


def bring_back(*, upload: Upload) -> None:
    """A file cannot be used, or was taken away: the one that it came instead of counts again, unless another stands for it.

    Only within ``in_turn``: what came for its place in the same moment must be seen.
    """
    back = [pk for pk in _places(upload) if not _stood_for(pk)]
    Upload.objects.filter(pk__in=back).update(superseded_at=None)


def _places(upload: Upload) -> list[uuid.UUID]:
    """The ids of the files whose place it takes: of the one it came instead of, and of what that one did where we lack it."""
    found, before = [], upload.replaces_id
    while before:
        found.append(before)
        row = Upload.objects.filter(pk=before).exclude(state__in=HELD_BY_US).first()
        before = row.replaces_id if row else None
    return found


def _stood_for(pk: uuid.UUID) -> bool:
    """Whether we have a file that came instead of this one, or instead of one that did and is no good."""
    came = Upload.objects.filter(replaces=pk).values_list("pk", "state")
    return any(state in HELD_BY_US or _stood_for(each) for each, state in came)


def next_position(case: Case, slot: str, item: uuid.UUID | None) -> int:
    """The place after the last file of a paper. Of two that come at the same moment the row's age decides."""
    last = Upload.objects.filter(case=case, slot=slot, item=item).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def keep(*, upload: Upload) -> None:
    """Its sender was told that it may be hard to read, and keeps it."""
    Upload.objects.filter(pk=upload.pk).update(kept=True)


def dismiss(*, upload: Upload) -> None:
    """Its sender was told that it cannot be used, and has read it."""
    Upload.objects.filter(pk=upload.pk, state=Upload.State.REJECTED).update(superseded_at=timezone.now())


def discard(*, upload: Upload) -> None:
    """Take a file away for good. Nobody sees it from now on; if the store is down, ``sweep`` removes the bytes later."""
    found = Upload.objects.filter(pk=upload.pk)
    with in_turn(upload.case_id):
        found.update(state=Upload.State.PURGED)
        bring_back(upload=upload)
    with contextlib.suppress(storage.Unavailable):
        remove(uploads=found)


def remove_all(*, case: Case) -> int:
    """Remove every file of a case. Returns how many; raises storage.Unavailable with the rest still there."""
    return remove(uploads=Upload.objects.filter(case=case))


def remove(*, uploads: QuerySet[Upload]) -> int:
    """Remove these files and their rows. Returns how many; raises storage.Unavailable with the rest still there.

    Those of a case on legal hold stay, unseen, until ``sweep`` finds that it was lifted.
    """
    rows = list(uploads.filter(case__kept_since=None))
    for upload in rows:
        _remove(upload)
    return len(rows)


def _remove(upload: Upload) -> None:
    """Bytes first: a row without bytes would be swept again, bytes without a row would be nobody's."""
    for key in _objects(upload):
        storage.delete(key)
    Upload.objects.filter(pk=upload.pk).delete()


def _objects(upload: Upload) -> list[str]:
    """Every object of a file: as it came, its chunks, its pages and their thumbnails."""
    chunks = Chunk.objects.filter(upload=upload).values_list("object_key", flat=True)
    pages = PageImage.objects.filter(upload=upload).values_list("object_key", "thumbnail_key")
    return [upload.object_key, *chunks, *(key for page in pages for key in page)]

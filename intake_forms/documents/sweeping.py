"""What was cut half-way, brought to an end. Each of these may run at any moment, twice, beside itself, or be killed half-way."""

from __future__ import annotations

import contextlib
import datetime

from django.db.models import QuerySet

from intake_forms.documents import chunks, services, storage
from intake_forms.records import queries, requests
from intake_forms.records.uploads import Chunk, Upload

#: How long an upload may be on its way to the store; and how long one that comes in pieces may be silent.
UNDERWAY = datetime.timedelta(hours=1)
SILENT = datetime.timedelta(hours=48)
#: How long the sender of all pieces may take to say that it was all: then it is put together without that.
UNSAID = datetime.timedelta(minutes=5)
#: The reason (documents/reasons.yaml) of one that never arrived.
NOT_ARRIVED = "not_arrived"


def finish_intents(now: datetime.datetime) -> int:
    """Decide what became of uploads begun long ago: received where the right bytes are there, else they did not arrive.

    Returns how many; raises storage.Unavailable, and the others wait for the next time.
    """
    stale = _of_living_cases().filter(state=Upload.State.INTENT, created_at__lt=now - UNDERWAY)
    rows = list(stale.select_related("case__key"))
    for upload in rows:
        if _arrived(upload):
            services.receive(upload=upload)
        else:
            _give_up(upload)
    return len(rows)


def free_leases(now: datetime.datetime) -> int:
    """Offer uploads again whose worker died with them. Returns how many."""
    died = Upload.objects.filter(state=Upload.State.CHECKING, lease_until__lt=now)
    return died.update(state=Upload.State.RECEIVED, lease_until=None, due_at=now)


def compose_whole(now: datetime.datetime) -> int:
    """Put together what came in pieces to the last, whose sender never said so: a phone that died just then.

    Returns how many are received now; raises storage.Unavailable, and the others wait for the next time.
    """
    whole = chunks.stopped(since=now - UNSAID).filter(chunks.whole())
    return sum(_compose(upload) for upload in list(whole.select_related("case__key")))


def _compose(upload: Upload) -> bool:
    """Put one together, unless somebody else does. What it holds the worker looks at, and tells of."""
    problem = ""
    with contextlib.suppress(chunks.Busy, chunks.Gone, chunks.Incomplete), chunks.composed(upload) as entry:
        problem = entry.problem or ""
        if not problem:
            chunks.store(upload=upload, incoming=entry, hints=())
            requests.answered_by(upload=upload)
            chunks.clear(upload=upload)
            return True
    if problem not in ("", "unavailable"):
        _give_up(upload)
    return False


def end_silent(now: datetime.datetime) -> int:
    """Give up uploads in pieces of which no piece came for long. Returns how many; raises storage.Unavailable."""
    silent = _of_living_cases().filter(state=Upload.State.RECEIVING, created_at__lt=now - SILENT)
    rows = list(silent.exclude(chunks__came_at__gte=now - SILENT).select_related("case__key"))
    for upload in rows:
        _give_up(upload)
    return len(rows)


def remove_pieces(now: datetime.datetime) -> int:
    """Remove pieces left of files that are whole by now. Returns how many; raises storage.Unavailable."""
    # Whatever became of the file since: of one that never was whole they are all there is.
    left = list(Chunk.objects.filter(upload__received_at__isnull=False, came_at__lt=now - UNDERWAY))
    for piece in left:
        storage.delete(piece.object_key)
        piece.delete()
    return len(left)


def remove_purged(now: datetime.datetime) -> int:
    """Remove what was let go of. Returns how many; raises storage.Unavailable with the rest still there."""
    return services.remove(uploads=Upload.objects.filter(state=Upload.State.PURGED))


def _of_living_cases() -> QuerySet[Upload]:
    # What a deleted case has left goes by documents/removal.py.
    return Upload.objects.filter(case__deleted_at=None)


def _arrived(upload: Upload) -> bool:
    """Whether what lies in the store is what was to come, to the last bit."""
    try:
        return storage.measure(upload.object_key) == (upload.sealed_size, upload.sealed_sha256)
    except storage.Missing:
        return False


def _came_again(upload: Upload) -> bool:
    """Whether its sender, who was told that it is not saved, has sent the same file again."""
    sha256 = queries.file_sha256(upload.case, upload)
    return queries.same_file(upload.case, upload.slot, upload.item, upload.size, sha256) is not None


def _give_up(upload: Upload) -> None:
    """Nothing that we can use came. Its sender is told so, unless the same file came again since."""
    if _came_again(upload):
        services.remove(uploads=Upload.objects.filter(pk=upload.pk))
    else:
        services.reject(upload=upload, reason=upload.reason or NOT_ARRIVED)

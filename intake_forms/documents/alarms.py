"""What is wrong with the papers now, as data: for the desk and for the log. It names no family and no file."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Coalesce

from intake_forms.documents import chunks, scanning, storage
from intake_forms.records import watching
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload

#: How long a file may wait for its checks before somebody is told.
PATIENCE = datetime.timedelta(minutes=15)
WAITING, UNFINISHED, HELD, STORE, SCANNER, NO_SCANNER = (
    "waiting",
    "unfinished",
    "held",
    "store",
    "scanner",
    "no_scanner",
)


class Alarm(NamedTuple):
    """Something that is wrong: its kind, how many are wrong, and since when (None: nobody knows)."""

    kind: str
    many: int
    since: datetime.datetime | None


def standing(now: datetime.datetime) -> list[Alarm]:
    """Everything that is wrong now. What waits is counted here: it shows too when nothing runs that could tell."""
    counted = (Alarm(WAITING, *_waiting(now)), Alarm(UNFINISHED, *_unfinished(now)), Alarm(HELD, *_held()))
    found = [each for each in counted if each.many]
    found += [Alarm(watch.kind, watch.count, watch.since) for watch in watching.wrong() if watch.kind != WAITING]
    return found if scanning.configured() else [*found, Alarm(NO_SCANNER, 1, None)]


def look(now: datetime.datetime) -> int:
    """Look after everything that can be asked at once, and tell the log. Returns how many of them are wrong."""
    found = {WAITING: _waiting(now)[0], SCANNER: int(scanning.configured() and not scanning.reachable())}
    if settings.S3["access_key_id"]:
        found[STORE] = int(not storage.reachable())
    for kind, count in found.items():
        watching.note(kind=kind, count=count, now=now)
    return sum(map(bool, found.values()))


def _waiting(now: datetime.datetime) -> tuple[int, datetime.datetime | None]:
    """How many files lie here whole and are not checked for too long; since when the first of them waits."""
    states = (Upload.State.RECEIVED, Upload.State.CHECKING)
    waiting = Upload.objects.filter(state__in=states, case__deleted_at=None)
    # What a person gave back to be checked once more waits since then.
    since = Coalesce("checked_at", "received_at", "created_at")
    late = waiting.annotate(since=since).filter(since__lt=now - PATIENCE)
    found = late.aggregate(count=Count("pk"), oldest=Min("since"))
    # All pieces are here, and they are not put together yet.
    pieces, oldest = _counted(chunks.stopped(since=now - PATIENCE).filter(chunks.whole()))
    return found["count"] + pieces, min(filter(None, (found["oldest"], oldest)), default=None)


def _unfinished(now: datetime.datetime) -> tuple[int, datetime.datetime | None]:
    """How many files began to come, and nothing of them has come for too long; since when the first of them stands."""
    return _counted(chunks.stopped(since=now - PATIENCE).exclude(chunks.whole()))


def _counted(stopped: QuerySet[Upload]) -> tuple[int, datetime.datetime | None]:
    found = stopped.aggregate(count=Count("pk"), oldest=Min("last"))
    return found["count"], found["oldest"]


def _held() -> tuple[int, datetime.datetime | None]:
    """How many files of cases that were sent a person has to decide on; since when the first of them is held."""
    held = Upload.objects.filter(state=Upload.State.HELD, superseded_at=None, case__deleted_at=None, case__test=False)
    found = held.exclude(case__status=Case.Status.OPEN).aggregate(count=Count("pk"), oldest=Min("checked_at"))
    return found["count"], found["oldest"]

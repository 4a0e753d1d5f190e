"""The rows against the store: what we should have and is not there, and what lies there that no row knows."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Q, QuerySet

from intake_forms.documents import storage
from intake_forms.records import watching
from intake_forms.records.uploads import HELD_BY_US, Chunk, PageImage, Upload

log = logging.getLogger(__name__)

#: Rows come before bytes: what lies there without one for that long was never anybody's, or its row is gone.
NOBODYS = datetime.timedelta(hours=48)
#: How often everything is compared, and how often while something is wrong.
EVERY, AGAIN = datetime.timedelta(hours=24), datetime.timedelta(hours=1)
#: Kinds of trouble (alarms.py): files that are not in the store as they were stored; objects that were nobody's.
LOST, STRAYS = "lost", "strays"
_MANY = 500


def compare_when_due(now: datetime.datetime) -> int:
    """Compare everything once in a while. Returns how many objects of nobody were deleted; raises storage.Unavailable."""
    before = watching.looked_at(LOST)
    wrong = any(watch.kind == LOST for watch in watching.wrong())
    if not settings.S3["access_key_id"] or (before and before > now - (AGAIN if wrong else EVERY)):
        return 0
    return compare(now)


def compare(now: datetime.datetime) -> int:
    """List the store once and compare it with every row: what is missing is noted, what is nobody's deleted.

    Returns how many were deleted; raises storage.Unavailable, and nothing is noted.
    """
    should = dict(_should_be_there())
    unknown: list[str] = []
    for listed in storage.listing():
        size = should.get(listed.key)
        # A size that nobody kept is right.
        if size in (listed.size, 0):
            del should[listed.key]
        elif size is None and listed.changed_at < now - NOBODYS:
            unknown.append(listed.key)
    # What came, went or changed while we listed is no trouble: each is looked at once more.
    lost = [key for key, size in should.items() if _known([key], held=True) and not _is_there(key, size)]
    strays = [key for keys in _parts(unknown) for key in sorted({*keys} - _known(keys))]
    for key in lost:
        log.error("lost: %s", key)
    for key in strays:
        log.error("an object without a row is deleted: %s", key)
        storage.delete(key)
    watching.note(kind=LOST, count=len(lost), now=now)
    watching.note(kind=STRAYS, count=len(strays), now=now)
    return len(strays)


def _should_be_there() -> Iterator[tuple[str, int]]:
    """Every object that we told somebody we have, or that was made of one: (key, size; 0 where nobody kept it)."""
    yield from _held().values_list("object_key", "sealed_size").iterator()
    yield from _pages().values_list("object_key", "sealed_size").iterator()
    for key in _pages().values_list("thumbnail_key", flat=True).iterator():
        yield key, 0


def _held() -> QuerySet[Upload]:
    # Who deleted a case has its files removed one by one: they may be gone before their rows.
    return Upload.objects.filter(state__in=HELD_BY_US, case__deleted_at=None).order_by()


def _pages() -> QuerySet[PageImage]:
    # While a file is being checked its pages come and go.
    checked = (Upload.State.ACCEPTED, Upload.State.HELD)
    return PageImage.objects.filter(upload__in=_held(), upload__state__in=checked).order_by()


def _known(keys: Iterable[str], *, held: bool = False) -> set[str]:
    """Which of these a row knows now; ``held``: a row of what we have."""
    keys = [*keys]
    uploads = _held() if held else Upload.objects.order_by()
    pages = _pages() if held else PageImage.objects.order_by()
    found = {*uploads.filter(object_key__in=keys).values_list("object_key", flat=True)}
    found |= {*Chunk.objects.filter(object_key__in=keys).values_list("object_key", flat=True)}
    for two in pages.filter(Q(object_key__in=keys) | Q(thumbnail_key__in=keys)).values_list(
        "object_key", "thumbnail_key"
    ):
        found |= {*two}
    return found


def _is_there(key: str, size: int) -> bool:
    try:
        return size in (storage.size(key), 0)
    except storage.Missing:
        return False


def _parts(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), _MANY):
        yield keys[start : start + _MANY]

"""What is looked after by itself, and how it was found the last time: no table of families, only of our own machinery."""

from __future__ import annotations

import datetime
import logging

from django.db import models, transaction

log = logging.getLogger(__name__)


class Watch(models.Model):
    """One thing that is looked after (``kind``), as it was found at ``looked_at``: ``count`` of it is wrong."""

    kind = models.CharField(primary_key=True, max_length=20)
    looked_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    #: Since when something is wrong without a break; None while nothing is.
    since = models.DateTimeField(null=True)


def looked_at(kind: str) -> datetime.datetime | None:
    """When somebody looked last."""
    return Watch.objects.filter(kind=kind).values_list("looked_at", flat=True).first()


def wrong() -> list[Watch]:
    """What was found wrong the last time that somebody looked, the longest standing first."""
    return list(Watch.objects.filter(count__gt=0).order_by("since", "kind"))


@transaction.atomic
def note(*, kind: str, count: int, now: datetime.datetime) -> None:
    """Keep how a thing was found; an error goes to the log when it begins to be wrong or gets worse, not each time."""
    before = Watch.objects.select_for_update().filter(kind=kind).first()
    since = (before.since if before else None) or now
    Watch.objects.update_or_create(
        kind=kind, defaults={"looked_at": now, "count": count, "since": since if count else None}
    )
    if count > (before.count if before else 0):
        log.error("alarm %s: %d", kind, count)

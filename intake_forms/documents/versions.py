"""The files of a paper among themselves: their order, which way up they are read, and which came instead of which.

A file that another came instead of is not shown any more, and stays until the review of its case ends.
"""

from __future__ import annotations

import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from intake_forms.documents import services
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import HELD_BY_US, Upload
from intake_forms.schema.slots import PaperKey

#: Degrees clockwise of one press.
QUARTER = 90


def turn(*, upload: Upload) -> None:
    """Turn its pages clockwise by a quarter, for reading: its bytes stay as they are."""
    Upload.objects.filter(pk=upload.pk).update(turn=(F("turn") + QUARTER) % 360)


@transaction.atomic
def move_up(*, upload: Upload) -> None:
    """Let a file change places with the one before it; the first one stays the first."""
    rows = list(_beside(upload).select_for_update())
    place = next((place for place, row in enumerate(rows) if row.pk == upload.pk), 0)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    # Two that came at the same moment may have had the same number.
    for number, row in enumerate(rows):
        Upload.objects.filter(pk=row.pk).update(position=number)


def move_to(*, upload: Upload, key: PaperKey) -> None:
    """Count a file for another paper of its case, behind the files that came for that.

    It was no paper of that kind, so what it came instead of counts again, and what is on its way instead of it stays there.
    """
    slot, item = key[0], UUID(key[1]) if key[1] else None
    with services.in_turn(upload.case_id):
        position = services.next_position(upload.case, slot, item)
        Upload.objects.filter(pk=upload.pk).update(slot=slot, item=item, position=position, replaces=None)
        Upload.objects.filter(replaces=upload.pk).update(replaces=None)
        services.bring_back(upload=upload)


def earlier(upload: Upload) -> list[Upload]:
    """The files that it came instead of and that we have, the latest first."""
    found: list[Upload] = []
    before = upload.replaces
    while before is not None:
        if before.state in HELD_BY_US:
            found.append(before)
        before = before.replaces
    return found


def let_go(now: datetime.datetime) -> int:
    """Let go of what was replaced in cases whose review is over. Returns how many."""
    over = Upload.objects.filter(superseded_at__isnull=False, state__in=HELD_BY_US, case__kept_since=None)
    return over.filter(case__status=Case.Status.CLOSED).update(state=Upload.State.PURGED)


def _beside(upload: Upload) -> QuerySet[Upload]:
    """The files of the same paper, in order."""
    return queries.papers(upload.case).filter(slot=upload.slot, item=upload.item)

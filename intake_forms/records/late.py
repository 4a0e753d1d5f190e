"""What was posted after the session had ended: kept sealed for an hour, for whoever opens the same case in that time.

The key of each row is nowhere but in the page that the browser got for an answer, so the row opens nothing by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

import tink
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from intake_forms.privacy import limits
from intake_forms.privacy.sealing import open_once, place, seal_once
from intake_forms.records.models import Identified

STAYS = datetime.timedelta(hours=1)
_TIMES = 30
_SALT = "intake_forms.late"


class LatePost(Identified):
    """One such request. ``mark`` tells the case to whoever has it already, and nobody else."""

    mark = models.CharField(max_length=32)
    sealed_request = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)


class Posted(NamedTuple):
    """Where something was posted, and what (name of the input -> strings)."""

    path: str
    query: str
    data: dict[str, list[str]]


def mark(case_id: UUID) -> str:
    """What the pages of a case carry so that their answers find home: no secret, but nobody else can make it."""
    return signing.Signer(salt=_SALT).sign(_hash(case_id))


def keep(*, mark: str, path: str, query: str, data: Mapping[str, list[str]]) -> str | None:
    """Seal a request. Returns the ticket that opens it; None for a mark that is not ours, or too many in an hour."""
    try:
        known = signing.Signer(salt=_SALT).unsign(mark)
    except signing.BadSignature:
        return None
    if not limits.allow(key=f"late:{known}", times=_TIMES, within=STAYS):
        return None
    row = LatePost(mark=known)
    key, row.sealed_request = seal_once(place("latepost", row.id, "request"), [path, query, dict(data)])
    row.save(force_insert=True)
    return f"{row.id}.{key}"


def take(*, ticket: str, case_id: UUID) -> Posted | None:
    """Open what was kept for a case, once. None when it is another case's, too old, or used already."""
    pk, _, key = ticket.partition(".")
    try:
        row = LatePost.objects.filter(pk=pk, mark=_hash(case_id), created_at__gt=timezone.now() - STAYS).first()
        if row is None:
            return None
        found = open_once(key, place("latepost", row.id, "request"), row.sealed_request)
    except (ValidationError, ValueError, tink.TinkError):
        return None
    # Of two windows that bring the same ticket one is answered.
    return Posted(*found) if LatePost.objects.filter(pk=row.pk).delete()[0] else None


def forget(*, before: datetime.datetime) -> int:
    """Delete what nobody came for. Returns how many."""
    return LatePost.objects.filter(created_at__lt=before).delete()[0]


def forget_case(*, case_id: UUID) -> None:
    """Delete what waits for one case, and every count of what was tried on it."""
    mark = _hash(case_id)
    LatePost.objects.filter(mark=mark).delete()
    for about in (mark, str(case_id)):
        limits.forget(about=about)


def _hash(case_id: UUID) -> str:
    return salted_hmac(_SALT, str(case_id), algorithm="sha256").hexdigest()[:32]

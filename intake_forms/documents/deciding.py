"""A person's word on a file that is held: taken all the same, checked once more, or refused.

The row decides who was first: only of a file that is still held and counts anything is written, whatever the worker, its
sender or a colleague does at the same moment. Nothing is shown that was not checked: whatever is taken goes to the worker again.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from intake_forms.documents import reasons, services
from intake_forms.privacy import audit
from intake_forms.privacy.sealing import open_, place, seal
from intake_forms.records import requests
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload

State = Upload.State
#: The reason of what is held because its check failed: of that there is nothing to accept, only to try.
GAVE_UP = "gave_up"


def is_vouched_for(upload: Upload) -> bool:
    """Whether a person took it though the scanner has doubts: they hold it no more."""
    return upload.sealed_vouched is not None


def why(case: Case, upload: Upload) -> str:
    """Why a person took it all the same; "" where nobody did. Raises as ``sealing.open_``."""
    if upload.sealed_vouched is None:
        return ""
    return str(open_(case, place("upload", upload.pk, "vouched"), upload.sealed_vouched))


def waits(upload: Upload) -> bool:
    """Whether a file waits for such a word: of one that its sender has replaced there is nothing to say."""
    return upload.state == State.HELD and upload.superseded_at is None


def accept(*, upload: Upload, why: str, by: int) -> bool:
    """Take a file all the same: it is scanned and drawn anew once more, and doubts hold it no more.

    False where it is not held any more, or its check failed by itself.
    """
    if upload.reason == GAVE_UP:
        return False
    sealed = seal(upload.case, place("upload", upload.pk, "vouched"), why)
    return _again(upload, "paper.accepted", by, sealed_vouched=sealed)


def try_again(*, upload: Upload, by: int) -> bool:
    """Let the check that failed begin again. False where it is not held for that any more."""
    return upload.reason == GAVE_UP and _again(upload, "paper.tried_again", by)


def refuse(*, upload: Upload, reason: str, by: int) -> bool:
    """Refuse a file for a reason that staff may choose: its sender is told it and asked for another.

    False where it is not held any more. Its bytes stay sealed until the case goes, as of every file that was refused.
    """
    if reasons.reasons()[reason].choice is None:
        raise ValueError(reason)
    with services.in_turn(upload.case_id):
        if not _held(upload).update(state=State.REJECTED, reason=reason, checked_at=timezone.now()):
            return False
        audit.record(who=audit.actor(by), action="paper.refused", case=upload.case_id, paper=upload.pk)
        services.bring_back(upload=upload)
        requests.lose(case=upload.case, key=(upload.slot, str(upload.item or "")), since=upload.created_at)
    return True


@transaction.atomic
def _again(upload: Upload, action: str, by: int, **columns: Any) -> bool:
    """Give a held file to the worker, as one that just came."""
    now = timezone.now()
    columns |= {"state": State.RECEIVED, "reason": "", "due_at": now, "checked_at": now, "attempts": 0}
    if not _held(upload).filter(reason=upload.reason).update(**columns):
        return False
    audit.record(who=audit.actor(by), action=action, case=upload.case_id, paper=upload.pk)
    return True


def _held(upload: Upload) -> Any:
    return Upload.objects.filter(pk=upload.pk, state=State.HELD, superseded_at=None)

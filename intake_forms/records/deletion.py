"""A sponsor's word that everything goes: at once unreadable for everybody, then row by row and file by file."""

from __future__ import annotations

import os

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.records import late, statistics
from intake_forms.records.correspondence import Appointment, Message, PaperRequest, StatusChange
from intake_forms.records.models import Case, Draft, Invitation, Submission
from intake_forms.records.uploads import HELD_BY_US, Upload


def shredded() -> QuerySet[Case]:
    """The cases that were deleted and still have a file in the store."""
    return Case.objects.filter(deleted_at__isnull=False)


@transaction.atomic
def shred(*, case: Case) -> bool:
    """Destroy a case's keyset and every row but those that lead to its files. False when that was done before.

    What stays until the files are gone: a reference that opens nothing, and the names of locked objects.
    """
    locked = (
        Case.objects.select_for_update(of=("self",)).select_related("key").filter(pk=case.pk, deleted_at=None).first()
    )
    if locked is None:
        return False
    statistics.leave(locked)
    key = locked.key
    locked.key, locked.sealed_words, locked.deleted_at = None, None, timezone.now()
    # Whose it was, who had it and what was allowed.
    locked.sponsor_case = locked.assignee = locked.help_until = None
    locked.role = locked.rule_set = ""
    # Words of which nobody knows the hash: no try can be right.
    locked.once_hash = locked.once_until = None
    locked.words_salt, locked.words_hash = os.urandom(16), os.urandom(32)
    locked.save()
    if key is not None:
        key.delete()
    Case.objects.filter(sponsor_case=locked).update(sponsor_case=None)
    for model in (Invitation, Draft, Submission, Message, PaperRequest, Appointment, StatusChange):
        model._default_manager.filter(case=locked).delete()
    late.forget_case(case_id=locked.pk)
    # An upload still on its way stays an intent: its bytes may not have arrived yet, and are looked for later.
    Upload.objects.filter(case=locked, state__in=(*HELD_BY_US, Upload.State.REJECTED)).update(state=Upload.State.PURGED)
    audit.record(who=audit.SPONSOR, action="case.deleted", case=locked.pk)
    return True

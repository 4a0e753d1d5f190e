"""A sponsor's word that everything goes: at once unreadable for everybody, then row by row and file by file.

A legal hold puts the second half off: nobody opens the case any more, and all of it goes when the last hold is lifted.
"""

from __future__ import annotations

import os

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.records import late, legal_holds, statistics
from intake_forms.records.correspondence import Appointment, Message, PaperRequest, StatusChange
from intake_forms.records.models import Case, Draft, Invitation, Submission
from intake_forms.records.uploads import HELD_BY_US, Upload


def shredded() -> QuerySet[Case]:
    """The cases whose sponsors had them deleted, that are still there and that no legal hold keeps."""
    return Case.objects.filter(deleted_at__isnull=False, kept_since=None)


@transaction.atomic
def shred(*, case: Case) -> bool:
    """Let nobody open a case any more, and destroy it unless it is on legal hold. False when that was said before.

    What stays until the files are gone: a reference that opens nothing, and the names of locked objects.
    """
    rows = Case.objects.select_for_update(of=("self",)).select_related("key")
    locked = rows.filter(pk=case.pk, deleted_at=None).first()
    if locked is None:
        return False
    _shut(locked)
    if locked.kept_since is not None:
        audit.record(who=audit.SPONSOR, action="case.deletion_asked", case=locked.pk)
        return True
    _destroy(locked)
    audit.record(who=audit.SPONSOR, action="case.deleted", case=locked.pk)
    return True


def kept(case: Case) -> bool:
    """Whether a legal hold keeps it now, whatever the row said when it was read."""
    return Case.objects.filter(pk=case.pk, kept_since__isnull=False).exists()


@transaction.atomic
def carry_out(*, case: Case) -> None:
    """Destroy a case of which that was put off by a legal hold, lifted by now. Does nothing to another."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("key")
    locked = rows.filter(pk=case.pk, deleted_at__isnull=False, kept_since=None, key__isnull=False).first()
    if locked is not None:
        _destroy(locked)
        audit.record(who=audit.SYSTEM, action="case.deleted", case=locked.pk)


def _shut(locked: Case) -> None:
    """No words, phrase or session opens it, and no invitation of it begins anything."""
    locked.deleted_at, locked.epoch = timezone.now(), locked.epoch + 1
    locked.sealed_words = locked.help_until = locked.once_hash = locked.once_until = None
    # Words of which nobody knows the hash: no try can be right.
    locked.words_salt, locked.words_hash = os.urandom(16), os.urandom(32)
    locked.save()
    Case.objects.filter(sponsor_case=locked).update(sponsor_case=None)


def _destroy(locked: Case) -> None:
    """Its keyset, and every row but those that lead to its files."""
    statistics.leave(locked)
    key, locked.key = locked.key, None
    # Whose it was and who had it.
    locked.sponsor_case = locked.assignee = None
    locked.role = locked.rule_set = ""
    locked.save()
    if key is not None:
        key.delete()
    for model in (Invitation, Draft, Submission, Message, PaperRequest, Appointment, StatusChange):
        model._default_manager.filter(case=locked).delete()
    late.forget_case(case_id=locked.pk)
    legal_holds.forget(case=locked)
    # An upload still on its way stays an intent: its bytes may not have arrived yet, and are looked for later.
    Upload.objects.filter(case=locked, state__in=(*HELD_BY_US, Upload.State.REJECTED)).update(state=Upload.State.PURGED)

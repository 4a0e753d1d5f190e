"""Writes of the desk: who has a case."""

from __future__ import annotations

from django.db import transaction

from intake_forms.privacy import audit
from intake_forms.records import services
from intake_forms.records.models import Case


@transaction.atomic
def take(*, case: Case, user_pk: int) -> bool:
    """Take a case that nobody has. False when somebody else was faster.

    One that is not sent too: its family may have lost its words, and whoever helps it answers for it.
    """
    free = Case.objects.select_for_update().filter(pk=case.pk, assignee=None)
    if free.first() is None:
        return False
    services.assign(case=case, user_pk=user_pk)
    return True


@transaction.atomic
def give(*, case: Case, to: int | None, by: int) -> bool:
    """Give a sent case to a case worker, or to nobody (None). False when it is not sent.

    The audit row names both: the supervisor who did it, and in the action the number of who has it now.
    """
    if not Case.objects.filter(pk=case.pk).exclude(status=Case.Status.OPEN).update(assignee_id=to):
        return False
    audit.record(who=audit.actor(by), action=f"case.given:{to}" if to else "case.released", case=case.pk)
    return True

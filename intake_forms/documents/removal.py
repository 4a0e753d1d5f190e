"""The end of a case that its sponsor deleted: its files first, then what is left of its rows."""

from __future__ import annotations

import datetime

from django.db.models import Q

from intake_forms.documents import services as documents
from intake_forms.records import deletion, services
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload

#: How long an upload may be on its way to the store.
UNDERWAY = datetime.timedelta(hours=1)


def finish(*, case: Case, now: datetime.datetime) -> bool:
    """Remove a deleted case's files and then its row; raises storage.Unavailable.

    False while a file is still on its way, or a legal hold keeps the case.
    """
    if not deletion.shredded().filter(pk=case.pk).exists():
        return False
    deletion.carry_out(case=case)
    uploads = Upload.objects.filter(case=case)
    documents.remove(uploads=uploads.filter(~Q(state=Upload.State.INTENT) | Q(created_at__lt=now - UNDERWAY)))
    if uploads.exists():
        return False
    services.delete_case(case=case, action="case.gone")
    return True


def finish_all(now: datetime.datetime) -> int:
    """Go on with every deletion that could not be finished at once. Returns how many are done; raises storage.Unavailable."""
    return sum(finish(case=case, now=now) for case in deletion.shredded())

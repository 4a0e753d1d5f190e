"""How often something may be tried: exact also under parallel tries, on both databases."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from intake_forms.privacy.models import Limit


@transaction.atomic
def allow(*, key: str, times: int, within: datetime.timedelta) -> bool:
    """Count one try under ``key`` and say whether it is among the first ``times`` of the running window."""
    now = timezone.now()
    Limit.objects.bulk_create([Limit(key=key, since=now)], ignore_conflicts=True)
    limit = Limit.objects.select_for_update().get(key=key)
    if limit.since + within <= now:
        limit.since, limit.count = now, 0
    limit.count += 1
    limit.save(update_fields=["since", "count"])
    return limit.count <= times


def forget(*, about: str) -> None:
    """Drop the counters of one case: those whose key ends in ``:about``."""
    Limit.objects.filter(key__endswith=f":{about}").delete()

"""One-time help: for some hours, as its sponsor allows, staff may read what a case has not sent."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.records import holding
from intake_forms.records.models import Case, Draft


class NothingToShow(Exception):
    """Everything of the case was sent, or it is one tried out: there is nothing that staff could be let see."""


def unsent(case: Case) -> QuerySet[Draft]:
    """The forms of a case that were not sent, the first begun first."""
    rows = Draft.objects.select_related("case__key", "version").filter(case=case, submitted=False)
    return rows.order_by("created_at")


def offered(case: Case) -> bool:
    """Whether the sponsor can let staff see anything. Nobody can for her while somebody else has her form."""
    return not case.test and unsent(case).exists() and not holding.of_case(case).exists()


def until(case: Case) -> datetime.datetime | None:
    """Until when staff may read what is not sent; None while they may not."""
    return case.help_until if case.help_until and case.help_until > timezone.now() else None


@transaction.atomic
def allow(*, case: Case) -> datetime.datetime:
    """Let staff read for ``settings.HELP_HOURS`` from now. Returns until when. Raises NothingToShow."""
    if not offered(case):
        raise NothingToShow
    case.help_until = timezone.now() + datetime.timedelta(hours=settings.HELP_HOURS)
    Case.objects.filter(pk=case.pk).update(help_until=case.help_until)
    audit.record(who=audit.SPONSOR, action="help.allowed", case=case.pk)
    return case.help_until


@transaction.atomic
def end(*, case: Case) -> bool:
    """Let nobody read any more, from now on. False when nobody could."""
    ended = Case.objects.filter(pk=case.pk, help_until__gt=timezone.now()).update(help_until=None)
    if ended:
        audit.record(who=audit.SPONSOR, action="help.ended", case=case.pk)
    return bool(ended)

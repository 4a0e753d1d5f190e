"""How far a case is: its way so far with dates, and the changes of its status."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.records import consents, tables
from intake_forms.records.correspondence import Appointment, PaperRequest, StatusChange
from intake_forms.records.models import Case

Status = Case.Status
#: What staff can choose: ``open`` is over once something was sent.
CHOOSABLE = [status for status in Status if status is not Status.OPEN]


class NotSent(Exception):
    """Nothing of the case was sent: it is the sponsor's alone and stays ``open``."""


class NothingAsked(Exception):
    """No paper is asked for: told that one is needed, the family would not know which."""


class NoneStands(Exception):
    """No appointment stands: told that there is one, the family would wait for a day that nobody set."""


class NotPermitted(Exception):
    """The family does not let its papers go to the case manager: told that they are there, it would not trust us again."""


class Stop(NamedTuple):
    """One stop of a case's way: since when, or for when its appointment is (None: it lies ahead), and whether it is there now."""

    status: str
    at: datetime.datetime | None
    now: bool

    @property
    def name(self) -> str:
        """What it is called, in the language of the moment."""
        return str(tables.status_name(self.status))

    @property
    def done(self) -> bool:
        """Whether it is over: of an appointment, whether its hour has come."""
        return not self.now and self.at is not None and self.at <= timezone.now()


def road(case: Case) -> list[Stop]:
    """The stops behind a case, where it stands, and those ahead of every case: each once, in the order of the table.

    Of a case that was set back what it had reached lies ahead again, but for the day of an appointment.
    """
    since = {change.status: change.at for change in StatusChange.objects.filter(case=case)}
    # What was sent has its own date, also where staff set the case back to it.
    if sent := case.submissions.order_by("-sent_at").values_list("sent_at", flat=True).first():
        since[Status.SENT] = sent
    since.pop(Status.OPEN, None)
    # What is cancelled did not take place, and an appointment is on its own day, wherever the case stands.
    meeting = Appointment.objects.filter(case=case).last()
    if meeting and meeting.cancelled_at is None:
        since[Status.APPOINTMENT] = meeting.starts_at
    elif case.status != Status.APPOINTMENT:
        since.pop(Status.APPOINTMENT, None)
    table = list(tables.statuses())
    here = table.index(case.status)
    aside = [key for key in table[here + 1 :] if not tables.statuses()[key].on_the_road]
    ahead = [key for key in table[here + 1 :] if key not in aside]
    return [
        *(Stop(status, since[status], now=False) for status in [*table[:here], *aside] if status in since),
        Stop(case.status, since.get(case.status), now=True),
        *(Stop(status, since.get(status) if status == Status.APPOINTMENT else None, now=False) for status in ahead),
    ]


@transaction.atomic
def change(*, case: Case, status: str, by: int) -> bool:
    """Bring a case to a status, as a member of staff chose it. False when it is there.

    Raises NotSent, NothingAsked, NoneStands, NotPermitted.
    """
    if status == Status.NEEDS_PAPER and not _asked(case):
        raise NothingAsked
    if status == Status.APPOINTMENT and not _stands(case):
        raise NoneStands
    if status == Status.WITH_CASE_MANAGER and case.submissions.exists() and not consents.lets_papers_go(case):
        raise NotPermitted
    if not reach(case=case, status=status):
        return False
    audit.record(who=audit.actor(by), action=f"case.status:{status}", case=case.pk)
    return True


@transaction.atomic
def reach(*, case: Case, status: str) -> bool:
    """Bring a case to a status because something happened. False when it is there. Raises NotSent."""
    locked = Case.objects.select_for_update().filter(pk=case.pk).only("id", "status").get()
    if locked.status == Status.OPEN and not case.submissions.exists():
        raise NotSent
    case.status = status
    if locked.status == status:
        return False
    Case.objects.filter(pk=case.pk).update(status=status)
    StatusChange.objects.create(case=case, status=status, at=timezone.now())
    return True


def _asked(case: Case) -> bool:
    """Whether the sponsor sees a paper that staff ask for, and has not said that she can't get it."""
    return PaperRequest.objects.filter(case=case, state__in=PaperRequest.WAITING).exclude(reason="").exists()


def _stands(case: Case) -> bool:
    """Whether the appointment set last was not cancelled. Of one that is over the family reads that, and what to do."""
    last = Appointment.objects.filter(case=case).last()
    return last is not None and last.cancelled_at is None

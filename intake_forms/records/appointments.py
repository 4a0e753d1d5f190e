"""A family's appointment: set, moved and cancelled at the desk, read on the status page."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import open_, place, seal
from intake_forms.records import statuses
from intake_forms.records.correspondence import Appointment
from intake_forms.records.models import Case


def latest(case: Case) -> Appointment | None:
    """The appointment set last, cancelled and past ones too."""
    return Appointment.objects.filter(case=case).last()


def ahead(case: Case) -> Appointment | None:
    """The appointment that stands and is not over."""
    found = latest(case)
    return found if found and found.cancelled_at is None and ends_at(found) > timezone.now() else None


def ends_at(appointment: Appointment) -> datetime.datetime:
    """When it is over."""
    return appointment.starts_at + datetime.timedelta(minutes=appointment.minutes)


def place_of(case: Case, appointment: Appointment) -> str:
    """Where it is."""
    return str(open_(case, place("appointment", appointment.pk, "place"), appointment.sealed_place))


def where_to_come(case: Case, appointment: Appointment) -> str:
    """Where the family comes; "" for a call: what staff wrote beside that is the desk's alone."""
    return "" if appointment.how == Appointment.How.BY_PHONE else place_of(case, appointment)


@transaction.atomic
def set_(*, case: Case, starts_at: datetime.datetime, minutes: int, how: str, where: str, by: int) -> Appointment:
    """Set a case's appointment, or move the one that stands: it stays the same entry in a calendar."""
    found = ahead(case)
    appointment = found or Appointment(case=case)
    appointment.moved_from = _known(found, starts_at) if found else None
    appointment.starts_at, appointment.minutes, appointment.how = starts_at, minutes, how
    appointment.sealed_place = seal(case, place("appointment", appointment.pk, "place"), where)
    appointment.changed_at, appointment.seen_at = timezone.now(), None
    if found:
        appointment.sequence += 1
    appointment.save(force_insert=found is None)
    if case.submissions.exists():
        statuses.reach(case=case, status=Case.Status.APPOINTMENT)
    audit.record(who=audit.actor(by), action="appointment.moved" if found else "appointment.set", case=case.pk)
    return appointment


def _known(found: Appointment, starts_at: datetime.datetime) -> datetime.datetime | None:
    """When it was to be as far as the family has said that it knows; None where that is when it is now."""
    known = found.starts_at if found.seen_at or not found.moved_from else found.moved_from
    return known if known != starts_at else None


@transaction.atomic
def see(*, case: Case, sequence: int) -> bool:
    """Note that the family has seen how its appointment was changed. ``sequence``: what stood on its page.

    False when it said so before, or the appointment was changed once more since.
    """
    found = ahead(case)
    now = Appointment.objects.filter(pk=found.pk, sequence=sequence, seen_at=None) if found else None
    if now is None or not now.update(seen_at=timezone.now()):
        return False
    audit.record(who=audit.SPONSOR, action="appointment.seen", case=case.pk)
    return True


@transaction.atomic
def cancel(*, case: Case, by: int) -> bool:
    """Cancel the appointment that stands. False when there is none."""
    appointment = ahead(case)
    if appointment is None:
        return False
    appointment.cancelled_at = appointment.changed_at = timezone.now()
    appointment.sequence += 1
    appointment.save(update_fields=["cancelled_at", "changed_at", "sequence"])
    if Case.objects.filter(pk=case.pk, status=Case.Status.APPOINTMENT).exists():
        statuses.reach(case=case, status=Case.Status.READING)
    audit.record(who=audit.actor(by), action="appointment.cancelled", case=case.pk)
    return True

"""The appointment as a calendar entry: when, and nothing of what or with whom."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from intake_forms.records import appointments
from intake_forms.records.correspondence import Appointment
from intake_forms.records.models import Case
from intake_forms.wizard.case import of_case


@require_safe
@of_case
def appointment(request: HttpRequest, case: Case) -> HttpResponse:
    """The entry as a download. The place is in it with ``?place`` only: others read the calendar of a phone too."""
    found = appointments.latest(case)
    if found is None:
        raise Http404
    where = appointments.where_to_come(case, found) if "place" in request.GET else ""
    response = HttpResponse(entry(found, where), content_type="text/calendar; charset=utf-8")
    name = _("appointment.ics")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def entry(found: Appointment, where: str) -> bytes:
    """An appointment as RFC 5545 has it, in UTC. A move or a cancellation is the same UID with a higher SEQUENCE."""
    event = Event()
    event.add("uid", str(found.pk))
    event.add("sequence", found.sequence)
    event.add("dtstamp", found.changed_at.astimezone(datetime.UTC))
    event.add("dtstart", found.starts_at.astimezone(datetime.UTC))
    event.add("dtend", appointments.ends_at(found).astimezone(datetime.UTC))
    event.add("summary", _("Appointment"))
    event.add("status", "CANCELLED" if found.cancelled_at else "CONFIRMED")
    event.add("class", "PRIVATE")
    if found.how == Appointment.How.BY_PHONE:
        # Where somebody would look for the place to go to. It names nobody.
        where = _("We call you")
    if where:
        event.add("location", where)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add_component(event)
    return calendar.to_ical()

"""A family's appointment at the desk: set, moved, cancelled. Its hours are those of the place where the desk is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import key_of
from intake_forms.records import appointments
from intake_forms.records.correspondence import Appointment
from intake_forms.records.models import Case
from intake_forms.staff import matters, roles
from intake_forms.staff.words import Words

LONGEST_PLACE = 300
LENGTHS = (15, 30, 45, 60, 90, 120)


def zone() -> ZoneInfo:
    """The time zone of the site's hours, whatever the reader's own is."""
    return ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class Shown:
    """The appointment set last, as the desk reads it."""

    appointment: Appointment
    starts_at: datetime.datetime
    place: str
    ahead: bool


def shown(case: Case) -> Shown | None:
    """A case's appointment; None before the first."""
    found = appointments.latest(case)
    if found is None:
        return None
    local, place = found.starts_at.astimezone(zone()), appointments.place_of(case, found)
    return Shown(found, local, place, appointments.ahead(case) is not None)


class AppointmentForm(forms.Form):
    """When, how long, how, and where."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=gettext_lazy("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    minutes = forms.TypedChoiceField(label=gettext_lazy("Minutes"), coerce=int, choices=[(n, n) for n in LENGTHS])
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=Appointment.How.choices)
    where = Words(
        longest=LONGEST_PLACE,
        rows=3,
        required=False,
        label=gettext_lazy("Place"),
        help_text=gettext_lazy(
            "The address, the floor, whom to ask for. Of a call: leave it empty, or note who calls; the family does not see it."
        ),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("day") and found.get("hour"):
            found["starts_at"] = datetime.datetime.combine(found["day"], found["hour"], tzinfo=zone())
            if found["starts_at"] <= timezone.now():
                self.add_error("day", _("Choose a day and a time that are still to come."))
        if found.get("how") == Appointment.How.IN_PERSON and not found.get("where") and "where" not in self.errors:
            self.add_error("where", _("Say where to come."))
        return found


def _initial(case: Case, there: Appointment | None) -> dict[str, Any]:
    if there is None:
        return {"minutes": 60}
    local = there.starts_at.astimezone(zone())
    where = appointments.place_of(case, there)
    return {"day": local.date(), "hour": local.time(), "minutes": there.minutes, "how": there.how, "where": where}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set the appointment of a case, or move the one that stands."""
    case, by = roles.seen_by(request.user, pk), int(request.user.pk or 0)
    key_of(case)
    there = appointments.ahead(case)
    form = AppointmentForm(request.POST if request.method == "POST" else None, initial=_initial(case, there))
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "how", "where")}
        appointments.set_(case=case, by=by, **given)
        messages.success(request, _("The family sees the appointment on its page."))
        return matters.back(case, "#appointment")
    audit.record(who=audit.actor(by), action="appointment.read", case=case.pk)
    context = {"form": form, "there": there, "zone": settings.TIME_ZONE}
    return matters.page(request, case, "appointment.html", _("Appointment"), context)


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel the appointment that stands."""
    case = roles.seen_by(request.user, pk)
    if appointments.cancel(case=case, by=int(request.user.pk or 0)):
        messages.success(request, _("The appointment is cancelled. The family sees it on its page."))
    return matters.back(case, "#appointment")

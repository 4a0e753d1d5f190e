"""A phrase that opens a case once, for a family that lost its words: given out after calling back, and shown one time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake_forms.privacy import audit
from intake_forms.records import entering
from intake_forms.records.models import Case
from intake_forms.staff import calling_back, queue, roles


class CalledForm(forms.Form):
    """What staff vouch for."""

    called = forms.BooleanField(error_messages={"required": gettext_lazy("Call back first, then tick this box.")})

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["called"].label = (
            _("I called back the saved number and spoke with the person whose form this is.")
            if known
            else _(
                "I called back the number in the referral, not one I was given on the phone, and spoke with that person."
            )
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks whether somebody called back; then issues a phrase and shows it on this one page."""
    case = roles.seen_by(request.user, pk)
    if not roles.answers_for(request.user, case):
        raise PermissionDenied
    found = calling_back.number(case)
    if found:
        audit.record(who=audit.actor(request.user.pk), action="case.phone_read", case=case.pk)
    form = CalledForm(request.POST or None, known=bool(found))
    context: dict[str, Any] = {"case": case, "form": form, "number": found}
    context["language"] = queue.language_name(case.language)
    if request.method == "POST" and form.is_valid():
        context["phrase"] = entering.issue_phrase(case=case, by=int(request.user.pk or 0))
        context["hours"] = settings.ONCE_PHRASE_HOURS
    return render(request, "intake_forms/staff/phrase.html", {**context, **_header(case)})


def _header(case: Case) -> dict[str, Any]:
    return {
        "header_title": case.reference,
        "header_icon": "key",
        "breadcrumbs_items": [
            {"url": reverse("cases:index"), "label": _("Cases")},
            {"url": reverse("cases:inspect", args=[case.pk]), "label": case.reference},
            {"url": "", "label": _("One-time phrase")},
        ],
    }

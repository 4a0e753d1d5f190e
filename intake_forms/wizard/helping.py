"""One-time help: the sponsor lets staff see a form that is not sent, for some hours, and ends it when she likes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from intake_forms.records import helping, holding, receipts
from intake_forms.records.models import Case
from intake_forms.wizard.arrival import see
from intake_forms.wizard.case import hub_url, of_case


@require_http_methods(["GET", "HEAD", "POST"])
@of_case
def one_time_help(request: HttpRequest, case: Case) -> HttpResponse:
    """What staff would see, for how long, and the button; while they can: until when, who looked, and the end of it."""
    page = reverse("case:help")
    if request.method == "POST":
        if request.POST.get("go") == "end":
            helping.end(case=case)
            return see(page + "?ended")
        if request.POST.get("go") == "allow" and helping.offered(case):
            helping.allow(case=case)
        return see(page)
    draft = helping.unsent(case).first()
    context = {
        "offered": helping.offered(case),
        "held": holding.of_case(case).exists(),
        "until": helping.until(case),
        "ended": "ended" in request.GET,
        "hours": settings.HELP_HOURS,
        "receipt": receipts.of_unsent(case),
        "home": hub_url(draft.form_key) if draft else reverse("case:status"),
        "translate_path": True,
    }
    return render(request, "intake_forms/case/help.html", context)

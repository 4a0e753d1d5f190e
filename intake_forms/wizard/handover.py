"""A form that somebody else began: whose form it is comes in with the words and takes it over, and only then it can be sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from intake_forms.records import holding, taking_over
from intake_forms.records.models import Case
from intake_forms.wizard import session
from intake_forms.wizard.arrival import see
from intake_forms.wizard.case import hub_url, of_case


@require_http_methods(["GET", "HEAD", "POST"])
@of_case
def handover(request: HttpRequest, case: Case) -> HttpResponse:
    """Asks who is here. In the sitting in which the form was begun it only says how that person comes in."""
    draft = holding.of_case(case).first()
    if draft is None:
        return redirect("case:status")
    entered = session.with_words(request)
    if request.method == "POST" and entered and request.POST.get("go") == "mine":
        epoch = taking_over.take_over(case=case)
        if epoch is None:
            return see(reverse("case:status"))
        session.open_case(request, case.pk, epoch, with_words=True)
        return see(reverse("intake_forms:key", kwargs={"form": draft.form_key}))
    context = {"case": case, "entered": entered, "home": hub_url(draft.form_key), "translate_path": True}
    return render(request, "intake_forms/case/handover.html", context)

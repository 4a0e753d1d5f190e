"""A form that somebody else fills in: whose form it is takes it over.

Who was not there comes in with the words, and only then it can be sent; who was there gets new words once they have agreed.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from intake_forms.records import holding, services, taking_over
from intake_forms.records.models import Case
from intake_forms.wizard import session
from intake_forms.wizard.arrival import WizardRequest, see
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
        _speak(case)
        epoch = taking_over.take_over(case=case)
        if epoch is None:
            return see(reverse("case:status"))
        session.open_case(request, case.pk, epoch, with_words=True)
        return see(reverse("intake_forms:key", kwargs={"form": draft.form_key}))
    context = {"case": case, "entered": entered, "home": hub_url(draft.form_key), "translate_path": True}
    return render(request, "intake_forms/case/handover.html", context)


def agreed(request: WizardRequest) -> bool:
    """Make the form theirs who agreed beside the helper: this browser stays open, with new words. False for another form."""
    draft = request.visit.draft
    if draft is None or not request.visit.beside_another:
        return False
    _speak(draft.case)
    epoch = taking_over.agreed(draft=draft)
    if epoch is None:
        return False
    session.open_case(request, draft.case_id, epoch, with_words=True)
    return True


def _speak(case: Case) -> None:
    """The new words are of the language in which the page is read, not of that in which the helper began."""
    services.speak(case=case, language=(get_language() or settings.LANGUAGE_CODE).split("-")[0])


def own_words(form: str) -> str:
    """The page that shows them."""
    return reverse("intake_forms:key", kwargs={"form": form}) + "?own"

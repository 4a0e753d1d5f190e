"""What the sponsor permitted, dated, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake_forms.records import consents
from intake_forms.records.consents import Consent
from intake_forms.records.models import Case
from intake_forms.schema import languages
from intake_forms.schema.items import Question
from intake_forms.wizard.arrival import see
from intake_forms.wizard.case import of_case


@dataclass(frozen=True)
class Line:
    """One permission as the sponsor reads it."""

    consent: Consent
    label: str
    body: str
    answer: str


def lines(case: Case) -> list[Line]:
    """Every permission of a case, in the language of the reader, the first given first."""
    language, found = get_language() or "en", []
    for row, item, answer in consents.of_case(case):
        code = languages.best(language, item.label)
        body = getattr(item, "body", None)
        found.append(Line(row, item.label[code], body[code] if body else "", _said(item, answer, code)))
    return found


def _said(item: Question, answer: object, language: str) -> str:
    """The answer in words; a tick alone says nothing to who reads it a year later."""
    return _("You said yes") if item.kind == "consent" else item.display(answer, language)


@require_http_methods(["GET", "HEAD", "POST"])
@of_case
def permissions(request: HttpRequest, case: Case) -> HttpResponse:
    """The list; with ``?take`` in the address the question whether one should go; the button takes it back."""
    if request.method == "POST":
        consents.take_back(case=case, consent_id=_id(request.POST.get("permission", "")))
        return see(reverse("case:permissions"))
    found = lines(case)
    asked = next(
        (line for line in found if str(line.consent.pk) == request.GET.get("take") and line.consent.holds), None
    )
    context = {"case": case, "lines": found, "asked": asked, "translate_path": True}
    return render(request, "intake_forms/case/permissions.html", context)


def _id(text: str) -> UUID:
    """The id typed by the page; one that nothing has where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)

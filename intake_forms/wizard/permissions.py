"""What the sponsor permitted, dated, and which papers that is about; taking it back, and giving it once more."""

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
    """One permission as the sponsor reads it. ``papers``: those that it is about; None where it is about none.

    ``can_be_widened``: it is about only some papers, and holds.
    """

    consent: Consent
    label: str
    hint: str
    body: str
    answer: str
    papers: list[str] | None
    can_be_widened: bool = False

    @property
    def can_be_given_again(self) -> bool:
        """Whether it was given, and taken back."""
        return self.consent.gives and not self.consent.holds


def lines(case: Case) -> list[Line]:
    """Every permission of a case, in the language of the reader, the first given first."""
    language, found, papers = (get_language() or "en").split("-")[0], [], consents.papers(case)
    some = consents.outside(case) if papers else {}
    for row, item, answer in consents.of_case(case):
        code = languages.best(language, item.label)
        hint, body = (texts[code] if texts else "" for texts in (item.hint, getattr(item, "body", None)))
        named = [each.label(language) for each in papers[row.pk]] if row.pk in papers else None
        found.append(Line(row, item.label[code], hint, body, _said(item, answer, code), named, row.pk in some))
    return found


def _said(item: Question, answer: object, language: str) -> str:
    """The answer in words; a tick alone says nothing to who reads it a year later."""
    return _("You said yes") if item.kind == "consent" else item.display(answer, language)


@require_http_methods(["GET", "HEAD", "POST"])
@of_case
def permissions(request: HttpRequest, case: Case) -> HttpResponse:
    """The list; with ``?take``, ``?again`` or ``?all`` the question whether one should go, be given once more, be about all."""
    if request.method == "POST":
        changes = {"again": consents.give_again, "all": consents.widen}
        change = changes.get(request.POST.get("go", ""), consents.take_back)
        change(case=case, consent_id=_id(request.POST.get("permission", "")))
        return see(reverse("case:permissions"))
    found = lines(case)
    context = {
        "case": case,
        "lines": found,
        "asked": _asked(request.GET.get("take"), [line for line in found if line.consent.holds]),
        "again": _asked(request.GET.get("again"), [line for line in found if line.can_be_given_again]),
        "whole": _asked(request.GET.get("all"), [line for line in found if line.can_be_widened]),
        "translate_path": True,
    }
    return render(request, "intake_forms/case/permissions.html", context)


def _asked(consent: str | None, among: list[Line]) -> Line | None:
    return next((line for line in among if str(line.consent.pk) == consent), None)


def _id(text: str) -> UUID:
    """The id typed by the page; one that nothing has where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)

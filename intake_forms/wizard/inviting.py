"""The sponsor's sheets for the other adults: made, printed, taken back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from intake_forms.records import invitations
from intake_forms.records.models import Case
from intake_forms.wizard.arrival import see
from intake_forms.wizard.case import of_case
from intake_forms.wizard.key import square


@require_http_methods(["GET", "HEAD", "POST"])
@of_case
def sheets(request: HttpRequest, case: Case) -> HttpResponse:
    """What the sheets are for, those there are, and the buttons that make one or take one back."""
    _form, offered = invitations.offered(case)
    problem = ""
    if request.method == "POST":
        go = request.POST.get("go", "")
        if go in offered:
            try:
                made = invitations.invite(case=case, role=go, once=_once(request))
                return see(reverse("case:sheet", args=[made.pk]))
            except invitations.TooMany:
                problem = _("You have as many open sheets as you can have. Take one back to make another.")
        for each in invitations.of_case(case):
            if go == f"back-{each.pk}":
                invitations.take_back(case=case, pk=each.pk)
                return see(request.path)
    listed = [
        (number, each, bool(invitations.code(case, each)), invitations.expires(each))
        for number, each in enumerate(invitations.of_case(case), start=1)
        if each.begun_id or each.used_at is None
    ]
    context = {"once": uuid4(), "offered": offered, "listed": listed, "problem": problem, "translate_path": True}
    return render(request, "intake_forms/case/invitations.html", context)


def _once(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


@require_safe
@of_case
def sheet(request: HttpRequest, case: Case, pk: UUID) -> HttpResponse:
    """One sheet to print. It names nobody; the code stands behind the hash of the square's address, where no log sees it."""
    found = invitations.of_case(case).filter(pk=pk).first()
    code = invitations.code(case, found) if found else ""
    if found is None or not code:
        raise Http404
    address = request.build_absolute_uri(reverse("invited"))
    context = {
        "invitation": found,
        "code": code,
        "until": invitations.expires(found),
        "address": address.split("://", 1)[-1],
        "qr": square(f"{address}#{code}"),
        "translate_path": True,
    }
    return render(request, "intake_forms/case/sheet.html", context)

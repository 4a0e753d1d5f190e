"""Legal holds at the desk: putting a case on hold with the reason, lifting it, and which cases are on hold."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from intake_forms.privacy import audit
from intake_forms.records import legal_holds
from intake_forms.records.legal_holds import LegalHold
from intake_forms.records.models import Case
from intake_forms.staff import matters, roles

TITLE = gettext_lazy("Cases on legal hold")


class KeptItem(MenuItem):
    """The cases on hold on the menu, for those who put them there."""

    def __init__(self) -> None:
        super().__init__(TITLE, reverse_lazy("cases:kept"), name="cases-on-legal-hold", icon_name="lock", order=110)

    def is_shown(self, request: HttpRequest) -> bool:
        return roles.holds(request.user)


class HoldForm(forms.Form):
    """Why a case is to be kept. ``once`` keeps two presses from being two holds."""

    reason = forms.CharField(
        label=gettext_lazy("Who orders it, when, and under which number"),
        help_text=gettext_lazy("It is kept sealed. Only those who may put cases on hold can read it."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Write who orders to keep this case.")},
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The holds of a case with their reasons; the button puts it on hold, once more where another order says so."""
    case, by = held_case(request, pk), int(request.user.pk or 0)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and case.deleted_at is None:
        if legal_holds.put(case=case, reason=form.cleaned_data["reason"], by=by, once=form.cleaned_data["once"]):
            messages.success(request, _("The case is on legal hold. Nothing of it is deleted until you lift it."))
        return matters.back(case)
    found = [(hold, legal_holds.reason(case, hold)) for hold in legal_holds.of_case(case)]
    if found:
        audit.record(who=audit.actor(by), action="hold.read", case=case.pk)
    return matters.page(request, case, "legal_hold.html", _("Legal hold"), {"form": form, "found": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, pk: UUID, hold: UUID) -> HttpResponse:
    """Asks whether a hold should be lifted, then lifts it."""
    case = held_case(request, pk)
    found = legal_holds.of_case(case).filter(pk=hold, lifted_at=None).first()
    if found is None:
        return matters.back(case)
    if request.method == "POST":
        legal_holds.lift(hold=found, by=int(request.user.pk or 0))
        messages.success(request, _("The hold is lifted."))
        response = matters.back(case)
        if case.deleted_at:
            response["Location"] = reverse("cases:kept")
        return response
    context = {"hold": found, "last": not _others(case, found)}
    return matters.page(request, case, "lift_hold.html", _("Lift the hold"), context)


@never_cache
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Every case on hold, those too whose sponsors want them deleted: of those nobody sees more than this."""
    if not roles.holds(request.user):
        raise PermissionDenied
    context = {"cases": list(_seen(request)), "page_title": TITLE, "header_title": TITLE, "header_icon": "lock"}
    crumbs = [{"url": reverse("cases:index"), "label": _("Cases")}, {"url": "", "label": TITLE}]
    return render(request, "intake_forms/staff/kept.html", context | {"breadcrumbs_items": crumbs})


def _others(case: Case, hold: LegalHold) -> bool:
    return legal_holds.of_case(case).filter(lifted_at=None).exclude(pk=hold.pk).exists()


def _seen(request: HttpRequest) -> list[Case]:
    """The cases on hold that this person may lift the hold of; what is wanted deleted is nobody's, so it is everybody's here."""
    own = set(roles.cases_of(request.user).filter(kept_since__isnull=False).values_list("pk", flat=True))
    return [case for case in legal_holds.kept().select_related("key") if case.deleted_at or case.pk in own]


def held_case(request: HttpRequest, pk: UUID) -> Case:
    """A case that this person may put on hold, or lift the hold of."""
    if not roles.holds(request.user):
        raise PermissionDenied
    shut = next((case for case in _seen(request) if case.pk == pk and case.deleted_at), None)
    return shut or roles.seen_by(request.user, pk)

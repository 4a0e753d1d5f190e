"""A file that is held, at the desk: why, and the answers of whoever may decide. What is taken is checked and drawn anew first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from intake_forms.documents import deciding, page_images, reasons
from intake_forms.privacy import audit
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.staff import folder, matters, papers, roles
from intake_forms.staff.words import Reasoned, Words

LONGEST = 500


class AcceptForm(forms.Form):
    """Why a file is taken though the scanner has doubts."""

    why = Words(
        longest=LONGEST,
        rows=3,
        label=gettext_lazy("Why do you accept it?"),
        help_text=gettext_lazy("Colleagues read it beside the file. The family does not."),
        error_messages={"required": gettext_lazy("Write why you accept it.")},
    )


class RefuseForm(Reasoned):
    """Why a file is refused, each reason with what the family then reads."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {key: (each.choice, each.sponsor) for key, each in reasons.choices().items() if each.choice}
        self.offer(case, _("Why do you refuse it?"), found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: UUID, upload: UUID) -> HttpResponse:
    """Why a file is held, its pages where there are any, and the two answers."""
    case, found = papers.seen(request, pk, upload)
    if not roles.decides(request.user):
        raise PermissionDenied
    found.case = case
    go = request.POST.get("go", "")
    accepting = AcceptForm(request.POST if go == "accept" else None)
    refusing = RefuseForm(request.POST if go == "refuse" else None, case=case)
    if not deciding.waits(found):
        return _back(request, found, None)
    by = int(request.user.pk or 0)
    if go == "again":
        return _back(request, found, deciding.try_again(upload=found, by=by))
    if accepting.is_valid():
        return _back(request, found, deciding.accept(upload=found, why=accepting.cleaned_data["why"], by=by))
    if refusing.is_valid():
        done = deciding.refuse(upload=found, reason=refusing.cleaned_data["reason"], by=by)
        return _back(request, found, done, _("Refused. The family reads why on its page, and what to send."))
    audit.record(who=audit.actor(by), action="paper.read", case=case.pk, paper=found.pk)
    context = {
        "paper": folder.paper_of(case, found, (get_language() or "en").split("-")[0]),
        "upload": found,
        "pages": page_images.shown(found),
        "failed": found.reason == deciding.GAVE_UP,
        "accepting": accepting,
        "refusing": refusing,
    }
    return matters.page(request, case, "decide.html", _("A file that is held"), context)


def _back(request: HttpRequest, upload: Upload, done: bool | None, told: str = "") -> HttpResponse:
    """303 to the paper. ``done``: whether this answer was the one that counts; of two the first does."""
    if done:
        messages.success(request, told or _("The file is checked once more. Then its pages show here."))
    elif Upload.objects.filter(pk=upload.pk, superseded_at__isnull=False).exists():
        messages.info(request, _("The family sent another file instead: there is nothing to decide."))
    else:
        messages.info(request, _("This file is not held any more: somebody decided already."))
    response = HttpResponseRedirect(reverse("cases:paper", args=[upload.case_id, upload.pk]))
    response.status_code = 303
    return response

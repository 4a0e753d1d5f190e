"""Deleting everything: one page that says what that means, one button, and a page that needs no session any more."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from intake_forms.documents import removal, storage
from intake_forms.records import deletion, invitations
from intake_forms.records.models import Case, Submission
from intake_forms.wizard import session
from intake_forms.wizard.arrival import see
from intake_forms.wizard.case import ended, is_of_another
from intake_forms.wizard.visit import case_of

_WHICH = "intake_forms.deleting"
_KEPT = "?kept"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, and the button. From then on nobody can read anything, whether the store answers or not."""
    case = case_of(request)
    if case is None:
        end = _end_of(request.POST.get("which", ""))
        return ended(request) if end is None else see(reverse("case:deleted") + end)
    if is_of_another(request):
        return ended(request)
    if request.method != "POST":
        context = {
            "case": case,
            "which": signing.dumps(str(case.pk), salt=_WHICH),
            "sent": Submission.objects.filter(case=case).exists(),
            "sheets": invitations.usable().filter(case=case).exists(),
            "sheets_used": invitations.of_case(case).exclude(begun=None).exists(),
            "backup_days": settings.BACKUP_DAYS,
            "translate_path": True,
        }
        return render(request, "intake_forms/case/delete.html", context)
    deletion.shred(case=case)
    try:
        done = removal.finish(case=case, now=timezone.now())
    except storage.Unavailable:
        done = False
    session.close(request)
    response = see(reverse("case:deleted") + ("" if done else _KEPT if deletion.kept(case) else "?later"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _end_of(which: str) -> str | None:
    """Where it ended when the button was pressed twice: the query of ``deleted``. None while the page's case can be opened."""
    try:
        case = Case.objects.filter(pk=signing.loads(which, salt=_WHICH)).first()
    except signing.BadSignature:
        return None
    if case is None or case.key_id is None:
        return ""
    return _KEPT if case.deleted_at else None


@never_cache
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """It is done. Who still has a case open is not told so; of who reads it, it knows nothing.

    ``?later``: the locked files go when the store answers again. ``?kept``: all of it goes when a legal hold is lifted.
    """
    if case_of(request):
        return see(reverse("case:status"))
    context = {word: word in request.GET for word in ("later", "kept")}
    context |= {"backup_days": settings.BACKUP_DAYS, "translate_path": True}
    return render(request, "intake_forms/case/deleted.html", context)

"""Deleting everything: one page that says what that means, one button, and a page that needs no session any more."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from intake_forms.documents import removal, storage
from intake_forms.records import deletion
from intake_forms.records.models import Case, Submission
from intake_forms.wizard import session
from intake_forms.wizard.case import of_case
from intake_forms.wizard.views import see


@require_http_methods(["GET", "HEAD", "POST"])
@of_case
def delete(request: HttpRequest, case: Case) -> HttpResponse:
    """What goes, what stays, and the button. From then on nobody can read anything, whether the store answers or not."""
    if request.method != "POST":
        context = {
            "sent": Submission.objects.filter(case=case).exists(),
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
    response = see(reverse("case:deleted") + ("" if done else "?later"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@never_cache
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """It is done. Knows nothing of who reads it; ``?later``: the locked files go when the store answers again."""
    context = {"later": "later" in request.GET, "backup_days": settings.BACKUP_DAYS, "translate_path": True}
    return render(request, "intake_forms/case/deleted.html", context)

"""One paper, opened on its way to the reader. Pictures are shown, everything else is a download."""

from __future__ import annotations

from uuid import UUID

import tink
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake_forms.documents import opening, storage
from intake_forms.privacy import audit
from intake_forms.privacy.sealing import Shredded
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.staff import folder, roles

#: This is somebody's file: whatever it is, it runs nothing and asks for nothing.
_POLICY = "sandbox; default-src 'none'"


@require_safe
def paper(request: HttpRequest, pk: UUID, upload: UUID) -> HttpResponseBase:
    """The file as the sponsor sent it. Denied: one not of a case this person may see, not sent yet, or not there at all."""
    # Without a form that was sent there is no paper to see.
    case = roles.cases_of(request.user).select_related("key").filter(pk=pk).first()
    found = next((row for row in folder.sent_papers(case) if row.pk == upload), None) if case else None
    if case is None or found is None:
        raise PermissionDenied
    try:
        content = opening.plain_bytes(case, found)
    except storage.Unavailable:
        return _not_shown(
            request,
            case,
            _("The store of papers does not answer just now. Nothing is lost: try again in a few minutes."),
            503,
        )
    except (storage.Missing, tink.TinkError, Shredded, ValueError, EOFError):
        return _not_shown(
            request,
            case,
            _("This file is missing or was changed since it was stored. Tell your administrator the reference."),
            410,
        )
    # The first block is open by now, and no byte has left: from here on it counts as read, whatever comes.
    audit.record(who=audit.actor(request.user.pk), action="paper.read", case=case.pk, paper=found.pk)
    return _file(case, found, StreamingHttpResponse(content, content_type=found.content_type))


def _file(case: Case, upload: Upload, response: StreamingHttpResponse) -> StreamingHttpResponse:
    how = "inline" if upload.content_type in folder.SHOWN else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{folder.neutral_name(case, upload)}"'
    response["Content-Length"] = str(upload.size)
    # A picture does not get smaller; and with its length kept, a stream that is cut short is seen to be.
    response["Content-Encoding"] = "identity"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = _POLICY
    return response


def _not_shown(request: HttpRequest, case: Case, why: str, status: int) -> HttpResponse:
    """A page that says in plain words why there is no paper to see."""
    case_url = reverse("cases:inspect", args=[case.pk])
    context = {
        "case_url": case_url,
        "why": why,
        "header_title": case.reference,
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": reverse("cases:index"), "label": _("Cases")},
            {"url": case_url, "label": case.reference},
            {"url": "", "label": _("Paper")},
        ],
    }
    return render(request, "intake_forms/staff/no_paper.html", context, status=status)

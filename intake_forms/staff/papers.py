"""One paper at the desk: the pictures of its pages, its thumbnails, and the file as it was sent. Every look is audited."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar
from uuid import UUID

import tink
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake_forms.documents import deciding, inspection, opening, page_images, storage, versions
from intake_forms.privacy import audit
from intake_forms.privacy.sealing import Shredded
from intake_forms.records.models import Case
from intake_forms.records.uploads import PageImage, Upload
from intake_forms.staff import arranging, folder, roles

R = TypeVar("R", bound=HttpResponseBase)
#: This is somebody's file: whatever it is, it runs nothing and asks for nothing.
_POLICY = "sandbox; default-src 'none'"
_BROKEN = (storage.Missing, tink.TinkError, Shredded, ValueError, EOFError)


class Sheet(NamedTuple):
    """One page as it is read: where its picture is, the size that it is shown at, and how it is turned for that."""

    number: int
    url: str
    width: int
    height: int
    row: PageImage
    turned: str


@require_safe
def paper(request: HttpRequest, pk: UUID, upload: UUID) -> HttpResponse:
    """The pages of a paper, in order and as they are turned; what was found of it, and why there are none."""
    case, found = seen(request, pk, upload)
    audit.record(who=audit.actor(request.user.pk), action="paper.read", case=case.pk, paper=found.pk)
    language = (get_language() or "en").split("-")[0]
    context = {
        **_around(case),
        "case": case,
        "paper": folder.paper_of(case, found, language),
        "upload": found,
        "sheets": [_sheet(case, found, row) for row in page_images.shown(found)],
        "can_open": _can_open(request, found),
        "can_decide": roles.decides(request.user),
        "doubted": found.scan == Upload.Scan.SUSPICIOUS and found.state == Upload.State.REJECTED,
        "vouched": deciding.why(case, found),
        "earlier": versions.earlier(found),
    }
    if arranging.arrangeable(case, found):
        context["paper_form"] = arranging.PaperForm(case=case, upload=found)
    return render(request, "intake_forms/staff/paper.html", context)


@require_safe
def page_image(request: HttpRequest, pk: UUID, upload: UUID, number: int) -> HttpResponseBase:
    """The picture of one page."""
    return _picture(request, pk, upload, number, page_images.image)


@require_safe
def thumbnail(request: HttpRequest, pk: UUID, upload: UUID, number: int) -> HttpResponseBase:
    """A small picture of one page."""
    return _picture(request, pk, upload, number, page_images.thumbnail)


@require_safe
def original(request: HttpRequest, pk: UUID, upload: UUID) -> HttpResponseBase:
    """The file as the sponsor sent it, as a download. It was not drawn anew: only for whom it is allowed."""
    case, found = seen(request, pk, upload)
    if not _can_open(request, found):
        raise PermissionDenied
    try:
        content = opening.plain_bytes(case, found)
    except (storage.Unavailable, *_BROKEN) as error:
        return _not_shown(request, case, error)
    # The first block is open by now, and no byte has left: from here on it counts as read, whatever comes.
    audit.record(who=audit.actor(request.user.pk), action="paper.original", case=case.pk, paper=found.pk)
    response = _guarded(StreamingHttpResponse(content, content_type=found.content_type))
    response["Content-Disposition"] = f'attachment; filename="{folder.neutral_name(case, found)}"'
    response["Content-Length"] = str(found.size)
    return response


def _picture(
    request: HttpRequest, pk: UUID, upload: UUID, number: int, opened: Callable[[Case, PageImage], bytes]
) -> HttpResponseBase:
    case, found = seen(request, pk, upload)
    row = page_images.shown(found).filter(number=number).first()
    if row is None:
        raise PermissionDenied
    try:
        content = opened(case, row)
    except (storage.Unavailable, *_BROKEN) as error:
        return _not_shown(request, case, error)
    audit.record(who=audit.actor(request.user.pk), action="paper.read", case=case.pk, paper=found.pk)
    kind = inspection.content_type(content[: inspection.HEAD])
    response = _guarded(HttpResponse(content, content_type=kind))
    response["Content-Disposition"] = "inline"
    return response


def seen(request: HttpRequest, pk: UUID, upload: UUID) -> tuple[Case, Upload]:
    """A paper and its case. Denied: one not of a case this person may see, not sent yet, or not there at all."""
    # Without a form that was sent there is no paper to see.
    case = roles.cases_of(request.user).select_related("key").filter(pk=pk).first()
    found = next((row for row in folder.all_papers(case) if row.pk == upload), None) if case else None
    if case is None or found is None:
        raise PermissionDenied
    return case, found


def _can_open(request: HttpRequest, upload: Upload) -> bool:
    """Whether this person may have the file as it was sent: what is harmful or held, nobody, nor until its check has ended.

    Nor what the scanner has doubts of, unless a person took it all the same.
    """
    vouched = deciding.is_vouched_for(upload)
    held = upload.state == Upload.State.HELD or folder.waits(upload)
    doubted = upload.scan == Upload.Scan.SUSPICIOUS and (not vouched or upload.state == Upload.State.REJECTED)
    return roles.opens_originals(request.user) and not held and not doubted and upload.scan != Upload.Scan.INFECTED


def _sheet(case: Case, upload: Upload, row: PageImage) -> Sheet:
    url = reverse("cases:page_image", args=[case.pk, upload.pk, row.number])
    width, height = (row.height, row.width) if upload.turn in (90, 270) else (row.width, row.height)
    # Turned around the corner it lies outside: it is moved back by its own size.
    back = {90: f"translate({width} 0)", 180: f"translate({width} {height})", 270: f"translate(0 {height})"}
    turned = f"{back[upload.turn]} rotate({upload.turn})" if upload.turn in back else ""
    return Sheet(row.number + 1, url, width, height, row, turned)


def _guarded(response: R) -> R:
    # A picture does not get smaller; and with its length kept, a stream that is cut short is seen to be.
    response["Content-Encoding"] = "identity"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = _POLICY
    return response


def _around(case: Case) -> dict[str, object]:
    """What the pages about a paper have around them."""
    case_url = reverse("cases:inspect", args=[case.pk])
    return {
        "case_url": case_url,
        "header_title": case.reference,
        "breadcrumbs_items": [
            {"url": reverse("cases:index"), "label": _("Cases")},
            {"url": case_url, "label": case.reference},
            {"url": "", "label": _("Paper")},
        ],
    }


def _not_shown(request: HttpRequest, case: Case, error: Exception) -> HttpResponse:
    """A page that says in plain words why there is no paper to see."""
    if isinstance(error, storage.Unavailable):
        why = _("The store of papers does not answer just now. Nothing is lost: try again in a few minutes.")
        status = 503
    else:
        why = _("This file is missing or was changed since it was stored. Tell your administrator the reference.")
        status = 410
    context = {**_around(case), "why": why, "header_icon": "warning"}
    return render(request, "intake_forms/staff/no_paper.html", context, status=status)

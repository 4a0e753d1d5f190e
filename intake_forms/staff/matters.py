"""A matter of one case on a page of its own: its frame, and the way back to the case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from intake_forms.records.models import Case


def page(request: HttpRequest, case: Case, template: str, title: Any, context: dict[str, Any]) -> HttpResponse:
    """The page of a matter, below its case."""
    # Of a case that its family wants deleted there is no page but those of its holds.
    case_url = reverse("cases:inspect", args=[case.pk]) if case.deleted_at is None else reverse("cases:kept")
    frame = {
        "case": case,
        "case_url": case_url,
        "page_title": title,
        "header_title": f"{title}: {case.reference}",
        "header_icon": "folder-open-inverse",
        "breadcrumbs_items": [
            {"url": reverse("cases:index"), "label": _("Cases")},
            {"url": case_url, "label": case.reference},
            {"url": "", "label": title},
        ],
    }
    return render(request, f"intake_forms/staff/{template}", frame | context)


def back(case: Case, anchor: str = "") -> HttpResponse:
    """303 to the case's page."""
    return see(reverse("cases:inspect", args=[case.pk]) + anchor)


def see(url: str) -> HttpResponse:
    """303 to an address."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response

"""Looking at a form before it is released: every step in both languages at the width of a phone, and a link to try it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder

from intake_forms.authoring import compiling, findings, outline
from intake_forms.authoring.models import IntakeForm
from intake_forms.records import trials
from intake_forms.records.models import FormVersion
from intake_forms.schema import samples
from intake_forms.schema.document import Form

#: After a step's key: the page of one item of the group there.
_ITEM = "item"


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as last saved, drafts included. Looking at it keeps that state for the link to lead to."""
    if not request.user.has_perm("intake_forms.change_intakeform"):
        raise PermissionDenied
    form = get_object_or_404(IntakeForm, pk=pk)
    compiled = compiling.data(form, draft=True)
    document, found = findings.find(compiled)
    context: dict[str, Any] = {
        "header_title": form.name,
        "page_title": _("Preview and test link"),
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": AdminURLFinder().get_edit_url(form) or "", "label": form.name},
            {"url": "", "label": _("Preview and test link")},
        ],
        "errors": [finding for finding in found if finding.level == "error"],
        "form": form,
    }
    if document is not None:
        version = trials.trial(form=document, by=int(request.user.pk or 0))
        context |= _shown(request, document, version)
        context["unmet"] = findings.named(
            compiled, samples.unmet(document, str(context["step"]).partition("/")[0], get_language() or "")
        )
    return TemplateResponse(request, "intake_forms/authoring/preview.html", context)


def _shown(request: HttpRequest, document: Form, version: FormVersion) -> dict[str, object]:
    pages = list(_pages(document))
    asked = request.GET.get("step", "")
    chosen = asked if asked in dict(pages) else document.gate.step.key
    step, _slash, item = chosen.partition("/")
    mistakes = "mistakes" in request.GET
    given = {"form": version.form_key, "token": trials.token(version)}
    frames, links = [], []
    for code, name in settings.LANGUAGES:
        with override(code):
            page = "intake_forms:preview_item" if item else "intake_forms:preview"
            shown = reverse(page, kwargs={**given, "step": step}) + ("?check" if mistakes else "")
            link = request.build_absolute_uri(reverse("intake_forms:trial", kwargs=given))
        frames.append((code, name, shown))
        links.append((code, name, link))
    return {
        "steps": pages,
        "step": chosen,
        "mistakes": mistakes,
        "frames": frames,
        "links": links,
        "ends": trials.ends(),
    }


def _pages(document: Form) -> Iterator[tuple[str, str]]:
    """What can be looked at, by name: each step, and after one with a group the page of one item of it."""
    for number, (key, step) in enumerate(document.step_by_key.items(), start=1):
        title = f"{number}. {outline.said(step.title)}"
        yield key, title
        if group := document.groups.get(key):
            yield f"{key}/{_ITEM}", f"{title}: {outline.said(group.singular)}"


def urls() -> list[URLPattern]:
    """The address in the admin."""
    return [path("form-building/<int:pk>/preview/", preview, name="form_preview")]

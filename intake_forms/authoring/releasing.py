"""Release to sponsors: what is ready becomes the live version, or a list says what is in the way."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from intake_forms.authoring import compiling, findings, locking
from intake_forms.authoring.findings import Finding
from intake_forms.authoring.history import AgainForm, for_releasers
from intake_forms.authoring.models import IntakeForm
from intake_forms.authoring.permissions import may_translate
from intake_forms.privacy import audit
from intake_forms.records import queries, services
from intake_forms.records.models import FormVersion
from intake_forms.schema import diff
from intake_forms.schema.document import Form, as_read


def check(form: IntakeForm, by: Any) -> tuple[Form | None, list[Finding]]:
    """The form as somebody would release it, None where something is in the way, and all findings."""
    compiled = compiling.data(form, draft=False)
    document, found = findings.find(compiled)
    parts = compiling.snippets(form, compiled)
    found = [*locking.findings(parts, by), *_not_ready(parts), *found]
    refused = document is None or any(finding.level == "error" for finding in found)
    return (None if refused else document), found


def _not_ready(parts: list[Any]) -> list[Finding]:
    """Snippets that are not published, which stops a release, or have later changes, which it leaves out."""
    urls, found = AdminURLFinder(), []
    for each in parts:
        url = urls.get_edit_url(each) or ""
        if not each.live:
            found.append(Finding("error", _("This is not published yet."), str(each), url))
        elif each.has_unpublished_changes:
            message = _("There are changes that are not published: they stay out.")
            found.append(Finding("warning", message, str(each), url))
    return found


@require_http_methods(["GET", "POST"])
@for_releasers
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in the way of a release and what it would change; POST releases."""
    form = get_object_or_404(IntakeForm, pk=pk)
    document, found = check(form, request.user)
    live = queries.live_version(form.key)
    change = diff.classify(queries.route(live).form, as_read(document)) if live and document else ""
    given = AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and document is not None and given.is_valid():
        return _released(request, document, given)
    context = {
        "header_title": form.name,
        "page_title": _("Release to sponsors"),
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": AdminURLFinder().get_edit_url(form) or "", "label": form.name},
            {"url": "", "label": _("Release to sponsors")},
        ],
        "errors": [finding for finding in found if finding.level == "error"],
        "warnings": [finding for finding in found if finding.level == "warning"],
        "pk": form.pk,
        "translatable": may_translate(request.user),
        "ready": document is not None,
        "live": live,
        "same": bool(live and document == queries.written(live)),
        "kind": dict(FormVersion.ChangeClass.choices).get(change, ""),
        "breaking": change == "breaking",
        "given": given,
    }
    return TemplateResponse(request, "intake_forms/authoring/release.html", context)


def _released(request: HttpRequest, document: Form, given: AgainForm) -> HttpResponse:
    with transaction.atomic():
        pk = int(request.user.pk or 0)
        version, new = services.release(form=document, by=pk, moves_drafts_at=given.moves_at())
        if new:
            audit.record(who=audit.actor(pk), action="form.released")
    if new:
        messages.success(request, _("This is live now as version %(number)s.") % {"number": version.number})
    else:
        messages.warning(request, _("This version is live already."))
    return HttpResponseRedirect(reverse("form_versions_of", args=[document.key]))


def urls() -> list[URLPattern]:
    """The address in the admin."""
    return [path("form-building/<int:pk>/release/", release, name="form_release")]

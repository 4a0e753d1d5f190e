"""The cases in the Wagtail admin: queue, one case, one paper. Every look at a case or a paper leaves an audit row."""

from __future__ import annotations

from typing import Any

import tink
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from intake_forms.documents import opening, storage
from intake_forms.privacy import audit
from intake_forms.records import queries, services
from intake_forms.records.models import Case, Upload
from intake_forms.staff import folder, roles


def _case(request: HttpRequest, pk: Any) -> Case:
    """The case, if this member of staff may see it; one that is not theirs is as unknown as one that is not there."""
    case = roles.cases_of(request.user).select_related("key", "assignee").filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


class QueueView(IndexView):
    """The queue. It shows no content, so opening it is not audited."""

    page_title = _("Cases")

    def get_base_queryset(self) -> QuerySet[Case]:
        return folder.with_activity(roles.cases_of(self.request.user))


class CaseView(InspectView):
    """One case. Before anything was sent it says reference, language and last activity only."""

    page_title = _("Case")
    template_name = "intake_forms/staff/case.html"

    def get_object(self, queryset: Any = None) -> Case:
        return _case(self.request, self.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record(who=audit.actor(request.user.pk), action="case.read", case=self.object.pk)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_fields_context(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.object
        language = (get_language() or "en").split("-")[0]
        return super().get_context_data(
            case=case,
            last_activity=folder.with_activity(Case.objects.filter(pk=case.pk)).get().last_activity,
            folders=folder.folders(case, language),
            can_take=case.assignee is None and case.status != Case.Status.OPEN,
            **kwargs,
        )


@require_safe
def paper(request: HttpRequest, pk: Any, upload: Any) -> HttpResponseBase:
    """One file, opened on its way to the reader. Pictures are shown, everything else is a download."""
    case = _readable(request, pk)
    found = queries.papers(case).filter(pk=upload).first()
    if found is None or case.status == Case.Status.OPEN:
        raise Http404
    audit.record(who=audit.actor(request.user.pk), action="paper.read", case=case.pk, paper=found.pk)
    try:
        content = opening.plain_bytes(case, found)
    except storage.Unavailable:
        return render(request, "intake_forms/staff/unavailable.html", {"case": case}, status=503)
    except (storage.Missing, tink.TinkError):
        return render(request, "intake_forms/staff/damaged.html", {"case": case}, status=404)
    return _file(case, found, StreamingHttpResponse(content, content_type=found.content_type))


def _file(case: Case, upload: Upload, response: StreamingHttpResponse) -> StreamingHttpResponse:
    how = "inline" if upload.content_type in folder.SHOWN else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{folder.neutral_name(case, upload)}"'
    response["Content-Length"] = str(upload.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    # This is somebody's file: whatever it is, it runs nothing and asks for nothing.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    return response


@require_POST
def take(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take a case that nobody has."""
    case = _readable(request, pk)
    if case.assignee is None:
        services.assign(case=case, user_pk=int(request.user.pk or 0))
    return HttpResponseRedirect(reverse("cases:inspect", args=[case.pk]))


def _readable(request: HttpRequest, pk: Any) -> Case:
    if not roles.CasePolicy(Case).user_has_permission(request.user, "view"):
        raise PermissionDenied
    return _case(request, pk)


class CaseViewSet(ModelViewSet):
    """Cases on the menu."""

    model = Case
    name = "cases"
    icon = "folder-open-inverse"
    menu_label = _("Cases")
    menu_order = 50
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    pk_path_converter = "uuid"
    index_view_class = QueueView
    inspect_view_class = CaseView
    inspect_template_name = CaseView.template_name
    form_fields: list[str] = []
    list_filter = ["status", "language", "assignee"]
    ordering = ["-last_activity"]
    list_display = [
        TitleColumn(
            "reference",
            label=_("Reference"),
            accessor="reference",
            get_url=lambda case: reverse("cases:inspect", args=[case.pk]),
        ),
        Column("language", label=_("Language"), accessor="language"),
        Column("status", label=_("Status"), accessor="get_status_display"),
        DateColumn("last_activity", label=_("Last activity"), accessor="last_activity"),
        Column("assignee", label=_("Case worker"), accessor=lambda case: case.assignee or ""),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Looking only: no address to add, edit, delete, or of Wagtail's own history and usage."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<uuid:pk>/", self.inspect_view, name="inspect"),
            path("<uuid:pk>/take/", take, name="take"),
            path("<uuid:pk>/paper/<uuid:upload>/", paper, name="paper"),
        ]

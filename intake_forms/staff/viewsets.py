"""The cases in the Wagtail admin: queue, one case, one paper, who has it. Looking at a case or a paper is audited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import tink
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import Shredded
from intake_forms.records import helping, queries
from intake_forms.records.models import Case
from intake_forms.staff import (
    appointments,
    arranging,
    asking,
    case_forms,
    deciding,
    folder,
    giving_out,
    legal_holds,
    links,
    papers,
    phrases,
    progress,
    queue,
    roles,
    rules,
    services,
    thread,
    unsent,
)


def _seen_by(request: HttpRequest, pk: UUID | str) -> Any:
    """The case with its activity, if this person may see it; one that is not theirs is as unknown as one that is not there."""
    cases = queue.with_activity(roles.cases_of(request.user)).select_related("key", "assignee", "sponsor_case")
    case = cases.filter(pk=pk).first()
    if case is None:
        raise PermissionDenied
    return case


class WorkerChoice(forms.ModelChoiceField):
    """Somebody a case can be given to, by the name they go by."""

    def label_from_instance(self, user: Any) -> str:
        return str(get_user_display_name(user))


class WorkerForm(forms.Form):
    """Who gets the case."""

    worker = WorkerChoice(
        queryset=None, required=False, empty_label=gettext_lazy("Nobody"), label=gettext_lazy("Give this case to")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workers: QuerySet[Any] = roles.workers()
        self.fields["worker"].queryset = workers  # type: ignore[attr-defined]


class CaseView(InspectView):
    """One case. What is not sent is reference, language and last activity only, unless the sponsor lets staff see it."""

    page_title = gettext_lazy("Case")
    template_name = "intake_forms/staff/case.html"
    any_permission_required = ["view"]

    def get_object(self, queryset: Any = None) -> Case:
        return _seen_by(self.request, self.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record(who=audit.actor(request.user.pk), action="case.read", case=self.object.pk)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"case": case, "language": queue.language_name(case.language), "sent": case.sent_at is not None}
        context |= {"forms": case_forms.listed(queries.forms(case)), "openable": case_forms.openable(case)}
        if rule_sets := rules.offered(case):
            context["rules_form"] = rules.RulesForm(initial={"rule_set": case.rule_set}, rule_sets=rule_sets)
        context["holds"] = roles.holds(self.request.user)
        context["can_decide"] = roles.decides(self.request.user)
        context["answers_for"] = roles.answers_for(self.request.user, case)
        context |= {"links": links.listed(self.request.user, case), "whose": links.whose(case)}
        context |= self._contact(case) | self._unsent(case)
        context["can_take"] = case.assignee is None
        if context["sent"]:
            context |= self._content(case)
            context["status_form"] = progress.StatusForm(initial={"status": case.status})
            if roles.supervises(self.request.user):
                context["worker_form"] = WorkerForm(initial={"worker": case.assignee_id})
        return context

    def _contact(self, case: Case) -> dict[str, Any]:
        """What passes between the desk and the family; this may be before anything was sent."""
        try:
            contact, found = appointments.shown(case), asking.lines(case)
        except (tink.TinkError, Shredded, ValueError):
            return {}
        tasks = [line for line in found if line.open_task]
        asked = [line for line in found if not line.open_task]
        return {"contact": contact, "unread": thread.unread(case), "tasks": tasks, "requests": asked}

    def _unsent(self, case: Case) -> dict[str, Any]:
        """What the sponsor lets staff see before it is sent; each look at it counts."""
        try:
            found = unsent.shown(case, (get_language() or "en").split("-")[0])
        except (tink.TinkError, Shredded, ValueError):
            return {"unreadable": True}
        if found:
            audit.record(who=audit.actor(self.request.user.pk), action="draft.read", case=case.pk)
        return {"unsent": found, "help_until": helping.until(case)}

    def _content(self, case: Case) -> dict[str, Any]:
        language = (get_language() or "en").split("-")[0]
        try:
            found = folder.folders(case, language)
        except (tink.TinkError, Shredded, ValueError):
            return {"unreadable": True}
        return {"folders": [(each, queue.language_name(each.submission.language)) for each in found]}


@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a case that nobody has, one that is not sent too: whoever helps a family with lost words answers for it."""
    case = _seen_by(request, pk)
    if services.take(case=case, user_pk=int(request.user.pk or 0)):
        messages.success(request, _("You have this case now."))
    elif case.assignee_id != request.user.pk:
        messages.warning(request, _("Somebody else has this case."))
        return HttpResponseRedirect(reverse("cases:index"))
    return HttpResponseRedirect(reverse("cases:inspect", args=[case.pk]))


@require_POST
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a case to a case worker, or take it from one. For supervisors."""
    if not roles.supervises(request.user):
        raise PermissionDenied
    case, form = _seen_by(request, pk), WorkerForm(request.POST)
    if case.sent_at is None:
        raise PermissionDenied
    if form.is_valid():
        worker = form.cleaned_data["worker"]
        services.give(case=case, to=worker.pk if worker else None, by=int(request.user.pk or 0))
        messages.success(
            request,
            _("The case was given to %(name)s.") % {"name": get_user_display_name(worker)}
            if worker
            else _("Nobody has this case now."),
        )
    else:
        messages.error(request, _("Choose somebody from the list."))
    return HttpResponseRedirect(reverse("cases:inspect", args=[case.pk]))


@require_POST
def choose_rules(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let another rule set apply to a case."""
    case = _seen_by(request, pk)
    form = rules.RulesForm(request.POST, rule_sets=rules.offered(case))
    if not form.is_valid():
        messages.error(request, _("Choose a rule set from the list."))
    elif rules.choose(case=case, rule_set=form.cleaned_data["rule_set"], by=int(request.user.pk or 0)):
        messages.success(request, _("From now on this rule set applies. What was sent stays as it was sent."))
    return HttpResponseRedirect(reverse("cases:inspect", args=[case.pk]))


class CaseViewSet(ModelViewSet):
    """Cases on the menu."""

    model = Case
    name = "cases"
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Cases")
    menu_order = 50
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    index_view_class = queue.QueueView
    inspect_view_class = CaseView
    list_display = queue.QueueView.list_display
    filterset_class = queue.QueueFilters

    def register_admin_url_finder(self) -> None:
        """Nothing: Wagtail's finder leads to edit pages, and there is none."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """Looking only: no address to add, edit, delete, or of Wagtail's own history and usage."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<uuid:pk>/", self.inspect_view, name="inspect"),
            path("<uuid:pk>/take/", take, name="take"),
            path("<uuid:pk>/give/", give, name="give"),
            path("<uuid:pk>/rules/", choose_rules, name="rules"),
            path("<uuid:pk>/open/<slug:form>/", case_forms.open_form, name="open_form"),
            path("<uuid:pk>/link/", links.link, name="link"),
            path("<uuid:pk>/unlink/<uuid:other>/", links.unlink, name="unlink"),
            path("kept/", legal_holds.kept, name="kept"),
            path("<uuid:pk>/hold/", legal_holds.holds, name="hold"),
            path("<uuid:pk>/hold/copy/", giving_out.give_out, name="give_out"),
            path("<uuid:pk>/hold/<uuid:hold>/lift/", legal_holds.lift, name="lift_hold"),
            path("<uuid:pk>/phrase/", phrases.phrase, name="phrase"),
            path("<uuid:pk>/status/", progress.change, name="status"),
            path("<uuid:pk>/messages/", thread.conversation, name="messages"),
            path("<uuid:pk>/appointment/", appointments.edit, name="appointment"),
            path("<uuid:pk>/appointment/cancel/", appointments.cancel, name="cancel_appointment"),
            path("<uuid:pk>/ask/<slug:slot>/", asking.ask, name="ask"),
            path("<uuid:pk>/ask/<slug:slot>/<uuid:item>/", asking.ask, name="ask_of"),
            path("<uuid:pk>/asked/<uuid:asked>/withdraw/", asking.withdraw, name="withdraw"),
            path("<uuid:pk>/paper/<uuid:upload>/arrange/", arranging.arrange, name="arrange"),
            path("<uuid:pk>/paper/<uuid:upload>/decide/", deciding.decide, name="decide"),
            path("<uuid:pk>/paper/<uuid:upload>/", papers.paper, name="paper"),
            path("<uuid:pk>/paper/<uuid:upload>/page/<int:number>/", papers.page_image, name="page_image"),
            path("<uuid:pk>/paper/<uuid:upload>/thumbnail/<int:number>/", papers.thumbnail, name="thumbnail"),
            path("<uuid:pk>/paper/<uuid:upload>/original/", papers.original, name="original"),
        ]

"""The queue: which cases wait for whom. It shows no content of any case, so opening it leaves no audit row."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import IndexView

from intake_forms.records import helping, queries
from intake_forms.records.correspondence import Message, PaperRequest
from intake_forms.records.models import Case, Draft, FormVersion, Submission
from intake_forms.records.uploads import HELD_BY_US, Upload
from intake_forms.staff import case_forms, roles

NOBODY = "none"


def language_name(code: str) -> str:
    """A language's name in the language of the moment; its code where Django knows no name."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


def with_activity(cases: QuerySet[Case]) -> QuerySet[Any]:
    """Cases with ``last_activity`` (when the family last saved or sent something) and ``sent_at`` (None: not yet)."""
    sent_at = Submission.objects.filter(case=OuterRef("pk")).order_by("sent_at").values("sent_at")
    saved = Draft.objects.filter(case=OuterRef("pk")).order_by("-updated_at").values("updated_at")
    last_sent = Submission.objects.filter(case=OuterRef("pk")).order_by("-sent_at").values("sent_at")
    wrote = Message.objects.filter(case=OuterRef("pk"), from_staff=False).order_by("-sent_at").values("sent_at")
    files = Upload.objects.filter(case=OuterRef("pk")).order_by("-created_at").values("created_at")
    last = (Coalesce(Subquery(rows[:1]), F("created_at")) for rows in (saved, last_sent, wrote, files))
    # SQLite's greatest of anything and NULL is NULL.
    return cases.select_related("assignee").annotate(
        sent_at=Subquery(sent_at[:1]),
        last_activity=Greatest(*last, output_field=models.DateTimeField()),
    )


def with_papers(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Cases with ``paper_count``, files of the forms sent (None: all are the family's alone), and ``held_count``, those held."""
    asked = Q(pk=None)
    for version in FormVersion.objects.defer("document").filter(submission__isnull=False).distinct():
        # A form beside it that is still being filled in keeps its papers to itself.
        asked |= Q(case__submissions__version=version, slot__in=queries.route(version).form.item_by_key)
    uploads = Upload.objects.filter(asked, case=OuterRef("pk"), state__in=HELD_BY_US, superseded_at=None).order_by()
    sent = models.Exists(Submission.objects.filter(case=OuterRef("pk")))
    held = _count(uploads.filter(state=Upload.State.HELD))
    return cases.annotate(paper_count=models.Case(When(sent, then=_count(uploads)), default=None), held_count=held)


def _count(uploads: QuerySet[Upload]) -> Coalesce:
    counted = uploads.values("case").annotate(count=models.Count("pk", distinct=True)).values("count")
    return Coalesce(Subquery(counted), models.Value(0), output_field=models.IntegerField())


def with_forms(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Cases with ``forms_begun``: every form of theirs, sent or not, in the order in which they were begun."""
    rows = Draft.objects.select_related("version").defer("version__document", "sealed_facts").order_by("created_at")
    return cases.prefetch_related(Prefetch("drafts", queryset=rows, to_attr="forms_begun"))


def with_messages(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Cases with ``unread_count``: messages of the family that nobody has read."""
    unread = Message.objects.filter(case=OuterRef("pk"), from_staff=False, read_at=None).order_by()
    counted = unread.values("case").annotate(count=models.Count("pk")).values("count")
    return cases.annotate(unread_count=Coalesce(Subquery(counted), 0, output_field=models.IntegerField()))


def with_tasks(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Cases with ``cannot_get_count``: papers that the family cannot get and for which another way is to be found."""
    told = PaperRequest.objects.filter(case=OuterRef("pk"), state=PaperRequest.State.CANNOT_GET).order_by()
    counted = told.values("case").annotate(count=models.Count("pk")).values("count")
    return cases.annotate(cannot_get_count=Coalesce(Subquery(counted), 0, output_field=models.IntegerField()))


def longest_waiting_first(cases: QuerySet[Any]) -> QuerySet[Any]:
    """New messages and wishes for help first; then sent cases nobody has, then those somebody has, oldest first; then the others.

    The others are what is not sent, the newest first, and what is closed.
    """
    turn = models.Case(
        When(Q(unread_count__gt=0) | Q(help_until__gt=timezone.now()), then=0),
        When(status=Case.Status.CLOSED, then=4),
        When(status=Case.Status.OPEN, then=3),
        When(assignee=None, then=1),
        default=2,
        output_field=models.IntegerField(),
    )
    return cases.order_by(turn, F("sent_at").asc(nulls_last=True), "-last_activity", "pk")


class QueueFilters(WagtailFilterSet):
    """Narrow the queue by status, language and case worker."""

    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Case.Status.choices, empty_label=_("All"), widget=forms.RadioSelect
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=settings.LANGUAGES, empty_label=_("All"), widget=forms.RadioSelect
    )
    assignee = django_filters.ChoiceFilter(
        label=_("Case worker"), empty_label=_("All"), widget=forms.RadioSelect, method="of_worker"
    )

    help = django_filters.ChoiceFilter(
        label=_("Help with filling in"),
        choices=[("on", _("Wanted now"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
        method="wants_help",
    )

    papers = django_filters.ChoiceFilter(
        label=_("Papers"),
        choices=[("cannot_get", _("The family can't get one")), ("held", _("One is held: somebody decides"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
        method="of_papers",
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        found = roles.workers() if roles.supervises(user) else [user]
        choices = [(NOBODY, _("Nobody yet")), *((str(each.pk), get_user_display_name(each)) for each in found)]
        self.filters["assignee"].extra["choices"] = choices

    def of_worker(self, cases: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The cases of one case worker, or those that nobody has."""
        return cases.filter(assignee=None if value == NOBODY else value)

    def wants_help(self, cases: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose sponsors let staff see what is not sent."""
        return cases.filter(help_until__gt=timezone.now())

    def of_papers(self, cases: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose families cannot get a paper, until another way is found; or those with a file that is held."""
        return cases.filter(**{f"{value}_count__gt": 0})


def _help(case: Case) -> str:
    ends = helping.until(case)
    return _("help until %(time)s") % {"time": date_format(localtime(ends), "SHORT_DATETIME_FORMAT")} if ends else ""


def _hold(case: Case) -> str:
    day = case.kept_since and date_format(localtime(case.kept_since), "SHORT_DATE_FORMAT")
    return _("on hold since %(day)s") % {"day": day} if day else ""


def files(count: int | None) -> str:
    """How many files, in words; "" where that is the family's alone."""
    return "" if count is None else ngettext("%(count)s file", "%(count)s files", count) % {"count": count}


def _papers(case: Any) -> str:
    count, held = case.cannot_get_count, case.held_count
    told = ngettext("can't get %(count)s", "can't get %(count)s", count) % {"count": count} if count else ""
    decide = ngettext("%(count)s held", "%(count)s held", held) % {"count": held} if held else ""
    return " · ".join(filter(None, [files(case.paper_count), decide, told]))


def _new(count: int) -> str:
    return ngettext("%(count)s new", "%(count)s new", count) % {"count": count} if count else ""


class Words(Column):
    """A column of which a cell with nothing to say is empty: on a phone it then takes no room (desk.css)."""

    cell_template_name = "intake_forms/staff/parts/cell.html"


class QueueView(IndexView):
    """The cases this member of staff may see."""

    #: No export: it would take a queue of families out of the desk, unaudited.
    FORMATS: tuple[str, ...] = ()
    page_title = _("Cases")
    any_permission_required = ["view"]
    filterset_class = QueueFilters
    table_classname = "listing desk-queue"
    list_display = [
        TitleColumn(
            "reference",
            label=_("Reference"),
            get_url=lambda case: reverse("cases:inspect", args=[case.pk]),
            width="18%",
        ),
        Words("language", label=_("Language"), accessor=lambda case: language_name(case.language)),
        StatusTagColumn(
            "status", label=_("Status"), accessor="get_status_display", primary=lambda case: case.sent_at is not None
        ),
        DateColumn("last_activity", label=_("Last activity"), sort_key="last_activity"),
        Words(
            "assignee",
            label=_("Case worker"),
            accessor=lambda case: get_user_display_name(case.assignee) if case.assignee else "",
        ),
        Words(
            "forms", label=_("Forms"), accessor=lambda case: "; ".join(map(str, case_forms.listed(case.forms_begun)))
        ),
        Words("hold", label=_("Legal hold"), accessor=_hold),
        Words("help", label=_("Help"), accessor=_help),
        Words("messages", label=_("Messages"), accessor=lambda case: _new(case.unread_count)),
        Words("papers", label=_("Papers"), accessor=_papers),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        cases = with_papers(with_activity(roles.cases_of(self.request.user)))
        return with_messages(with_tasks(with_forms(cases)))

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.order_by(self.ordering, "pk") if self.ordering else longest_waiting_first(queryset)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["media"] += forms.Media(css={"all": ["intake_forms/desk.css"]})
        return context

    @cached_property
    def no_results_message(self) -> Any:
        """What an empty queue says."""
        if self.is_filtering:
            return super().no_results_message
        return _(
            "Nothing waits for you here. A case appears when a family begins a form; its answers, once the form is sent."
        )

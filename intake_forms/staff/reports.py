"""The report "Where people stop": how far families come in a form, step by step. Counts only, of nobody in particular."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from intake_forms.records import queries, statistics
from intake_forms.records.models import FormVersion
from intake_forms.staff import kinds
from intake_forms.staff.queue import language_name
from intake_forms.staff.roles import User

TITLE = gettext_lazy("Where people stop")
ADDRESS = reverse_lazy("where_people_stop")


def may_see(user: User) -> bool:
    """Whether the report is somebody's: who sees every case, or who may release forms."""
    return any(user.has_perm(f"intake_forms.{name}") for name in ("supervise_case", "release_form"))


class ReportItem(MenuItem):
    """The report on the menu, for those who may see it."""

    def __init__(self) -> None:
        super().__init__(TITLE, ADDRESS, name="where-people-stop", icon_name="clipboard-list", order=100)

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


@dataclass
class Line:
    """One step, its counts added up over the versions and languages that were chosen."""

    title: str
    shown: int = 0
    saved: int = 0
    left: int = 0
    open: int = 0
    rules: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """Errors of all rules."""
        return self.rules.total()

    @property
    def broken(self) -> list[tuple[str, int]]:
        """Every broken rule in words, the one broken most often first."""
        return [(kinds.rule(rule), count) for rule, count in self.rules.most_common()]

    @property
    def share(self) -> int | None:
        """Of a hundred times shown, how often somebody went on; None while nobody saw the step."""
        return min(100, round(100 * self.saved / self.shown)) if self.shown else None


def chosen_rows(rows: Iterable[statistics.StepReport], version: str, language: str) -> Iterator[statistics.StepReport]:
    """Those of a version and language; ``""`` is every one."""
    return (row for row in rows if version in {"", str(row.version)} and language in {"", row.language})


def lines(rows: Iterable[statistics.StepReport]) -> list[Line]:
    """The report's lines. Steps of old versions only come after the newest one's."""
    found: dict[str, Line] = {}
    for row in rows:
        line = found.setdefault(row.step, Line(_title(row)))
        line.shown += row.shown
        line.saved += row.saved
        line.left += row.left
        line.open += row.open
        line.rules.update(row.rules)
    return list(found.values())


def file_rows(rows: Sequence[statistics.StepReport]) -> Iterator[list[Any]]:
    """The file: a line for each step of each version in each language, a column for each rule that was broken anywhere."""
    broken: Counter[str] = Counter()
    for row in rows:
        broken.update(row.rules)
    rules = [rule for rule, _count in broken.most_common()]
    yield [
        _("Version"), _("Step"), _("Title"), _("Language"), _("Shown"), _("Continued"), _("Errors"),
        *(_("Error: %s") % kinds.rule(rule) for rule in rules), _("Standing here now"), _("Left here for good"),
    ]  # fmt: skip
    for row in rows:
        counts = [row.shown, row.saved, row.errors, *(row.rules.get(rule, 0) for rule in rules), row.open, row.left]
        yield [row.version, row.step, _title(row), row.language, *counts]


def _title(row: statistics.StepReport) -> str:
    """A step's title in the reader's language, else in any."""
    reader = (get_language() or "en").split("-")[0]
    return row.title.get(reader) or next(iter(row.title.values()))


class Choice(forms.Form):
    """Of which form, version and language."""

    form = forms.ChoiceField(label=gettext_lazy("Form"))
    version = forms.ChoiceField(label=gettext_lazy("Version"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, data: Any) -> None:
        live = {version.form_key: version for version in queries.live_forms()}
        given = {name: data.get(name, "") for name in ("form", "version", "language")}
        if given["form"] not in live:
            given["form"] = next(iter(live), "")
        super().__init__(given)
        if not live:
            return
        reader = (get_language() or "en").split("-")[0]
        documents = {key: queries.route(version).form for key, version in live.items()}
        titles = {key: form.title.get(reader) or next(iter(form.title.values())) for key, form in documents.items()}
        numbers = FormVersion.objects.filter(form_key=given["form"]).values_list("number", flat=True)
        languages = documents[given["form"]].languages
        self._offer("form", list(titles.items()))
        self._offer("version", [("", _("All")), *((str(number), str(number)) for number in numbers)])
        self._offer("language", [("", _("All")), *((code, language_name(code)) for code in languages)])
        # A version of the form chosen before, or a mistyped address: everything, rather than an error.
        for name in ("version", "language"):
            if not self._choice(name).valid_value(given[name]):
                given[name] = ""
        self.chosen = given

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self._choice(name).choices = choices

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


class WherePeopleStop(WagtailAdminTemplateMixin, View):
    """The report: a chart, the same numbers as a table, and all that was counted as a file."""

    page_title = TITLE
    header_icon = "clipboard-list"
    template_name = "intake_forms/staff/dropoff.html"
    request: HttpRequest

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page, or with ``?export=csv`` the file."""
        if not may_see(request.user):
            raise PermissionDenied
        if request.GET.get("export") == "csv":
            return self.file()
        response: HttpResponseBase = self.render_to_response(self.get_context_data())
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        most = max((line.shown for line in self.lines), default=0)
        # SVG wants a point, whatever the reader's language writes.
        bars = [
            (line, f"{100 * line.shown / most:.1f}%", f"{100 * min(line.saved, most) / most:.1f}%")
            for line in self.lines
            if most
        ]
        counted = any(line.shown or line.saved or line.errors or line.left or line.open for line in self.lines)
        query = self.request.GET.copy()
        query["export"] = "csv"
        return {
            **context,
            "choice": self.choice,
            "released": bool(self.lines),
            "lines": self.lines if counted else [],
            "bars": bars,
            "headings": headings(),
            "export": f"?{query.urlencode()}",
        }

    @cached_property
    def choice(self) -> Choice:
        """What was chosen."""
        return Choice(self.request.GET)

    @cached_property
    def rows(self) -> list[statistics.StepReport]:
        """What was counted of what was chosen; nothing before a form was released."""
        chosen = self.choice.data
        if not chosen["form"]:
            return []
        return list(chosen_rows(statistics.report(chosen["form"]), chosen["version"], chosen["language"]))

    @cached_property
    def lines(self) -> list[Line]:
        """The page's lines."""
        return lines(self.rows)

    def file(self) -> HttpResponse:
        """What was chosen as CSV, versions and languages apart."""
        chosen = self.choice.data
        parts = ["where-people-stop", chosen["form"], chosen["version"], chosen["language"]]
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{"-".join(filter(None, parts))}.csv"'
        # Spreadsheets take a file without this mark for Latin-1.
        response.write("\ufeff")
        writer = csv.writer(response)
        writer.writerows(file_rows(self.rows))
        return response


def headings() -> list[str]:
    """The table's columns."""
    return [
        _("Step"), _("Shown"), _("Continued"), _("Share that continued"), _("Errors"),
        _("Which errors"), _("Standing here now"), _("Left here for good"),
    ]  # fmt: skip

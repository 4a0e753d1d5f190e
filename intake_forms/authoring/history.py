"""Every version of every form: when it was released, what it changed, who fills it in; and releasing an old one again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from intake_forms.authoring import compiling, differences, findings, locking
from intake_forms.authoring.compiling import Document, Places
from intake_forms.authoring.findings import Finding
from intake_forms.authoring.models import IntakeForm
from intake_forms.authoring.outline import said
from intake_forms.authoring.permissions import may_release
from intake_forms.privacy import audit
from intake_forms.records import queries, services
from intake_forms.records.models import FormVersion
from intake_forms.schema import diff, document


class VersionsItem(MenuItem):
    """The menu entry, for those who may release forms."""

    def __init__(self) -> None:
        label, url = gettext_lazy("Form versions"), reverse_lazy("form_versions")
        super().__init__(label, url, name="form-versions", icon_name="history", order=60)

    def is_shown(self, request: HttpRequest) -> bool:
        return may_release(request.user)


class AgainForm(forms.Form):
    """Releasing an old version again: what becomes of open drafts that cannot go along."""

    drafts = forms.ChoiceField(
        label=gettext_lazy("Open drafts that cannot go along"),
        choices=[
            ("stay", gettext_lazy("They stay on their version until they are sent")),
            ("move", gettext_lazy("They move to the new version on this day:")),
        ],
        initial="stay",
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("Day of the move"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """A move needs a day that is still to come."""
        given = super().clean() or {}
        if given.get("drafts") == "move" and "day" not in self.errors:
            if not given.get("day"):
                self.add_error("day", _("Choose the day on which open drafts move."))
            elif given["day"] < timezone.localdate():
                self.add_error("day", _("Choose today or a day to come."))
        return given

    def moves_at(self) -> datetime.datetime | None:
        """The beginning of the chosen day on the office's clock; None when drafts stay."""
        if self.cleaned_data["drafts"] != "move":
            return None
        return timezone.make_aware(datetime.datetime.combine(self.cleaned_data["day"], datetime.time.min))


def for_releasers(view: Any) -> Any:
    """Let in only those who may release forms."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_release(request.user):
            raise PermissionDenied
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return guarded


def _title(version: FormVersion) -> str:
    return said(queries.route(version).form.title)


def _page(request: HttpRequest, template: str, title: str, trail: list[dict[str, str]], **more: Any) -> HttpResponse:
    crumbs = [{"url": reverse("form_versions"), "label": _("Form versions")}, *trail]
    context = {"header_title": title, "page_title": title, "breadcrumbs_items": crumbs, "header_icon": "history"}
    return TemplateResponse(request, f"intake_forms/authoring/{template}.html", context | more)


def _version(form: str, number: int) -> FormVersion:
    found = FormVersion.objects.filter(form_key=form, number=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
@for_releasers
def every_form(request: HttpRequest) -> HttpResponse:
    """The forms with their live versions."""
    found = [(_title(version), version) for version in queries.live_forms()]
    return _page(request, "forms", _("Form versions"), [], found=found)


@require_safe
@for_releasers
def versions(request: HttpRequest, form: str) -> HttpResponse:
    """The versions of one form, the live one first; with two numbers chosen, what differs between them."""
    pair = [request.GET.get(name, "") for name in ("old", "new")]
    if all(number.isdecimal() and len(number) < 9 for number in pair):
        return HttpResponseRedirect(reverse("form_difference", args=[form, *map(int, pair)]))
    return _versions(request, form)


def _versions(
    request: HttpRequest, form: str, refused: Mapping[int, AgainForm] | None = None, errors: Sequence[Finding] = ()
) -> HttpResponse:
    """``refused``: number -> the form to release it again, as it was sent and could not be taken; ``errors``: why not."""
    open_drafts = Count("draft", filter=Q(draft__submitted=False))
    rows = FormVersion.objects.filter(form_key=form).defer("document").select_related("released_by")
    found = list(rows.annotate(drafts=open_drafts).order_by("-number"))
    if not found:
        raise Http404
    live, title = found[0].number, _title(found[0])
    refused = refused or {}
    rows_with_forms = [
        (version, None if version.number == live else refused.get(version.number) or _again_form(version.number))
        for version in found
    ]
    trail = [{"url": "", "label": title}]
    more = {"form_key": form, "live": live, "errors": errors, "refused": next(iter(refused), 0)}
    return _page(request, "versions", title, trail, found=rows_with_forms, **more)


def _again_form(number: int, data: Any = None) -> AgainForm:
    """The form of one row; each has names of its own."""
    return AgainForm(data, prefix=f"v{number}")


@require_safe
@for_releasers
def difference(request: HttpRequest, form: str, old: int, new: int) -> HttpResponse:
    """What differs between two versions."""
    before, after = _version(form, old), _version(form, new)
    was, now = queries.written(before), queries.written(after)
    rows = differences.rows(*(each.model_dump(mode="json") for each in (was, now)))
    title = _("Versions %(old)s and %(new)s") % {"old": old, "new": new}
    trail = [{"url": reverse("form_versions_of", args=[form]), "label": _title(after)}, {"url": "", "label": title}]
    change = diff.classify(queries.route(before).form, queries.route(after).form)
    kind = dict(FormVersion.ChangeClass.choices).get(change, "")
    return _page(request, "difference", title, trail, rows=rows, kind=kind, old=old, new=new)


@require_POST
@for_releasers
def again(request: HttpRequest, form: str, number: int) -> HttpResponse:
    """Release an older version again: its document becomes the newest."""
    version, given = _version(form, number), _again_form(number, request.POST)
    if not given.is_valid():
        return _versions(request, form, {number: given})
    old = queries.written(version)
    if errors := _errors(old, request.user):
        return _versions(request, form, {number: given}, errors)
    with transaction.atomic():
        pk = int(request.user.pk or 0)
        released, new = services.release(form=old, by=pk, moves_drafts_at=given.moves_at())
        if new:
            audit.record(who=audit.actor(pk), action="form.released")
    if new:
        messages.success(request, _("This is live now as version %(number)s.") % {"number": released.number})
    else:
        messages.warning(request, _("This version is live already."))
    return HttpResponseRedirect(reverse("form_versions_of", args=[form]))


def _errors(old: document.Form, user: Any) -> list[Finding]:
    """What keeps an older version from being released again: somebody's lock, and what is an error by today's rules."""
    snippet = IntakeForm.objects.filter(key=old.key).first()
    parts = compiling.snippets(snippet, compiling.data(snippet, draft=False)) if snippet else []
    # An older version has no block that it could be mended in.
    found = findings.find(Document(document.plain(old), Places()))[1]
    return [*locking.findings(parts, user), *(each for each in found if each.level == "error")]


def urls() -> list[URLPattern]:
    """The addresses of these pages in the admin."""
    return [
        path("form-versions/", every_form, name="form_versions"),
        path("form-versions/<slug:form>/", versions, name="form_versions_of"),
        path("form-versions/<slug:form>/<int:old>/<int:new>/", difference, name="form_difference"),
        path("form-versions/<slug:form>/<int:number>/release/", again, name="form_release_again"),
    ]

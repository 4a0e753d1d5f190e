"""What a form lacks in each language, and spreadsheets for translators: out, back in, looked at, then kept as drafts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.widgets.button import Button

from intake_forms.authoring import proposals, spreadsheets, text, translating
from intake_forms.authoring.models import IntakeForm
from intake_forms.authoring.permissions import may_translate
from intake_forms.authoring.proposals import Proposal
from intake_forms.authoring.translating import New, Said

_SALT = "intake_forms.translations"
#: How long the page that shows what would change may be left open, in seconds.
_SHOWN_FOR = 24 * 60 * 60


class FileForm(forms.Form):
    """The file that came back from a translator."""

    file = forms.FileField(
        label=gettext_lazy("The file that came back (XLSX)"),
        widget=forms.FileInput(attrs={"accept": f".xlsx,{spreadsheets.CONTENT_TYPE}"}),
    )


def for_translators(view: Any) -> Any:
    """Let in only those who may change forms."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_translate(request.user):
            raise PermissionDenied
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return guarded


def listing_buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterable[Button]:
    """The way to a form's translations from the list of forms."""
    if isinstance(snippet, IntakeForm) and may_translate(user):
        url = reverse("form_translations", args=[snippet.pk])
        yield Button(_("Translations"), url=url, icon_name="globe", priority=25)


def _page(request: HttpRequest, template: str, form: IntakeForm, title: str, **more: Any) -> HttpResponse:
    trail = [{"url": AdminURLFinder().get_edit_url(form) or "", "label": form.name}]
    if template != "translations":
        trail.append({"url": reverse("form_translations", args=[form.pk]), "label": _("Translations")})
    context = {
        "header_title": form.name,
        "page_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
        "form_pk": form.pk,
        "source_language": text.SOURCE,
    }
    return TemplateResponse(request, f"intake_forms/authoring/{template}.html", context | more)


@require_safe
@for_translators
def translations(request: HttpRequest, pk: int) -> HttpResponse:
    """Per language, the texts that are missing or out of date."""
    return _translations(request, get_object_or_404(IntakeForm, pk=pk))


def _translations(request: HttpRequest, form: IntakeForm, refused: str = "", language: str = "") -> HttpResponse:
    """``refused``: why the file for ``language`` could not be read."""
    names = dict(settings.LANGUAGES)
    languages = []
    for code in text.TRANSLATED:
        found = translating.texts(form, code)
        changes = translating.changes(found)
        languages.append(
            {
                "code": code,
                "name": _(str(names[code])),
                "rows": [(each, changes.get(each.key)) for each in found if each.state != "ok"],
                "all": len(found),
                "upload": FileForm(auto_id=f"{code}_%s"),
                "refused": refused if code == language else "",
            }
        )
    return _page(request, "translations", form, _("Translations"), languages=languages)


def _asked(pk: int, language: str) -> IntakeForm:
    if language not in text.TRANSLATED:
        raise Http404
    return get_object_or_404(IntakeForm, pk=pk)


@require_safe
@for_translators
def export(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The spreadsheet for a translator."""
    form = _asked(pk, language)
    made = spreadsheets.write(form.key, language, translating.texts(form, language))
    response = HttpResponse(made, content_type=spreadsheets.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{form.key}-{language}.xlsx"'
    return response


@require_POST
@for_translators
def check(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """What a file would change, row by row. Nothing is written."""
    form = _asked(pk, language)
    given = FileForm(request.POST, request.FILES)
    if not given.is_valid():
        return _translations(request, form, " ".join(map(str, given.errors["file"])), language)
    try:
        lines = spreadsheets.read(given.cleaned_data["file"], form.key, language)
    except spreadsheets.Refused as refused:
        return _translations(request, form, str(refused), language)
    found = translating.texts(form, language)
    judged = proposals.judge(lines, found, request.user)
    rows = {verdict: [each for each in judged if each.verdict == verdict] for verdict in ("change", "right", "skip")}
    return _page(
        request,
        "translations_check",
        form,
        _("What the file would change"),
        language=language,
        **rows,
        same=len(judged) - sum(map(len, rows.values())),
        left_out=proposals.left_out(lines, found),
        signed=_signed(form, language, rows["change"], rows["right"]),
    )


def _signed(form: IntakeForm, language: str, change: list[Proposal], right: list[Proposal]) -> str:
    """What the page shows, to be sent back when an editor agrees; signed, so that it is what was checked."""
    lists = [
        {row.said.key: _new(row.said, row.line.translation) for row in rows if row.said} for rows in (change, right)
    ]
    return signing.dumps([form.pk, language, *lists], salt=_SALT, compress=True)


def _new(said: Said, translation: str) -> New:
    return New(translation, text.mark(said.source), text.mark(said.translation))


@require_POST
@for_translators
def keep(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Write what was shown into drafts."""
    form = _asked(pk, language)
    back = HttpResponseRedirect(reverse("form_translations", args=[pk]))
    try:
        shown = signing.loads(request.POST.get("signed", ""), salt=_SALT, max_age=_SHOWN_FOR)
    except signing.BadSignature:
        messages.error(request, _("This page was open for too long. Choose the file again."))
        return back
    if shown[:2] != [pk, language]:
        raise Http404
    chosen = shown[2] | (shown[3] if request.POST.get("right") else {})
    wanted = {key: New(*new) for key, new in chosen.items()}
    there = {each.key: each.where for each in translating.texts(form, language)}
    done = translating.write(form, language, wanted, by=request.user)
    _tell(request, done, [there.get(key, key) for key in wanted.keys() - {each.key for each in done}])
    return back


def _tell(request: HttpRequest, done: list[Said], missed: list[str]) -> None:
    """What was written, and where something was not."""
    snippets = sorted({str(each.place.snippet) for each in done})
    if done:
        told = ngettext(
            "%(count)s translation is kept as a draft.", "%(count)s translations are kept as drafts.", len(done)
        )
        where = _("To be published before a release: %s.") % "; ".join(snippets)
        messages.success(request, f"{told % {'count': len(done)}} {where}")
    if missed:
        said = _("Not written, because somebody has changed or locked these texts meanwhile: %s")
        messages.warning(request, said % "; ".join(sorted(missed)))
    if not done and not missed:
        messages.warning(request, _("Nothing was to be changed."))


def urls() -> list[URLPattern]:
    """The addresses in the admin."""
    of_form = "form-building/<int:pk>/translations/"
    return [
        path(of_form, translations, name="form_translations"),
        path(f"{of_form}<slug:language>/export/", export, name="form_translations_export"),
        path(f"{of_form}<slug:language>/check/", check, name="form_translations_check"),
        path(f"{of_form}<slug:language>/keep/", keep, name="form_translations_keep"),
    ]

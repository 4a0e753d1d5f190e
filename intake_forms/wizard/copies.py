"""What a family takes along: its answers on paper, as a PDF, and everything that is kept of it as data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake_forms.documents.letters import letter
from intake_forms.privacy import audit
from intake_forms.records import queries
from intake_forms.records.models import Case, Submission
from intake_forms.schema import answers
from intake_forms.schema.answers import Answer, Chapter
from intake_forms.wizard import belongings, site
from intake_forms.wizard.case import of_case
from intake_forms.wizard.visit import spoken


@dataclass(frozen=True)
class Sent:
    """One form that was sent: its answers in the language of the reader."""

    title: str
    language: str
    line: str
    chapters: list[Chapter]


def sent_forms(case: Case) -> list[Sent]:
    """Every form that was sent, in the order of sending."""
    return [
        _sent(case, each) for each in Submission.objects.filter(case=case).select_related("version").order_by("sent_at")
    ]


def _sent(case: Case, submission: Submission) -> Sent:
    route = queries.route(submission.version)
    language = spoken(route.form)
    chapters = answers.chapters(
        route,
        queries.submitted_answers(case, submission),
        language,
        outer=queries.rules_of(submission),
        papers=queries.papers_by_key(case),
    )
    day = formats.date_format(timezone.localtime(submission.sent_at), "DATETIME_FORMAT")
    line = _("Sent on %(day)s. Version %(version)s of the form.") % {"day": day, "version": submission.version.number}
    return Sent(route.form.title[language], language, line, chapters)


@require_safe
@of_case
def summary(request: HttpRequest, case: Case) -> HttpResponse:
    """What was sent, as a page to read and to print."""
    context = {"case": case, "forms": sent_forms(case), "translate_path": True}
    return render(request, "intake_forms/case/summary.html", context)


@require_safe
@of_case
def pdf(request: HttpRequest, case: Case) -> HttpResponse:
    """The same as a PDF, with the reference on each sheet."""
    known = site.facts()
    data = {
        "title": _("What you sent"),
        "site": known["name"],
        "language": (get_language() or settings.LANGUAGE_CODE).split("-")[0],
        "reference_line": _("Reference %(reference)s") % {"reference": case.reference},
        "help": site.filled(_("Need help? Call us: [[phone]]"), known),
        "lines": [],
        "forms": [
            {"title": form.title, "lines": [form.line], "chapters": [_chapter(each, known) for each in form.chapters]}
            for form in sent_forms(case)
        ],
    }
    response = HttpResponse(letter("summary", data), content_type="application/pdf")
    # Neutral: the file may stay on a phone that others use.
    response["Content-Disposition"] = 'attachment; filename="copy.pdf"'
    return response


def _chapter(chapter: Chapter, known: dict[str, str]) -> dict[str, Any]:
    blocks = [
        {
            "title": block.title,
            "answers": [{"label": site.filled(each.label, known), "text": in_words(each)} for each in block.answers],
        }
        for block in chapter.blocks
    ]
    return {"title": chapter.title, "blocks": blocks}


def in_words(answer: Answer) -> str:
    """An answer, or what became of a paper, as plain text."""
    if answer.need is None:
        return _("Not provided") if answer.text is None else answer.text
    return belongings.of_paper(answer.need)


@require_safe
@of_case
def data(request: HttpRequest, case: Case) -> HttpResponse:
    """Everything that is kept of the case, as JSON."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    text = json.dumps(belongings.of_case(case, language), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="copy.json"'
    audit.record(who=audit.SPONSOR, action="data.downloaded", case=case.pk)
    return response

"""What a family takes along: its answers on paper, as a PDF, and everything that is kept of it as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake_forms.documents.letters import letter
from intake_forms.privacy import audit
from intake_forms.records import belongings, queries, site
from intake_forms.records.models import Case, Draft, Submission
from intake_forms.records.queries import StepAnswers
from intake_forms.records.tables import language_of
from intake_forms.schema import answers
from intake_forms.schema.answers import Answer, Block, Chapter
from intake_forms.schema.slots import Need
from intake_forms.wizard.case import of_case
from intake_forms.wizard.kinds import slot


@dataclass(frozen=True)
class Copy:
    """One form of a case, sent or as it stands: its answers in the language of the reader."""

    title: str
    language: str
    line: str
    chapters: list[Chapter]
    sent: bool = True

    @property
    def marked(self) -> str:
        """Its title, on paper with the mark of what was not sent."""
        return self.title if self.sent else _("%(title)s (not sent)") % {"title": self.title}


def copies(case: Case) -> list[Copy]:
    """Every form of the case: what was sent, in the order of sending, then what is still being filled in."""
    sent = Submission.objects.filter(case=case).select_related("version").order_by("sent_at")
    return [*(_sent(case, each) for each in sent), *(_begun(case, each) for each in queries.open_forms(case))]


def _begun(case: Case, draft: Draft) -> Copy:
    draft.case = case
    route, saved = queries.route(draft.version), queries.all_answers(draft)
    language = language_of(route.form)
    found = answers.chapters(
        route,
        {step: each.values for step, each in saved.items()},
        language,
        outer=queries.facts(draft),
        papers=queries.papers_by_key(case),
    )
    chapters = [
        replace(chapter, blocks=[_with_typed(block, saved, language) for block in chapter.blocks]) for chapter in found
    ]
    day = formats.date_format(timezone.localtime(draft.updated_at), "DATETIME_FORMAT")
    line = _("Not sent. Saved last on %(day)s.") % {"day": day}
    return Copy(route.form.title[language], language, line, chapters, sent=False)


def _with_typed(block: Block, saved: Mapping[str, StepAnswers], language: str) -> Block:
    """A block in which also stands what is typed and cannot be read as an answer yet."""

    def line(answer: Answer) -> Answer:
        # What is half typed of a person stands on that person's page only.
        typed = saved[answer.step].typed if answer.step in saved and not block.entry else {}
        text = "" if answer.text or answer.need else answers.as_typed(answer.item, typed, language)
        return replace(answer, text=_("%(text)s (not finished)") % {"text": text}) if text else answer

    return replace(block, answers=[line(answer) for answer in block.answers])


def _sent(case: Case, submission: Submission) -> Copy:
    route = queries.route(submission.version)
    language = language_of(route.form)
    chapters = answers.chapters(
        route,
        queries.submitted_answers(case, submission),
        language,
        outer=queries.rules_of(submission),
        papers=queries.papers_by_key(case),
    )
    day = formats.date_format(timezone.localtime(submission.sent_at), "DATETIME_FORMAT")
    line = _("Sent on %(day)s. Version %(version)s of the form.") % {"day": day, "version": submission.version.number}
    return Copy(route.form.title[language], language, line, chapters)


@require_safe
@of_case
def summary(request: HttpRequest, case: Case) -> HttpResponse:
    """What was sent, and what is not sent yet and says so, as a page to read and to print."""
    forms = copies(case)
    context = {"case": case, "title": _title(forms), "forms": forms, "translate_path": True}
    return render(request, "intake_forms/case/summary.html", context)


@require_safe
@of_case
def pdf(request: HttpRequest, case: Case) -> HttpResponse:
    """The same as a PDF, with the reference on each sheet."""
    known, forms = site.facts(), copies(case)
    data = {
        "title": _title(forms),
        "site": known["name"],
        "language": (get_language() or settings.LANGUAGE_CODE).split("-")[0],
        "reference_line": _("Reference %(reference)s") % {"reference": case.reference},
        "help": site.filled(_("Need help? Call us: [[phone]]"), known),
        "lines": [],
        "forms": [
            {"title": form.marked, "lines": [form.line], "chapters": [_chapter(each, known) for each in form.chapters]}
            for form in forms
        ],
    }
    response = HttpResponse(letter("summary", data), content_type="application/pdf")
    # Neutral: the file may stay on a phone that others use.
    response["Content-Disposition"] = 'attachment; filename="copy.pdf"'
    return response


def _title(forms: list[Copy]) -> str:
    return _("What you sent") if all(form.sent for form in forms) else _("Your answers")


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
        return _("Not answered") if answer.text is None else answer.text
    return _of_paper(answer.need)


def _of_paper(need: Need) -> str:
    """What became of a paper, in words."""
    if need.papers:
        count = len(need.papers)
        return ngettext("%(files)s file", "%(files)s files", count) % {"files": count}
    if need.state in ("needed", "now"):
        return _("No photo yet. You can bring the paper.")
    return slot.said_of(need)


@require_safe
@of_case
def data(request: HttpRequest, case: Case) -> HttpResponse:
    """Everything that is kept of the case, as JSON."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    text = json.dumps(belongings.of_case(case, language, family=_("you")), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="copy.json"'
    audit.record(who=audit.SPONSOR, action="data.downloaded", case=case.pk)
    return response

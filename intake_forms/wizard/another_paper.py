"""Sending a file for a paper after the form was sent, or saying that it will be brought or cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from intake_forms.documents.incoming import Incoming, RefusingUploadHandler, SealingUploadHandler
from intake_forms.records import consents, queries, requests, tables
from intake_forms.records import papers as kept_papers
from intake_forms.records.correspondence import PaperRequest
from intake_forms.records.models import Case, Draft
from intake_forms.records.papers import Kept
from intake_forms.schema.kinds.slot import REASONS
from intake_forms.schema.slots import PaperKey, paper_key
from intake_forms.wizard import papers, taking_in
from intake_forms.wizard.arrival import see
from intake_forms.wizard.case import ended, is_of_another, paper_url
from intake_forms.wizard.forms import Paper
from intake_forms.wizard.kinds import slot as words
from intake_forms.wizard.refusals import Refusal, refusals
from intake_forms.wizard.visit import case_of

#: The prefix of the page's inputs.
STEP = "paper"


@never_cache
@csrf_exempt
def paper(request: HttpRequest, slot: str, item: UUID | None = None) -> HttpResponseBase:
    """One paper of a case. The sealing handler is there before the body is read; CSRF is checked inside."""
    case = case_of(request)
    incoming: list[Incoming] = []
    if case is not None and case.status != Case.Status.OPEN:
        handler = SealingUploadHandler(request, case)
        request.upload_handlers, incoming = [handler], handler.incoming
    else:
        request.upload_handlers = [RefusingUploadHandler(request)]
    try:
        return _paper(request, case=case, key=(slot, str(item or "")), incoming=incoming)
    finally:
        for entry in incoming:
            entry.sealed.close()


def said(request: HttpRequest, slot: str, item: UUID | None = None) -> HttpResponse:
    """What was said of a paper and came too late, put again when the case was opened: no file comes with it."""
    return _unprotected(request, case=case_of(request), key=(slot, str(item or "")), incoming=[])


@require_http_methods(["GET", "HEAD", "POST"])
def _unprotected(request: HttpRequest, *, case: Case | None, key: PaperKey, incoming: list[Incoming]) -> HttpResponse:
    if case is None or is_of_another(request):
        return ended(request)
    found = kept_papers.of_case(case).get(key)
    if found is None:
        return _in_a_form(case, key[0])
    asked = requests.of_paper(case, key)
    if request.method != "POST":
        return _page(request, case, found, asked)
    go = request.POST.get("go", "upload")
    if go == "say" and not incoming:
        return _say(request, case, found, asked)
    given = Paper(found.need.slot, found.need.person, "", list(found.need.accepts))
    # What was sent stays: from here only what did not arrive is taken away.
    if papers.press(case=case, papers=[given], go=go, stays=True) is not None:
        return see(f"{paper_url(key)}#paper-{given.name}")
    instead = _instead(case, given.name, request.POST.get("instead", ""))
    intake = taking_in.take_in(
        case=case,
        step=STEP,
        papers=[given],
        incoming=incoming,
        asked="upload",
        since=papers.since(case, asked),
        posted=request.POST,
        instead=instead.upload if instead else None,
    )
    if intake.stored:
        requests.receive(case=case, key=key)
    if intake.problems:
        return _page(request, case, found, requests.of_paper(case, key), intake)
    told = [f"sent={given.name}"] if intake.stored else []
    told += [f"again={'.'.join(intake.again)}"] if intake.again else []
    return see(f"{paper_url(key)}?{'&'.join(told)}#paper-{given.name}")


_paper = csrf_protect(_unprotected)


def after_sending(request: HttpRequest, *, case: Case, step: str, incoming: Sequence[Incoming]) -> HttpResponse | None:
    """Take in the files of a step whose form another window has sent meanwhile. The page of the first; None where none came.

    Where something is wrong with one it is the page of that paper, and says so.
    """
    kept = kept_papers.of_case(case)
    found = {key: Paper(each.need.slot, each.need.person, "", []) for key, each in kept.items()}
    names = {entry.field_name for entry in incoming}
    brought = {key: paper for key, paper in found.items() if papers.field_name(step, paper) in names}
    if not brought:
        return None
    given, since = [*brought.values()], papers.since(case, None)
    intake = taking_in.take_in(
        case=case, step=step, papers=given, incoming=incoming, asked="next", since=since, posted=request.POST
    )
    for key in brought if intake.stored else ():
        requests.receive(case=case, key=key)
    if intake.problems:
        wrong = next((key for key, paper in brought.items() if paper.name in intake.problems), next(iter(brought)))
        return _page(request, case, kept[wrong], requests.of_paper(case, wrong), intake)
    told = [f"sent={given[0].name}"] if intake.stored else []
    told += [f"again={'.'.join(intake.again)}"] if intake.again else []
    return see(f"{paper_url(next(iter(brought)))}?{'&'.join(told)}#paper-{given[0].name}")


def _instead(case: Case, name: str, upload: str) -> papers.Sheet | Refusal | None:
    """The file of the paper that another is to take the place of; it may be one that cannot be used."""
    found = [*papers.sheets(case).get(name, ()), *refusals(case).get(name, ())] if upload else []
    return next((each for each in found if str(each.upload.pk) == upload), None)


def _in_a_form(case: Case, slot: str) -> HttpResponse:
    """A paper of a form that is not sent yet is sent there."""
    for draft in Draft.objects.filter(case=case, submitted=False).select_related("version"):
        form = queries.route(draft.version).form
        if step := next((step for step in form.steps if any(item.key == slot for item in step.items)), None):
            return see(reverse("intake_forms:step", args=[draft.form_key, step.key]))
    raise Http404


def _say(request: HttpRequest, case: Case, found: Kept, asked: PaperRequest | None) -> HttpResponse:
    """Keep what was said of the paper; a choice is needed, and somebody who asks."""
    said, reason = request.POST.get("said", ""), request.POST.get("reason", "")
    if said not in requests.ANSWERS:
        return _page(request, case, found, asked, unsaid=True)
    reason = reason if said == "cannot_get" and reason in REASONS else ""
    key = paper_key(found.need.slot, found.need.person)
    requests.answer(case=case, key=key, said=said, reason=reason)
    return see(paper_url(key) + "?said#said")


def _page(
    request: HttpRequest,
    case: Case,
    found: Kept,
    asked: PaperRequest | None,
    intake: taking_in.Intake | None = None,
    *,
    unsaid: bool = False,
) -> HttpResponse:
    language = (get_language() or "en").split("-")[0]
    name, intake = found.need.name, intake or taking_in.Intake()
    context: dict[str, Any] = {
        "case": case,
        # Not always that of the request: a step's page may have brought the file.
        "address": paper_url(paper_key(found.need.slot, found.need.person)),
        "slot": found.need.slot,
        "accepts": found.need.accepts,
        "fact": found.need.fact,
        "language": found.spoken(language),
        "label": found.label(language),
        "name": name,
        "input": f"{STEP}-{name}",
        **_files(request, case, name, asked),
        "refusals": refusals(case).get(name, []),
        "cuts": papers.underway(case).get(name, []),
        "locked": intake.locked,
        "sending": papers.here(case),
        "said": words.said_of(found.need) if found.need.state in words.SAID else "",
        "not_permitted": found.need.key in {each.need.key for left in consents.outside(case).values() for each in left},
        "said_cannot": found.need.state == "cannot_get",
        "sentences": intake.problems.get(name, []),
        "problems": _problems(intake, name, unsaid=unsaid),
        "unavailable": intake.unavailable,
        "translate_path": True,
        **_asked(case, asked),
        **_just(request, intake),
        "unsaid": unsaid,
    }
    return render(request, "intake_forms/case/paper.html", context, status=503 if intake.unavailable else 200)


def _problems(intake: taking_in.Intake, name: str, *, unsaid: bool) -> list[tuple[str, str]]:
    """What the summary says: of the paper's files, of files that came for others, of the answer that is missing."""
    others = [sentence for other, sentences in intake.problems.items() if other != name for sentence in sentences]
    found = [(f"id_{STEP}", sentence) for sentence in [*intake.problems.get(name, []), *others]]
    return [*found, ("id_said_0", _("Choose one of the two answers."))] if unsaid else found


def _files(request: HttpRequest, case: Case, name: str, asked: PaperRequest | None) -> dict[str, Any]:
    """The files of the paper, those that staff want others for, and the one whose place the next takes."""
    listed = papers.listed(case, name, asked)
    renew = listed["renew"]
    instead = _instead(case, name, request.POST.get("instead") or request.GET.get("instead", ""))
    if len(renew) == 1 and request.method != "POST" and not {"instead", "keep"} & set(request.GET):
        [instead] = renew
    return {**listed, "instead": instead}


def _just(request: HttpRequest, intake: taking_in.Intake) -> dict[str, Any]:
    """What came just now, or came once more, and whether something was said."""
    again = intake.again or request.GET.get("again", "").split(".")
    return {"just": request.GET.get("sent", ""), "again": again, "just_said": "said" in request.GET}


def _asked(case: Case, asked: PaperRequest | None) -> dict[str, Any]:
    """What staff ask of the paper, while that stands, with the answers to choose from."""
    if asked is None or not papers.stands(asked):
        return {"stands": False}
    note, reason = requests.note(case, asked), requests.answer_reason(case, asked)
    return {
        "stands": True,
        "asked": asked,
        "message": tables.spoken(tables.verdicts()[asked.reason].message),
        "note": tables.spoken(note) if note else "",
        "choices": [words.Choice(key, words.SAID[key], key == asked.state) for key in requests.ANSWERS],
        "reasons": [words.Choice(key, text, key == reason) for key, text in words.REASONS.items()],
    }

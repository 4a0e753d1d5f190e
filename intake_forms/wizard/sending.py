"""What a page with JavaScript sends of a paper, piece by piece (documents/chunks.py). Without it taking_in.py takes whole files.

An upload is announced with the session and its CSRF token. From then on its own token, in a header that no form of another
site can send, is the authority: a session that ends meanwhile costs nobody a photo. Answers are JSON, sentences in the
language of the address: 422 with ``problem`` and ``sentence`` for what only the sender can mend, 409, 429 and 5xx for what the
page tries again, 404 and 410 where it has to be announced anew.

What the page keeps of a file until it has arrived it seals with ``key``, which is only on the pages of a case that is open:
whoever takes the phone next finds bytes that open with the case's words alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from pydantic import BaseModel, Field, ValidationError

from intake_forms.documents import chunks, services, storage
from intake_forms.privacy.sealing import Shredded
from intake_forms.records import late, requests
from intake_forms.records import papers as kept_papers
from intake_forms.records import services as records
from intake_forms.records.correspondence import PaperRequest
from intake_forms.records.models import Case
from intake_forms.records.papers import Kept
from intake_forms.records.uploads import Upload
from intake_forms.wizard import papers, problems, taking_in
from intake_forms.wizard.visit import case_of

TOKEN = "X-Upload-Token"  # noqa: S105  the name of a header
DIGEST = "X-Chunk-SHA256"
View = Callable[..., HttpResponse]


class Announcement(BaseModel):
    """A file that is to come: for which paper (its name on the page), and the mark of the case that the page is of.

    ``instead``: the file whose place it takes.
    """

    mark: str
    paper: str
    name: str = Field(max_length=1000)
    size: int = Field(ge=0, lt=2**31)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    instead: UUID | None = None


class Ending(BaseModel):
    """All pieces were sent."""

    password: str = Field("", max_length=200)


class Told(JsonResponse):
    """An answer behind which the pieces of what was ``put_together`` go: nobody waits for as many requests to the store."""

    def __init__(self, data: Any, *, put_together: Upload | None) -> None:
        super().__init__(data)
        self._put_together = put_together

    def close(self) -> None:
        """The server has sent it."""
        if self._put_together:
            chunks.clear(upload=self._put_together)
        super().close()


def told(view: View) -> View:
    """What stops an upload, as an answer that the page understands."""

    @never_cache
    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except (ValidationError, UnreadablePostError):
            return JsonResponse({}, status=400)
        except (chunks.Gone, chunks.Incomplete, Shredded):
            return JsonResponse({}, status=410)
        except chunks.Busy:
            return JsonResponse({}, status=409)
        except storage.Unavailable:
            return _problem("unavailable", 0, status=503)

    return wrapped


@require_POST
@told
def announce(request: HttpRequest) -> HttpResponse:
    """Begin an upload or go on with one: its id, its token, and which pieces we have."""
    given, case = Announcement.model_validate_json(request.body), case_of(request)
    if case is None or given.mark != late.mark(case.pk):
        return JsonResponse({}, status=403)
    found = _asked_for(case, given.paper)
    if found is None:
        return JsonResponse({}, status=404)
    slot, (key, item), start = found.need.slot, found.need.key, _since(case, found)
    try:
        upload, token = chunks.announce(
            case=case,
            slot=key,
            item=UUID(item) if item else None,
            name=_name(given.name),
            size=given.size,
            sha256=given.sha256,
            room=papers.most(slot) - papers.counts(case, start).get(found.need.name, 0),
            # What is not sent yet is taken away, not replaced.
            instead=given.instead if found.sent else None,
        )
    except chunks.Refused as refused:
        return _problem(refused.problem, papers.most(slot))
    if not found.sent:
        records.work_on(case=case)
    return JsonResponse({"upload": upload.pk, "token": token, "there": chunks.there(upload), "piece": chunks.SIZE})


@csrf_exempt
@require_http_methods(["GET", "POST", "DELETE"])
@told
def upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET: which pieces we have. DELETE: it is not to be sent after all. POST: that was all of it."""
    found = _opened(request, pk)
    if request.method == "GET":
        return JsonResponse({"there": chunks.there(found)})
    if request.method == "POST":
        return _finish(request, found, Ending.model_validate_json(request.body or b"{}"))
    if found.state == Upload.State.RECEIVING:
        services.discard(upload=found)
    return HttpResponse(status=204)


@csrf_exempt
@require_http_methods(["PUT"])
@told
def piece(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One piece of a file."""
    found, length = _opened(request, pk), request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length[:9]) > chunks.SIZE:
        return JsonResponse({}, status=413)
    try:
        chunks.take(upload=found, number=number, content=request.read(), sha256=request.headers.get(DIGEST, ""))
    except chunks.Refused as refused:
        if refused.problem == "wrong_type":
            services.discard(upload=found)
        return _problem(refused.problem, 0)
    return HttpResponse(status=204)


def _name(given: str) -> str:
    """A file's name without a folder or a control in it, as Django leaves one that comes in a form."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1].strip()
    return "".join(letter for letter in last if letter.isprintable())[:255]


def _opened(request: HttpRequest, pk: UUID) -> Upload:
    found = chunks.opened(pk, request.headers.get(TOKEN, ""))
    if found is None:
        raise chunks.Gone
    return found


def _finish(request: HttpRequest, found: Upload, given: Ending) -> HttpResponse:
    """Put it together, look at it, store it, all in the time that a form has; only then the sender reads that we have it."""
    name, until = f"{found.slot}.{found.item}" if found.item else found.slot, time.monotonic() + taking_in.PATIENCE
    paper = _asked_for(found.case, name)
    if found.state != Upload.State.RECEIVING:
        return _received(request, found, paper)
    if not chunks.may_finish(found):
        return _problem("too_often", 0)
    most = papers.most(paper.need.slot) if paper else 0
    start = _since(found.case, paper) if paper else None
    if there := chunks.already(found):
        return _once(request, found, there, paper)
    full = bool(paper) and not found.replaces_id and papers.counts(found.case, start).get(name, 0) >= most
    with chunks.composed(found, until - time.monotonic()) as entry:
        within = taking_in.share(until - time.monotonic())
        verdict = taking_in.judged(found.case, entry, full=full, password=given.password, within=within)
        if verdict.problem == "unavailable":
            raise storage.Unavailable
        if given.password and not verdict.problem:
            # Opened, it may be one that we have.
            there = chunks.already(found, entry)
        if not verdict.problem and not there:
            left = until - time.monotonic()
            found = chunks.store(upload=found, incoming=entry, hints=verdict.hints, within=left)
    if there:
        return _once(request, found, there, paper)
    if not verdict.problem:
        return _received(request, found, paper, put_together=True)
    if verdict.problem in ("locked", "wrong_password"):
        chunks.wait_for_password(upload=found)
    else:
        services.discard(upload=found)
    return _problem(verdict.problem, most)


def _once(request: HttpRequest, found: Upload, there: Upload, paper: Kept | None) -> HttpResponse:
    """It came before: that one we have, and this one goes. With it the refused one is answered that this was sent for."""
    refused = found.replaces
    services.discard(upload=found)
    if refused:
        services.dismiss(upload=refused)
    before = _("You sent this before. We have it once.")
    return _received(request, there, paper, before=before)


def _received(
    request: HttpRequest, found: Upload, paper: Kept | None, *, before: str = "", put_together: bool = False
) -> HttpResponse:
    """We have it: its receipt, and for whoever has the case open here the files of its paper as the page shows them.

    ``before``: what is said first. ``put_together``: its pieces go once that was told, or a sweep takes them away.
    """
    requests.answered_by(upload=found)
    sheet = papers.Sheet(found, 0)
    sentence = " ".join(filter(None, [before, _("We have it. Receipt %(receipt)s") % {"receipt": sheet.receipt}]))
    answer = {"sentence": sentence, "doubtful": bool(sheet.hints), "html": "", "gone": ""}
    if paper and case_of(request) == found.case:
        asked = requests.of_paper(found.case, paper.need.key) if paper.sent else None
        answer["html"] = _files(request, found.case, paper, asked)
        # The page drops what was asked, and where to say that it cannot be sent.
        answer["gone"] = "" if papers.stands(asked) else "id_said_0"
    return Told(answer, put_together=found if put_together else None)


def _files(request: HttpRequest, case: Case, paper: Kept, asked: PaperRequest | None) -> str:
    """As the page has them that is loaded now: a step, or the page of a paper that was sent."""
    context = {
        **papers.listed(case, paper.need.name, asked),
        "again": (),
        "slot": paper.need.slot,
        "name": paper.need.name,
        "whole": paper.label((get_language() or "en").split("-")[0]),
        "removable": not paper.sent,
        "form_id": "wizard" if paper.sent else "",
    }
    return render_to_string("intake_forms/parts/sheets.html", context, request)


def _asked_for(case: Case, name: str) -> Kept | None:
    """The paper that goes by this name on a page of the case, in a form that was sent or in one that is open."""
    slot, _dot, item = name.partition(".")
    return kept_papers.expected(case).get((slot, item))


def _since(case: Case, paper: Kept) -> Any:
    return papers.since(case, requests.of_paper(case, paper.need.key)) if paper.sent else None


def _problem(problem: str, files: int, status: int = 422) -> HttpResponse:
    return JsonResponse({"problem": problem, "sentence": problems.sentence(problem, files)}, status=status)

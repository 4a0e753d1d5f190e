"""Messages between a family and the desk, on the family's side."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake_forms.privacy import limits
from intake_forms.records import messages as thread
from intake_forms.records.models import Case
from intake_forms.schema.items import tidy
from intake_forms.schema.secrets import looks_secret
from intake_forms.wizard.arrival import see
from intake_forms.wizard.case import of_case
from intake_forms.wizard.fields import MESSAGES

_TIMES, _WITHIN = 20, datetime.timedelta(hours=1)


@require_http_methods(["GET", "HEAD", "POST"])
@of_case
def messages(request: HttpRequest, case: Case) -> HttpResponse:
    """Read the thread and write into it. What was typed stays on the page until it is sent."""
    if request.method != "POST":
        if request.method == "GET":
            thread.mark_read(case=case, from_staff=True)
        return _page(request, case)
    typed, go = request.POST.get("text", ""), request.POST.get("go", "next")
    text, language = tidy(typed), get_language() or settings.LANGUAGE_CODE
    if looks_secret(text):
        return _page(request, case, typed=typed, problem=str(MESSAGES["secret"]))
    if go.startswith("lang-"):
        return _switch(request, case, typed, go.removeprefix("lang-"))
    if problem := _problem(case, text):
        return _page(request, case, typed=typed, problem=problem)
    thread.write(case=case, text=text, language=language.split("-")[0], once=_once(request))
    return see(reverse("case:messages") + "#last")


def _problem(case: Case, text: str) -> str:
    """What keeps a text from being sent; "" for nothing."""
    if not text:
        return _("Write your message first.")
    if len(text) > thread.LONGEST:
        return str(MESSAGES["too_long"]) % {"max": thread.LONGEST, "given": len(text)}
    if not limits.allow(key=f"message:{case.pk}", times=_TIMES, within=_WITHIN):
        return _("You have sent many messages in one hour. Wait a little and send this one again, or call us.")
    return ""


def _once(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid4()


def _switch(request: HttpRequest, case: Case, typed: str, language: str) -> HttpResponse:
    """The same page in another language. 307 makes the browser bring what was typed along: nothing is kept on the way."""
    if language not in dict(settings.LANGUAGES) or language == get_language():
        return _page(request, case, typed=typed)
    with override(language):
        return HttpResponse(status=307, headers={"Location": reverse("case:messages")})


def _page(request: HttpRequest, case: Case, *, typed: str = "", problem: str = "") -> HttpResponse:
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    context: dict[str, Any] = {
        "thread": [_shown(said, language) for said in thread.thread(case)],
        "typed": typed,
        "problem": problem,
        "once": request.POST.get("once") or uuid4(),
        "longest": thread.LONGEST,
        "new_words": getattr(request, "new_words", ""),
        # The language buttons carry what is typed along, as on the pages of a form.
        "language": language,
        "document": {"languages": [code for code, _name in settings.LANGUAGES]},
    }
    return render(request, "intake_forms/case/messages.html", context)


def _shown(said: thread.Said, language: str) -> dict[str, Any]:
    """A message in the reader's language where it was written in that, else as it was written."""
    code = language if language in said.texts else next(iter(said.texts))
    return {"message": said.message, "text": said.texts[code], "lang": "" if code == language else code}

"""What the gate was answered when it led out, so that a wrong tap is mended with one. For some minutes the browser keeps it.

It is sealed: we keep nothing of it, and the browser cannot read it. It ends with leaving, with the start page, which may be
somebody else's beginning, and with a case.
"""

from __future__ import annotations

import time

import tink
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from intake_forms.privacy.sealing import open_outside, seal_outside
from intake_forms.records.queries import StepAnswers

COOKIE = "gate"
STAYS_SECONDS = 10 * 60
#: A gate asks for choices: what is longer came from no page of ours, and no browser keeps more.
_LONGEST = 3000


def remember(response: HttpResponse, form: str, answers: StepAnswers) -> HttpResponse:
    """Let the browser keep what was answered on the way out of a form, named by its key."""
    sealed = seal_outside(_place(form), [int(time.time()), dict(answers.typed)])
    if len(sealed) <= _LONGEST:
        response.set_cookie(
            COOKIE, sealed, max_age=STAYS_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def recalled(request: HttpRequest, form: str) -> StepAnswers | None:
    """What this browser was turned away with just now; None when it was not, or left meanwhile."""
    try:
        at, typed = open_outside(_place(form), request.COOKIES.get(COOKIE, ""))
    except (tink.TinkError, ValueError):
        return None
    return StepAnswers(typed, {}, complete=False) if time.time() - at < STAYS_SECONDS else None


def forget(response: HttpResponse) -> HttpResponse:
    """Let the browser throw it away."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _place(form: str) -> str:
    return f"gate:{form}"

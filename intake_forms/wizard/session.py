"""The sponsor's session: it holds the id of one case and when it was last seen, or of a form tried out; nothing else."""

from __future__ import annotations

import time
from uuid import UUID

from django.http import HttpRequest

_CASE, _SEEN, _TRIAL = "case", "seen", "trial"
#: Writing the session on each request would cost each request three queries more.
_TOUCH_SECONDS = 300


def case_id(request: HttpRequest) -> str | None:
    """The id of the case this browser has open."""
    found: str | None = request.session.get(_CASE)
    return found


def open_case(request: HttpRequest, case: UUID) -> None:
    """Make this browser the owner's; a session that held another case, or a planted one, ends here."""
    if request.session.session_key:
        request.session.flush()
    request.session[_CASE], request.session[_SEEN] = str(case), int(time.time())


def touch(request: HttpRequest) -> None:
    """Put the end of the session off, at most every five minutes."""
    if int(time.time()) - request.session.get(_SEEN, 0) > _TOUCH_SECONDS:
        request.session[_SEEN] = int(time.time())


def trial(request: HttpRequest) -> str | None:
    """The id of the unreleased version that this browser tries out."""
    found: str | None = request.session.get(_TRIAL)
    return found


def open_trial(request: HttpRequest, version: UUID) -> None:
    """Let this browser try out a version; the case it had open is closed."""
    request.session.flush()
    request.session[_TRIAL] = str(version)

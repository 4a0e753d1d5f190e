"""The sponsor's session: which case this browser has open, how, since when, and when it was last seen; nothing else."""

from __future__ import annotations

import time
from typing import NamedTuple
from uuid import UUID

from django.http import HttpRequest

from intake_forms.records import late

_CASE, _EPOCH, _SINCE, _SEEN, _TRIAL, _INVITED = "case", "epoch", "since", "seen", "trial", "invited"
_WORDS = "words"
#: Writing the session on each request would cost each request three queries more.
_TOUCH_SECONDS = 300
#: The field of that name on the pages of a case.
WHOSE = "whose"
#: However busy it is, a session ends after a working day.
LONGEST_SECONDS = 8 * 60 * 60


class Opened(NamedTuple):
    """The case a browser has open. Another epoch than the case's own means that its sessions were ended meanwhile."""

    case_id: str
    epoch: int


def opened(request: HttpRequest) -> Opened | None:
    """What this browser has open, if its day is not over. Only ``queries`` can say whether the epoch still counts."""
    found = request.session.get(_CASE)
    if found is None or int(time.time()) - request.session.get(_SINCE, 0) > LONGEST_SECONDS:
        return None
    return Opened(found, request.session.get(_EPOCH, 0))


def whose(request: HttpRequest) -> str:
    """What the pages of the case open here carry, so that a button on an old one does nothing to the next family's."""
    case = opened(request)
    return late.mark(UUID(case.case_id)) if case else ""


def open_case(request: HttpRequest, case: UUID, epoch: int, *, with_words: bool = False) -> None:
    """Make this browser the owner's; a session that held another case, or a planted one, ends here."""
    if request.session.session_key:
        request.session.flush()
    now = int(time.time())
    request.session.update({_CASE: str(case), _EPOCH: epoch, _SINCE: now, _SEEN: now, _WORDS: with_words})


def with_words(request: HttpRequest) -> bool:
    """Whether the case was opened here with its words: not begun in this very sitting."""
    return bool(request.session.get(_WORDS))


def close(request: HttpRequest) -> None:
    """End the session, whatever it held."""
    request.session.flush()


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


def invitation(request: HttpRequest) -> str | None:
    """The id of the invitation that was entered in this browser and not used yet."""
    found: str | None = request.session.get(_INVITED)
    return found


def open_invitation(request: HttpRequest, invitation: UUID) -> None:
    """Let this browser begin one form by invitation; the case it had open, maybe the sponsor's own, is closed."""
    request.session.flush()
    request.session[_INVITED] = str(invitation)

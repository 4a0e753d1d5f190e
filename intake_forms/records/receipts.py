"""Who opened a family's papers and when, from the audit chain: days and roles, never names."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from intake_forms.privacy.models import AuditEvent
from intake_forms.records.models import Case, Submission

#: What counts as opening: the answers, the messages, a paper, what is not sent while the sponsor lets staff see it, and the
#: number to call back.
ANSWERS, MESSAGES, PAPER, UNSENT, PHONE = "case.read", "messages.read", "paper.read", "draft.read", "case.phone_read"
#: The same paper, as it was sent.
ORIGINAL = "paper.original"
#: All that is kept, as a copy for whoever ordered to keep it.
ALL = "hold.given_out"
ADMINISTRATOR, SUPERVISOR, CASE_WORKER, STAFF = (
    _("Somebody who looks after this website"),
    _("A supervisor"),
    _("A case worker"),
    _("Somebody of our staff"),
)


class Opening(NamedTuple):
    """What people of one role opened on one day."""

    role: str
    answers: bool
    messages: bool
    papers: int
    unsent: bool = False
    phone: bool = False
    all: bool = False

    @property
    def said(self) -> list[str]:
        """What was opened, in words."""
        files = ngettext("%(papers)s file", "%(papers)s files", self.papers) % {"papers": self.papers}
        named = [
            (self.answers, _("your answers")),
            (self.unsent, _("what you had not sent yet")),
            (self.papers, files),
            (self.messages, _("your messages")),
            (self.phone, _("your phone number")),
            (self.all, _("everything that we keep of you, to give it to a court")),
        ]
        return [str(words) for opened, words in named if opened]


Receipt = list[tuple[datetime.date, list[Opening]]]


def receipt(case: Case) -> Receipt:
    """Day by day, the last first: who opened what. Looks at a case of which nothing was sent showed nothing of it."""
    events = list(
        AuditEvent.objects.filter(case_id=case.pk, action__in=(ANSWERS, MESSAGES, PAPER, ORIGINAL, UNSENT, PHONE, ALL))
    )
    sent = Submission.objects.filter(case=case).order_by("sent_at").values_list("sent_at", flat=True).first()
    return _by_day([event for event in events if event.action != ANSWERS or (sent and event.at >= sent)])


def of_unsent(case: Case) -> Receipt:
    """The same of what is not sent alone."""
    return _by_day(list(AuditEvent.objects.filter(case_id=case.pk, action=UNSENT)))


def _by_day(events: list[AuditEvent]) -> Receipt:
    roles = _roles({event.actor for event in events})
    found: dict[datetime.date, dict[str, tuple[set[str], set[UUID]]]] = {}
    for event in events:
        actions, papers = found.setdefault(timezone.localdate(event.at), {}).setdefault(
            roles[event.actor], (set(), set())
        )
        actions.add(event.action)
        if event.paper_id:
            papers.add(event.paper_id)
    return [
        (
            day,
            [
                Opening(
                    role, ANSWERS in done, MESSAGES in done, len(papers), UNSENT in done, PHONE in done, ALL in done
                )
                for role, (done, papers) in those.items()
            ],
        )
        for day, those in sorted(found.items(), reverse=True)
    ]


def _roles(actors: set[str]) -> dict[str, str]:
    """What each actor of the chain is today; somebody who is gone was one of the staff."""
    pks = {actor: actor.removeprefix("user:") for actor in actors}
    users = get_user_model()._default_manager.in_bulk([int(pk) for pk in pks.values() if pk.isdigit()])
    return {actor: str(_role(users.get(int(pk)) if pk.isdigit() else None)) for actor, pk in pks.items()}


def _role(user: Any) -> object:
    if user is None:
        return STAFF
    if user.is_superuser:
        return ADMINISTRATOR
    if user.has_perm("intake_forms.supervise_case"):
        return SUPERVISOR
    return CASE_WORKER

"""Who is at which form: what every view of the wizard needs to know first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest

from intake_forms.records import invitations, late, queries, site, tables, trials
from intake_forms.records.models import Case, Draft, FormVersion, Invitation
from intake_forms.schema.conditions import may_hold
from intake_forms.schema.document import Form
from intake_forms.schema.path import Route, Walk
from intake_forms.wizard import session


@dataclass
class Visit:
    """A browser at a form: with a draft once it came through the gate."""

    version: FormVersion
    draft: Draft | None
    language: str
    invitation: Invitation | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def route(self) -> Route:
        """The compiled form."""
        return queries.route(self.version)

    @property
    def form(self) -> Form:
        """The form document."""
        return self.route.form

    @property
    def case(self) -> Case | None:
        """The case, once there is one."""
        return self.draft.case if self.draft else None

    @cached_property
    def mark(self) -> str:
        """What the pages of the case carry, so that answers which come too late find home; "" without a case."""
        return late.mark(self.draft.case_id) if self.draft else ""

    @property
    def fixed(self) -> dict[str, str]:
        """What is not asked, as an invitation has answered it: question -> value."""
        question = self.form.role_question
        role = self.invitation.role if self.invitation else self.case.role if self.case else ""
        if not question or role not in invitations.roles(self.version):
            return {}
        # Staff who link a case say whose it is as well; what somebody answered otherwise stays an answer.
        return {question: role} if self.facts.get(question, role) == role else {}

    @property
    def has_start(self) -> bool:
        """Whether it is begun at its start page; others staff open in a case. One tried out always is."""
        return self.form.opened_by == "sponsor" or self.version.trial

    @property
    def closed(self) -> Any:
        """What stands in the place of the start while nobody can begin this form; whoever tries it out or is invited can."""
        return None if self.version.trial or self.invitation else site.notice(self.form.key)

    @cached_property
    def away(self) -> Any:
        """The notice while nobody works on what is sent, also for who has begun or is invited; None while somebody does."""
        told = None if self.version.trial else site.notice(self.form.key)
        return told if told and told.away else None

    @property
    def for_another(self) -> bool:
        """Whether somebody fills it in for another: what the gate was told can lead to a form that is kept back."""
        return self._may_be_held(asked_already=False)

    @property
    def beside_another(self) -> bool:
        """Whether whose form it is sits beside who fills it in: what could keep the form back was asked, and does not."""
        return self.for_another and not self._may_be_held(asked_already=True)

    def _may_be_held(self, *, asked_already: bool) -> bool:
        """Whether what is asked on the way after the gate can keep it back; ``asked_already``: only what has no answer yet."""
        hold = self.form.hold
        # Most forms have none: their pages do not look along the way for it.
        if hold is None or (self.draft and self.draft.taken_over_at):
            return False
        way = self.walk
        later = set(way.steps) - {self.form.gate.step.key}

        def unknown(source: str) -> bool:
            return self.route.step_of(source) in later and not (asked_already and source in way.known)

        return may_hold(hold.when, self.form.conditions, way.known, unknown)

    @property
    def walk(self) -> Walk:
        """The way as the facts have it now."""
        return self.route.walk(self.facts)


def visit(request: HttpRequest, form_key: str) -> Visit:
    """The visit of this request, in one query with a case in the session or without. Http404 for an unknown form."""
    opened = session.opened(request)
    draft = queries.draft(opened.case_id, form_key, opened.epoch) if opened else None
    version = draft.version if draft else _tried(request, form_key) or queries.live_version(form_key)
    if version is None:
        raise Http404
    found = Visit(version, draft, tables.language_of(queries.route(version).form))
    if draft is None and opened is None:
        found.invitation = _invited(request, form_key)
    if draft:
        session.touch(request)
        found.facts = queries.facts(draft)
    return found


def case_of(request: HttpRequest) -> Case | None:
    """The case that this browser has open, for pages that belong to no form; None when its session has ended."""
    opened = session.opened(request)
    case = queries.case(opened.case_id, opened.epoch) if opened else None
    if case:
        session.touch(request)
    # The base page says of a case that an editor tries out that it is one.
    request.case = case  # type: ignore[attr-defined]  # a template reads it
    return case


def _invited(request: HttpRequest, form_key: str) -> Invitation | None:
    pk = session.invitation(request)
    found = invitations.get(pk) if pk else None
    return found if found and found.form_key == form_key else None


def _tried(request: HttpRequest, form_key: str) -> FormVersion | None:
    pk = session.trial(request)
    found = trials.get(pk) if pk else None
    return found if found and found.form_key == form_key else None

"""Asking a family for a paper: which, why, and a word of one's own; letting a request go; and papers that cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from intake_forms.privacy import audit
from intake_forms.records import papers, requests, statuses, tables
from intake_forms.records.correspondence import PaperRequest
from intake_forms.records.models import Case
from intake_forms.staff import matters, roles
from intake_forms.staff.words import InLanguages, Reasoned

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Line:
    """A request on the case's page: the paper, what was said, and what came of it. ``reason``: "" where nobody asked."""

    request: PaperRequest
    label: str
    reason: str
    note: str
    answer: str

    @property
    def open_task(self) -> bool:
        """Whether another way is to be found, because the family cannot get the paper."""
        return self.request.state == PaperRequest.State.CANNOT_GET

    @property
    def state(self) -> str:
        """What came of it, in words."""
        settled = not self.reason and self.request.state == PaperRequest.State.WITHDRAWN
        return _("Settled") if settled else str(self.request.get_state_display())

    @property
    def stands(self) -> bool:
        """Whether it can still be let go."""
        return self.request.state in PaperRequest.STANDING


def lines(case: Case) -> list[Line]:
    """Every request of a case, the newest first."""
    kept, language = papers.of_case(case), (get_language() or "en").split("-")[0]
    found = []
    for each in reversed(requests.of_case(case)):
        paper, note = kept.get(requests.key(each)), requests.note(case, each)
        found.append(
            Line(
                request=each,
                label=paper.label(language) if paper else each.slot,
                reason=tables.spoken(tables.verdicts()[each.reason].name) if each.reason else "",
                note=tables.spoken(note) if note else "",
                answer=requests.answer_reason(case, each),
            )
        )
    return found


class AskForm(Reasoned, InLanguages):
    """Why the paper is asked for, with the message that the family then reads; and a note."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, longest=LONGEST_NOTE, required=False, rows=3, **kwargs)
        asking = {key: (each.name, each.message) for key, each in tables.verdicts().items() if each.asks}
        self.offer(case, _("Why do you ask?"), asking)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID, slot: str, item: UUID | None = None) -> HttpResponse:
    """Ask for one paper of a form that was sent."""
    case = roles.seen_by(request.user, pk)
    key = (slot, str(item or ""))
    found = papers.of_case(case).get(key)
    if found is None:
        raise PermissionDenied
    first = "unreadable" if found.need.papers else "missing"
    form = AskForm(request.POST if request.method == "POST" else None, case=case, initial={"reason": first})
    if form.is_valid():
        try:
            requests.ask(
                case=case,
                key=key,
                reason=form.cleaned_data["reason"],
                note=form.texts(),
                by=int(request.user.pk or 0),
            )
        except statuses.NotSent:
            raise PermissionDenied from None
        messages.success(request, _("The family sees on its page that you ask for this paper."))
        return matters.back(case, "#asked")
    audit.record(who=audit.actor(request.user.pk), action="case.read", case=case.pk)
    label = found.label((get_language() or "en").split("-")[0])
    context = {"form": form, "label": label}
    return matters.page(request, case, "ask.html", _("Ask for a paper"), context)


@require_POST
def withdraw(request: HttpRequest, pk: UUID, asked: UUID) -> HttpResponse:
    """Let a request go: the paper is no longer needed."""
    case = roles.seen_by(request.user, pk)
    found = requests.of_case(case).filter(pk=asked).first()
    if found is None:
        raise PermissionDenied
    if requests.withdraw(request=found, by=int(request.user.pk or 0)):
        asked_for = _("The family is no longer asked for this paper.")
        messages.success(request, asked_for if found.reason else _("Settled: nobody has to look for this paper."))
    return matters.back(case, "#asked")

"""The status page: how far a case is, what the sponsor does next, and everything that hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intake_forms.records import (
    appointments,
    helping,
    invitations,
    messages,
    papers,
    queries,
    receipts,
    requests,
    site,
    statuses,
    tables,
)
from intake_forms.records.correspondence import Appointment, PaperRequest
from intake_forms.records.models import Case, Draft, Submission
from intake_forms.records.papers import Kept
from intake_forms.schema.slots import PaperKey
from intake_forms.wizard import session, todo
from intake_forms.wizard.arrival import see
from intake_forms.wizard.ended import seal
from intake_forms.wizard.papers import Cut, underway
from intake_forms.wizard.refusals import Refusal, refusals
from intake_forms.wizard.visit import case_of

View = Callable[..., HttpResponse]


def of_case(view: View) -> View:
    """Give a view the case of this browser in place of nothing; where none is open, say so and how to come back."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        case = case_of(request)
        return ended(request) if case is None or is_of_another(request) else view(request, case, *args, **kwargs)

    return wrapped


def is_of_another(request: HttpRequest) -> bool:
    """Whether what is posted comes from a page of another case, which was open in this browser before."""
    return request.method == "POST" and request.POST.get(session.WHOSE, there := session.whose(request)) != there


def ended(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in here, or somebody else. A message or an answer waits, sealed, for whoever opens its case.

    What cannot wait comes back, to be copied. Nothing else that a button does is done later: it is asked for anew.
    """
    posted = request.method == "POST"
    message, said = request.POST.get("text", ""), request.POST.get("go") == "say" and request.POST.get("said", "")
    late = seal(request, session.WHOSE) if message.strip() or said else None
    context = {
        "late": late,
        "typed": {"reference": "", "words": ""} if late else message,
        "message": bool(message),
        "posted": posted,
        "translate_path": True,
    }
    return render(request, "intake_forms/case/ended.html", context, status=403)


@dataclass(frozen=True)
class Asked:
    """A paper that staff ask for, as the sponsor reads it."""

    request: PaperRequest
    label: str
    message: str
    note: str
    url: str

    @property
    def waits(self) -> bool:
        """Whether the sponsor has still to do something."""
        return self.request.state in PaperRequest.WAITING


@dataclass(frozen=True)
class Unusable:
    """A paper of which a file could not be used or did not arrive, and where it is sent again."""

    label: str
    url: str
    refusals: list[Refusal]
    cuts: list[Cut]

    @property
    def sentences(self) -> list[str]:
        """How many files that is, in the words before the paper's name."""
        refused, cut = len(self.refusals), len(self.cuts)
        said = (
            (refused, ngettext("%(files)s file cannot be used:", "%(files)s files cannot be used:", refused)),
            (cut, ngettext("%(files)s file has not arrived:", "%(files)s files have not arrived:", cut)),
        )
        return [sentence % {"files": files} for files, sentence in said if files]


@dataclass(frozen=True)
class Listed:
    """Papers of the case under one heading, "" for none: each with its name and where a file is sent for it."""

    title: str
    papers: list[tuple[Kept, str, str]]
    to_bring: bool


@dataclass(frozen=True)
class FormLine:
    """A form of the case: sent when, or where it goes on."""

    key: str
    title: str
    sent: Submission | None
    url: str


def paper_url(key: PaperKey) -> str:
    """The page on which a file is sent for a paper."""
    slot, item = key
    return reverse("case:paper_of", args=[slot, item]) if item else reverse("case:paper", args=[slot])


def slot_url(kept: Kept) -> str:
    """Where a file is sent for a paper: on its own page, or at its place in a form that is not sent."""
    if kept.sent:
        return paper_url(kept.need.key)
    step = reverse("intake_forms:step", args=[kept.route.form.key, kept.need.step])
    return f"{step}?tasks#paper-{kept.need.name}"


def hub_url(form: str) -> str:
    """Where a form that is not sent goes on."""
    return reverse("intake_forms:tasks", kwargs={"form": form})


@require_safe
@of_case
def status(request: HttpRequest, case: Case) -> HttpResponse:
    """What to do now on top; under it what staff ask for, the appointment, messages, the way so far, who looked."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    kept, refused = papers.of_case(case), refusals(case)
    asked = _asked(case, kept, language)
    appointment, forms = appointments.latest(case), _forms(case)
    ahead = appointment is not None and appointments.ahead(case) is not None
    help_until, troubled = helping.until(case), unusable(case, refused, language)
    over = appointment is not None and appointment.cancelled_at is None and not ahead
    called = ahead and appointment is not None and appointment.how == Appointment.How.BY_PHONE
    listed = _lists(case, kept, language)
    unread = messages.unread(case, from_staff=True)
    there = replace(
        _things(case, forms, asked, troubled, "#appointment" if ahead else "", over),
        unread=bool(unread),
        on=appointment.starts_at if appointment and ahead else None,
        bring=any(each.to_bring for each in listed),
        called=called,
    )
    context = {
        "case": case,
        "there": there,
        "first": todo.first(case, there, helped=help_until is not None),
        "sent": case.status != Case.Status.OPEN,
        "asked": asked,
        "new_messages": unread,
        "road": statuses.road(case),
        "papers": listed,
        "called": called,
        "refusals": refused,
        "unusable": troubled,
        "receipt": receipts.receipt(case),
        "forms": forms,
        "can_ask_help": helping.offered(case),
        "help_until": help_until,
        "invites": bool(invitations.offered(case)[1]),
        "translate_path": True,
        **_met(case, appointment, ahead=ahead, asked=bool(kept)),
    }
    return render(request, "intake_forms/case/status.html", context)


def _met(case: Case, appointment: Appointment | None, *, ahead: bool, asked: bool) -> dict[str, Any]:
    """What the page says of the last appointment. ``ahead``: it stands and is not over; ``asked``: a form asks for papers."""
    if appointment is None:
        return {}
    in_person = appointment.how == Appointment.How.IN_PERSON
    bring = tables.statuses()[Case.Status.APPOINTMENT].bring
    return {
        "appointment": appointment,
        "place": appointments.where_to_come(case, appointment),
        "appointment_over": appointment.cancelled_at is None and not ahead,
        "appointment_changed": ahead and bool(appointment.sequence) and not appointment.seen_at,
        "appointment_doubtful": ahead and case.status == Case.Status.CLOSED,
        "appointment_to_come": case.status not in (Case.Status.WITH_CASE_MANAGER, Case.Status.CLOSED),
        "what_to_bring": tables.spoken(bring.text) if bring and ahead and in_person and not asked else "",
    }


@require_POST
@of_case
def appointment_seen(request: HttpRequest, case: Case) -> HttpResponse:
    """The button under a changed appointment: the notice goes, and staff see that it was read."""
    number = request.POST.get("sequence", "")
    if number.isdecimal():
        appointments.see(case=case, sequence=int(number[:9]))
    return see(reverse("case:status") + "#appointment")


def _asked(case: Case, kept: dict[PaperKey, Kept], language: str) -> list[Asked]:
    """What staff ask for now, in the order of asking. What no form of the case has any more is not shown."""
    found = []
    for each in requests.of_case(case).filter(state__in=PaperRequest.STANDING).exclude(reason=""):
        if paper := kept.get(requests.key(each)):
            note = requests.note(case, each)
            found.append(
                Asked(
                    request=each,
                    label=paper.label(language),
                    message=tables.spoken(tables.verdicts()[each.reason].message),
                    note=tables.spoken(note) if note else "",
                    url=paper_url(requests.key(each)),
                )
            )
    return found


def _lists(case: Case, kept: dict[PaperKey, Kept], language: str) -> list[Listed]:
    """The papers by what is to be done with each, as on the printed list; all in one once the case is elsewhere.

    To bring are those of which there is no file, unless staff let them go or she cannot get them; optional ones if she said so.
    """
    missing = {
        key
        for key, each in kept.items()
        if each.need.state == "will_bring" or (each.need.state in ("needed", "now") and not each.need.slot.optional)
    }
    last = {requests.key(each): each.state for each in requests.of_case(case)} if missing else {}
    gone = (PaperRequest.State.WITHDRAWN, PaperRequest.State.CANNOT_GET)
    found = dict[str, list[tuple[Kept, str, str]]]()
    titles = [_("Bring these"), _("We have these already. Bring the originals."), _("Other papers")]
    for key, each in kept.items():
        bring, have = key in missing and last.get(key) not in gone, each.need.state == "received"
        title = "" if case.status not in todo.TO_BRING else titles[0 if bring else 1 if have else 2]
        found.setdefault(title, []).append((each, each.label(language), paper_url(key)))
    return [Listed(title, found[title], title in titles[:2]) for title in ("", *titles) if title in found]


def unusable(case: Case, refused: dict[str, list[Refusal]], language: str) -> list[Unusable]:
    """The papers of which a file could not be used or did not arrive, those of a form being filled in among them."""
    cut = {name: [each for each in cuts if not each.whole] for name, cuts in underway(case).items()}
    cut = {name: cuts for name, cuts in cut.items() if cuts}
    if not refused and not cut:
        return []
    return [
        Unusable(each.label(language), slot_url(each), refused.get(name, []), cut.get(name, []))
        for each in papers.expected(case).values()
        if (name := each.need.name) in {*refused, *cut}
    ]


def _forms(case: Case) -> list[FormLine]:
    """Every form of the case, those that go on first."""
    sent = {each.form_key: each for each in Submission.objects.filter(case=case)}
    found = []
    for draft in Draft.objects.filter(case=case).select_related("version").order_by("submitted", "created_at"):
        form = queries.route(draft.version).form
        done = sent.get(draft.form_key)
        url = reverse("intake_forms:step", args=[draft.form_key, "done"]) if done else hub_url(draft.form_key)
        found.append(FormLine(draft.form_key, form.title[tables.language_of(form)], done, url))
    return found


def _away(case: Case, forms: list[FormLine]) -> Any:
    """The notice while nobody works on what is sent of the form that she is at: the one that goes on, else the last sent."""
    told = None if case.test else site.notice(next((form for form in forms if not form.sent), forms[-1]).key)
    return told if told and told.away else None


def _things(
    case: Case, forms: list[FormLine], asked: list[Asked], troubled: list[Unusable], appointment: str, over: bool
) -> todo.Things:
    """What of the case may ask something of its sponsor, and where on the page or on which page it is."""
    unsent = next((form for form in forms if not form.sent), None)
    waiting = [each.url for each in asked if each.waits] + [each.url for each in troubled]
    return todo.Things(
        form=unsent.url if unsent else "",
        title=unsent.title if unsent else "",
        papers=waiting[0] if len(waiting) == 1 else "#asked" if asked or troubled else "",
        paper_waits=bool(waiting),
        appointment=appointment,
        over=over,
        away=_away(case, forms),
    )

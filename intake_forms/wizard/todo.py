"""What the status page says first: where the case stands, in sentences that are true of all of it, and the one thing to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from intake_forms.records import tables
from intake_forms.records.models import Case
from intake_forms.records.tables import StatusText

Status = Case.Status
#: While the case is here, and who sent it may come.
TO_BRING = (Status.SENT, Status.READING, Status.NEEDS_PAPER, Status.APPOINTMENT)


@dataclass(frozen=True)
class Things:
    """What of a case may ask something of its sponsor: addresses, each "" where there is nothing of it.

    ``form``: where a form that is not sent goes on, called ``title``. ``papers``: those asked for; ``paper_waits``: whether
    one of them still waits for her. ``appointment``: the one that stands and is not over, ``on`` its day and time; ``over``:
    whether the last one is past. ``unread``: whether staff wrote what she has not read. ``away``: the notice while nobody
    works on what is sent. ``bring``: whether her list has
    papers, or originals of what she sent, to bring; ``called``: whether that appointment is a call, to which nobody brings any.
    """

    form: str = ""
    title: str = ""
    papers: str = ""
    paper_waits: bool = False
    appointment: str = ""
    over: bool = False
    unread: bool = False
    away: Any = None
    on: datetime.datetime | None = None
    bring: bool = False
    called: bool = False


@dataclass(frozen=True)
class First:
    """The beginning of the page. ``to_do``: whether the action is something that she has to do, not only may.

    ``stands``: the status of what was sent, where the heading speaks of a form that was not; ``also``: the appointment there.
    ``bring``: that the papers of her list are to be brought, "" where none are.
    """

    heading: str
    sentences: tuple[str, ...]
    action: str
    url: str
    to_do: bool = True
    stands: str = ""
    also: str = ""
    bring: str = ""


def first(case: Case, there: Things, *, helped: bool) -> First:
    """What comes first for a case. ``helped``: whether its sponsor lets staff see what is not sent."""
    row = tables.statuses()[case.status]
    unread = () if helped else (_("Our staff do not read what you have not sent."),)
    if case.status == Status.OPEN:
        found = _own(row, there)
        return replace(found, sentences=(*found.sentences, *unread))
    if there.form:
        told = _("You did not send “%(form)s” yet.") % {"form": there.title}
        action = _("Go on with: %(form)s") % {"form": there.title}
        # That it was sent is said of the other form by the list of forms.
        if there.on:
            also = date_format(timezone.localtime(there.on), "DATE_FORMAT", use_l10n=True)
            also = f"{also}, {time_format(timezone.localtime(there.on), 'TIME_FORMAT', use_l10n=True)}"
            return First(_("One form is not sent yet"), (told, *unread), action, there.form, also=also)
        stands = "" if case.status in (Status.SENT, Status.APPOINTMENT) else tables.spoken(row.name)
        return First(_("One form is not sent yet"), (told, *unread), action, there.form, stands=stands)
    found = _next(case, row, there)
    if not there.bring or there.called or case.status not in TO_BRING:
        return found
    if there.over:
        return replace(found, bring=_("If you have not brought the papers on your list yet, bring them when you come."))
    return replace(found, bring=_("When you come, bring the papers on your list."))


def _next(case: Case, row: StatusText, there: Things) -> First:
    """What comes first where every form is sent: what a status says, led to what asks something of her before."""
    found = _own(row, there)
    if case.status == Status.CLOSED or (found.to_do and found.url != reverse("case:messages")):
        return found
    if there.unread:
        return replace(found, action=_("Read the new message"), url=reverse("case:messages") + "#last", to_do=True)
    if there.paper_waits:
        return _instead(found, Status.NEEDS_PAPER, there.papers)
    if there.appointment:
        return _instead(found, Status.APPOINTMENT, there.appointment)
    # Who has papers to bring has something to do, but not here.
    nothing = _("You do not need to do anything here now.") if there.bring else _("You do not need to do anything now.")
    return replace(found, sentences=(*found.sentences, nothing)) if row.idle else found


def _own(row: StatusText, there: Things) -> First:
    """What a status says by itself: by message, where what it leads to is not there."""
    url = {"form": there.form, "papers": there.papers, "appointment": there.appointment}.get(row.leads_to, "")
    sentence, action = row.sentence, row.action if url or row.without is None else row.without
    if there.away and row.away:
        sentence = row.away
    over = row.over if there.over else None
    if over:
        sentence, action = over.sentence, over.action
    return First(
        heading=tables.spoken(row.name),
        sentences=(tables.spoken(sentence),),
        action=tables.spoken(action),
        url=url or reverse("case:messages"),
        to_do=row.leads_to != "messages" and over is None,
    )


def _instead(found: First, status: str, url: str) -> First:
    """The same, led to what another status would lead to: it is there, and the case's own has nothing to do."""
    return replace(found, action=tables.spoken(tables.statuses()[status].action), url=url, to_do=True)

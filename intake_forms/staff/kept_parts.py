"""What a legal hold keeps of a case: part by part to be read, and as data that a program reads."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from intake_forms.privacy.sealing import open_, place
from intake_forms.records import (
    appointments,
    belongings,
    invitations,
    legal_holds,
    linking,
    messages,
    queries,
    requests,
)
from intake_forms.records.correspondence import Appointment, StatusChange
from intake_forms.records.legal_holds import KeptAnswers
from intake_forms.records.models import Case, Draft, DraftStep, Invitation
from intake_forms.schema import answers
from intake_forms.schema.document import Form
from intake_forms.staff import case_forms, folder, kinds


class Line(NamedTuple):
    """One thing: what it is, and what it says."""

    label: str
    text: str


class Part(NamedTuple):
    """Lines under one heading."""

    title: str
    lines: list[Line]


def parts(case: Case, language: str) -> list[Part]:
    """All of it, in the language of who reads it. Raises tink.TinkError, Shredded, ValueError."""
    return [*_sent(case, language), *_kept(case, language), *_contact(case), *_others(case), *_way(case)]


def data(case: Case, language: str) -> dict[str, Any]:
    """The same as data: what the family's own copy has, and what only the hold keeps. Raises as ``parts``."""
    return {
        **belongings.of_case(case, language, family=_("the family")),
        "deletion_asked": case.deleted_at.isoformat() if case.deleted_at else None,
        "as_typed": _plain(_kept(case, language)),
        "linked_cases": _plain([_linked(case)]),
        "way": _plain(_way(case)),
    }


def _plain(found: Iterable[Part]) -> list[dict[str, Any]]:
    return [{"part": part.title, "lines": [line._asdict() for line in part.lines]} for part in found if part.lines]


def _sent(case: Case, language: str) -> Iterator[Part]:
    for found in folder.folders(case, language):
        title = _("%(form)s, sent on %(day)s") % {"form": found.title, "day": _day(found.submission.sent_at)}
        blocks = [(chapter, block) for chapter in found.chapters for block in chapter.blocks]
        for chapter, block in blocks:
            lines = [Line(answer.label, answer.text or "") for answer in block.answers]
            yield Part(" · ".join(filter(None, (title, chapter.title, block.title))), lines)
        yield Part(_("Permissions"), [Line(each.label, each.answer) for each in found.permitted])


def _kept(case: Case, language: str) -> Iterator[Part]:
    """Step by step what lies there of each form as it was typed, and what the hold kept of what changed."""
    for draft in Draft.objects.filter(case=case).select_related("version", "case__key").order_by("created_at"):
        form, title = queries.route(draft.version).form, case_forms.title(draft.version)
        rows: list[tuple[UUID, DraftStep | KeptAnswers, bool]] = [
            *((row.pk, row, False) for row in DraftStep.objects.filter(draft=draft).order_by("saved_at")),
            *((row.row_id, row, True) for row in KeptAnswers.objects.filter(draft=draft).order_by("saved_at")),
        ]
        for row_id, row, changed in rows:
            stored = open_(case, place("draftstep", row_id, "answers"), row.sealed_answers)
            why = _("changed or taken away since") if changed else "" if draft.submitted else _("not sent")
            heading = (title, form.step_by_key[row.step].title[language], _day(row.saved_at), why)
            yield Part(" · ".join(filter(None, heading)), list(_typed(form, stored["typed"], language)))


def _typed(form: Form, typed: dict[str, list[str]], language: str) -> Iterator[Line]:
    for key in dict.fromkeys(name.split(".")[0] for name in typed):
        item = form.item_by_key.get(key)
        label = getattr(item, "label", None)
        said = answers.as_typed(item, typed, language, kinds.display) if item else ""
        if not said:
            strings = [text for name, texts in typed.items() if name.split(".")[0] == key for text in texts if text]
            said = ", ".join(strings)
        yield Line(label[language] if label else key, said)


def _contact(case: Case) -> Iterator[Part]:
    names = {True: _("our staff"), False: _("the family")}
    thread = [(each.message, " / ".join(each.texts.values())) for each in messages.thread(case)]
    yield Part(_("Messages"), [Line(f"{_day(row.sent_at)}, {names[row.from_staff]}", text) for row, text in thread])
    yield Part(
        _("Appointments"),
        [
            Line(
                _day(row.starts_at), ", ".join(filter(None, (row.get_how_display(), appointments.place_of(case, row))))
            )
            for row in Appointment.objects.filter(case=case)
        ],
    )
    asked = [(row, " / ".join(requests.note(case, row).values())) for row in requests.of_case(case)]
    yield Part(
        _("Papers asked for"),
        [
            Line(f"{_day(row.asked_at)}, {row.slot}", ", ".join(filter(None, (str(row.get_state_display()), note))))
            for row, note in asked
        ],
    )


def _others(case: Case) -> Iterator[Part]:
    """Whom the family invited, and whose cases stand beside this one. Codes and words stay out of it: they open something."""
    made = [(each, _("for: %(role)s") % {"role": each.get_role_display()}) for each in invitations.of_case(case)]
    yield Part(_("Invitations"), [Line(_day(each.created_at), f"{role}. {_became(each)}") for each, role in made])
    yield _linked(case)


def _linked(case: Case) -> Part:
    beside = [(each.reference, str(each.get_role_display())) for each in linking.adults(case)]
    if case.sponsor_case:
        beside.append((case.sponsor_case.reference, _("the sponsor")))
    return Part(_("Linked cases"), [Line(reference, whose) for reference, whose in beside])


def _became(invitation: Invitation) -> str:
    if invitation.used_at is None:
        return _("Not used.")
    day = {"day": _day(invitation.used_at)}
    # Of one that was used nothing is left once the case begun with it was deleted.
    return _("Used on %(day)s.") % day if invitation.begun_id else _("Works no more since %(day)s.") % day


def _way(case: Case) -> Iterator[Part]:
    changes = StatusChange.objects.filter(case=case)
    yield Part(_("Status"), [Line(_day(row.at), str(row.get_status_display())) for row in changes])
    holds = [(hold, legal_holds.reason(case, hold)) for hold in legal_holds.of_case(case)]
    yield Part(_("Legal holds"), [Line(_day(hold.begun_at), why) for hold, why in holds])


def _day(at: datetime.datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")

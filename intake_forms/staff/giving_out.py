"""Everything that a legal hold keeps of a case, as one file for whoever ordered it: a page to read, and each file as sent.

Also of a case whose family asked to delete everything: nobody sees that one otherwise. It has what was never sent, and what
was written over or taken away since the hold.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import tink
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages as notices

from intake_forms.documents import opening, storage
from intake_forms.privacy import audit
from intake_forms.privacy.sealing import Shredded, open_, place
from intake_forms.records import appointments, legal_holds, messages, papers, queries, requests
from intake_forms.records.correspondence import Appointment, StatusChange
from intake_forms.records.legal_holds import KeptAnswers
from intake_forms.records.models import Case, Draft, DraftStep
from intake_forms.records.uploads import Upload
from intake_forms.schema import answers
from intake_forms.schema.document import Form
from intake_forms.staff import case_forms, folder, kinds, matters
from intake_forms.staff.legal_holds import held_case

_UNREADABLE = (storage.Missing, storage.Unavailable, tink.TinkError, Shredded, ValueError, EOFError)


class Line(NamedTuple):
    """One thing: what it is, and what it says."""

    label: str
    text: str


class Part(NamedTuple):
    """Lines under one heading."""

    title: str
    lines: list[Line]


class File(NamedTuple):
    """One file: its name in the archive, and what is known of it."""

    name: str
    label: str
    upload: Upload


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_out(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Says what is in the file and for whom it is; the button gives it out, and that is written down."""
    case = held_case(request, pk)
    if case.kept_since is None:
        raise PermissionDenied
    if request.method != "POST":
        return matters.page(request, case, "give_out.html", _("Copy for the court"), {})
    language = (get_language() or "en").split("-")[0]
    files = _files(case, language)
    if files and not storage.reachable():
        return _sorry(
            request,
            case,
            _("The store of papers does not answer just now. Nothing is lost: try again in a few minutes."),
        )
    try:
        page = _page(case, language, files)
    except _UNREADABLE:
        return _sorry(request, case, _("This case cannot be read. Tell your administrator the reference."))
    audit.record(who=audit.actor(request.user.pk), action="hold.given_out", case=case.pk)
    response = StreamingHttpResponse(_archive(case, page, files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}.zip"'
    # Compressed on its way it would be held back whole.
    response["Content-Encoding"] = "identity"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _sorry(request: HttpRequest, case: Case, why: str) -> HttpResponseBase:
    notices.error(request, why)
    return matters.see(reverse("cases:hold", args=[case.pk]))


def _page(case: Case, language: str, files: list[File]) -> str:
    """The page of the archive, in the language of who gives it out. Raises tink.TinkError, Shredded, ValueError."""
    parts = [*_sent(case, language), *_kept(case, language), *_contact(case), *_way(case)]
    context = {"case": case, "parts": parts, "files": files, "today": localtime(), "language": language}
    return render_to_string("intake_forms/staff/given_out.html", context)


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


def _way(case: Case) -> Iterator[Part]:
    changes = StatusChange.objects.filter(case=case)
    yield Part(_("Status"), [Line(_day(row.at), str(row.get_status_display())) for row in changes])
    holds = [(hold, legal_holds.reason(case, hold)) for hold in legal_holds.of_case(case)]
    yield Part(_("Legal holds"), [Line(_day(hold.begun_at), why) for hold, why in holds])


def _files(case: Case, language: str) -> list[File]:
    """Every file of the case that came whole, those too that were taken away since the hold."""
    named = {key: kept.label(language) for key, kept in papers.expected(case).items()}
    rows = Upload.objects.filter(case=case).exclude(state__in=(Upload.State.INTENT, Upload.State.RECEIVING))
    return [
        File(f"files/{folder.own_name(row)}", named.get(key, row.slot), row)
        for row in rows.order_by("created_at")
        for key in [(row.slot, str(row.item or ""))]
    ]


def _archive(case: Case, page: str, files: list[File]) -> Iterator[bytes]:
    """The ZIP archive block by block; at its end the names of the files that could not be read, where there are such."""
    out, missing = _Outlet(), []
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("case.html", page)
        for name, _label, upload in files:
            try:
                blocks = opening.plain_bytes(case, upload)
                with archive.open(name, "w", force_zip64=True) as entry:
                    for block in blocks:
                        entry.write(block)
                        yield out.taken()
            except _UNREADABLE:
                missing.append(name)
        if missing:
            archive.writestr(
                "missing.txt", _("These files could not be read whole:") + "\n" + "\n".join(missing) + "\n"
            )
    yield out.taken()


class _Outlet(io.RawIOBase):
    """What is written waits here until it is taken: a file that nobody can go back in."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, block: object) -> int:
        written = bytes(memoryview(block))  # type: ignore[arg-type]
        self._waiting.append(written)
        return len(written)

    def taken(self) -> bytes:
        """What was written since it was taken last."""
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)


def _day(at: datetime.datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")

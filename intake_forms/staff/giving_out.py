"""Everything that a legal hold keeps of a case, as one file for whoever ordered it: to read, as data, and each file as sent.

Also of a case whose family asked to delete everything: nobody sees that one otherwise. It has what was never sent, and what
was written over or taken away since the hold.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
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
from intake_forms.documents.letters import letter
from intake_forms.privacy import audit
from intake_forms.privacy.sealing import Shredded
from intake_forms.records import papers, site
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.staff import folder, kept_parts, matters
from intake_forms.staff.legal_holds import held_case

_UNREADABLE = (storage.Missing, storage.Unavailable, tink.TinkError, Shredded, ValueError, EOFError)


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
        written = _written(case, language, files)
    except _UNREADABLE:
        return _sorry(request, case, _("This case cannot be read. Tell your administrator the reference."))
    audit.record(who=audit.actor(request.user.pk), action="hold.given_out", case=case.pk)
    response = StreamingHttpResponse(_archive(case, written, files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}.zip"'
    # Compressed on its way it would be held back whole.
    response["Content-Encoding"] = "identity"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _sorry(request: HttpRequest, case: Case, why: str) -> HttpResponseBase:
    notices.error(request, why)
    return matters.see(reverse("cases:hold", args=[case.pk]))


def _written(case: Case, language: str, files: list[File]) -> dict[str, str | bytes]:
    """What the archive has beside the files, by name, in the language of who gives it out.

    Raises tink.TinkError, Shredded, ValueError.
    """
    found = kept_parts.parts(case, language)
    context = {"case": case, "parts": found, "files": files, "today": localtime(), "language": language}
    listed = [{"name": each.name, "paper": each.label, "state": each.upload.get_state_display()} for each in files]
    known = {**kept_parts.data(case, language), "files": listed}
    return {
        "case.html": render_to_string("intake_forms/staff/given_out.html", context),
        "case.pdf": _on_paper(case, language, found, files),
        "case.json": json.dumps(known, ensure_ascii=False, indent=2),
    }


def _on_paper(case: Case, language: str, found: list[kept_parts.Part], files: list[File]) -> bytes:
    """The same as the page, as a PDF with the reference on each sheet."""
    named = kept_parts.Part(_("Files"), [kept_parts.Line(each.name, each.label) for each in files])
    chapters = [
        {"title": part.title, "blocks": [{"title": "", "answers": [line._asdict() for line in part.lines]}]}
        for part in (*found, named)
        if part.lines
    ]
    known = site.facts()
    data = {
        "title": case.reference,
        "site": known["name"],
        "language": language,
        "reference_line": _("Reference %(reference)s") % {"reference": case.reference},
        "help": site.filled("[[phone]]", known),
        "lines": [_("Copy made on %(day)s.") % {"day": date_format(localtime(), "DATE_FORMAT")}],
        "forms": [{"title": _("Copy for the court"), "lines": [], "chapters": chapters}],
    }
    return letter("summary", data)


def _files(case: Case, language: str) -> list[File]:
    """Every file of the case that came whole, those too that were taken away since the hold."""
    named = {key: kept.label(language) for key, kept in papers.expected(case).items()}
    rows = Upload.objects.filter(case=case).exclude(state__in=(Upload.State.INTENT, Upload.State.RECEIVING))
    return [
        File(f"files/{folder.own_name(row)}", named.get(key, row.slot), row)
        for row in rows.order_by("created_at")
        for key in [(row.slot, str(row.item or ""))]
    ]


def _archive(case: Case, written: Mapping[str, str | bytes], files: list[File]) -> Iterator[bytes]:
    """The ZIP archive block by block; at its end the names of the files that could not be read, where there are such."""
    out, missing = _Outlet(), []
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in written.items():
            archive.writestr(name, content)
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

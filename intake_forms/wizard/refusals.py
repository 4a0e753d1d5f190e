"""Files that could not be used after all: each is told with what to do, until something became of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake_forms.documents import reasons
from intake_forms.records import queries, references, requests
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.wizard.problems import shown


@dataclass(frozen=True)
class Refusal:
    """One such file as its sender sees it."""

    upload: Upload
    #: Of one that never was here whole, what its sender's phone calls it: it has no receipt, nor do we know what it is. Else "".
    name: str

    @property
    def called(self) -> str:
        """How to tell it from others: by its receipt, or by its name."""
        return self.name or self.receipt

    @property
    def kind(self) -> str:
        """What sort of file it was, in a word."""
        return "PDF" if self.upload.content_type == "application/pdf" else _("Photo")

    @property
    def why(self) -> str:
        """Why, and what to do."""
        return reasons.for_sponsor(self.upload)

    @property
    def receipt(self) -> str:
        """The number that it got when it came."""
        return references.receipt(self.upload.pk)


def refusals(case: Case) -> dict[str, list[Refusal]]:
    """The files of a case that could not be used and wait for something, by the paper's name.

    Only another that came in the place of that very file ends it, or its sender who has read it, or staff who need the paper
    no more: another page of the paper may have come in the same minute.
    """
    refused = queries.refused_by_key(case)
    if not refused or case.status == Case.Status.CLOSED:
        return {}
    settled = requests.not_needed(case)
    found = {key: _open(case, rows, settled.get(key)) for key, rows in refused.items()}
    return {f"{slot}.{item}" if item else slot: rows for (slot, item), rows in found.items() if rows}


def _open(case: Case, refused: Sequence[Upload], settled: datetime.datetime | None) -> list[Refusal]:
    """Those that wait still. Of one that came instead of another and was refused too, only the last is told."""
    again = {upload.replaces_id for upload in refused}
    return [
        Refusal(upload, "" if upload.received_at else shown(queries.file_name(case, upload)))
        for upload in refused
        if upload.superseded_at is None
        and upload.pk not in again
        and not (settled and upload.checked_at and settled > upload.checked_at)
        and not _is_here(case, upload)
    ]


def _is_here(case: Case, upload: Upload) -> bool:
    """Whether the very file that did not arrive came another time: nobody has to send it again."""
    if upload.received_at:
        return False
    same = (upload.slot, upload.item, upload.size, queries.file_sha256(case, upload))
    return queries.same_file(case, *same) is not None

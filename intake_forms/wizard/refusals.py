"""Files that could not be used after all: told with what to do, until another came for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake_forms.documents import reasons
from intake_forms.records import queries, references
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload


@dataclass(frozen=True)
class Refusal:
    """One such file as its sender sees it."""

    upload: Upload

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
    """The files of a case that could not be used, by the paper's name, without those that another came for since."""
    refused = queries.refused_by_key(case)
    if not refused:
        return {}
    held = queries.papers_by_key(case)
    found = {key: _open(rows, held.get(key, ())) for key, rows in refused.items()}
    return {f"{slot}.{item}" if item else slot: rows for (slot, item), rows in found.items() if rows}


def _open(refused: Sequence[Upload], held: Sequence[Upload]) -> list[Refusal]:
    """Those without a file that came since: each that came stands for one."""
    came = sorted(upload.created_at for upload in held)
    found = []
    for upload in refused:
        since = next((at for at in came if upload.checked_at and at > upload.checked_at), None)
        if since is None:
            found.append(Refusal(upload))
        else:
            came.remove(since)
    return found

"""The files of the papers on a step, as their sender sees them, and what the buttons beside each of them do."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from intake_forms.documents import chunks, reasons, services, versions
from intake_forms.records import late, queries, references
from intake_forms.records.correspondence import PaperRequest
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.slots import paper_key
from intake_forms.wizard.forms import Paper
from intake_forms.wizard.problems import shown

#: For these reasons staff want another file in the place of one that came; for the others they want one more.
RENEWED = ("unreadable", "wrong_document", "too_old")
#: What the buttons beside a file do.
_BUTTONS: dict[str, Callable[..., None]] = {
    "remove": services.discard,
    "dismiss": services.dismiss,
    "keep": services.keep,
    "turn": versions.turn,
    "up": versions.move_up,
}


@dataclass(frozen=True)
class Cut:
    """A file that did not arrive whole, or not yet, as the sponsor sees it."""

    upload: Upload
    name: str
    #: Whether all of it is here, and only nobody has said so: a phone that died just then. It goes on by itself.
    whole: bool

    @property
    def told(self) -> str:
        """What became of it, and what to do."""
        if self.whole:
            return _("All of it is here. We are putting it together: look again in a few minutes.")
        return _("It did not arrive whole. Choose it again, or remove it.")


@dataclass(frozen=True)
class Sheet:
    """One file as the sponsor sees it: a number, its kind and size, never its content."""

    upload: Upload
    number: int

    @property
    def kind(self) -> str:
        """What sort of file it is, in a word."""
        return "PDF" if self.upload.content_type == "application/pdf" else _("Photo")

    @property
    def has_thumbnail(self) -> bool:
        """Whether there is a small picture of it: once it was checked."""
        return self.upload.state == Upload.State.ACCEPTED

    @property
    def held(self) -> str:
        """What is said of one that a person has to look at; "" of any other."""
        return reasons.for_sponsor(self.upload) if self.upload.state == Upload.State.HELD else ""

    @property
    def hints(self) -> list[str]:
        """Why it may be hard to read, in sentences; none once its sender keeps it."""
        said = {
            "small": _("It is small. Come closer to the paper, until it fills the picture."),
            "dark": _("It is dark. Take it near a window."),
            "blurred": _("It is blurred. Hold the phone still, and tap the paper on the screen first."),
        }
        return [] if self.upload.kept else [said[hint] for hint in self.upload.hints.split(",") if hint]

    @property
    def turned(self) -> str:
        """Which way its sender turned it, in words."""
        return {90: _("turned right"), 180: _("turned upside down"), 270: _("turned left")}.get(self.upload.turn, "")

    @property
    def came_at(self) -> datetime.datetime:
        """Since when we have it."""
        return self.upload.received_at or self.upload.created_at

    @property
    def receipt(self) -> str:
        """Its number: what to name on the telephone."""
        return references.receipt(self.upload.pk)


def field_name(step: str, paper: Paper) -> str:
    """The HTML name of a paper's file input."""
    return f"{step}-{paper.name}"


def most(slot: Slot) -> int:
    """How many files somebody may send for a slot."""
    return int(min(slot.max_files, settings.UPLOAD_MAX_FILES))


def sheets(case: Case) -> dict[str, list[Sheet]]:
    """The files we have, by the paper's name, numbered in the order they came."""
    return {
        f"{slot}.{person}" if person else slot: [
            Sheet(upload, number) for number, upload in enumerate(uploads, start=1)
        ]
        for (slot, person), uploads in queries.papers_by_key(case).items()
    }


def stands(asked: PaperRequest | None) -> bool:
    """Whether staff ask for something of a paper at this moment."""
    return asked is not None and bool(asked.reason) and asked.state in PaperRequest.STANDING


def listed(case: Case, name: str, asked: PaperRequest | None) -> dict[str, list[Sheet]]:
    """The files of a paper (``sheets``), and those that staff looked at when they asked for another one (``renew``)."""
    found = sheets(case).get(name, [])
    renewed = asked if asked and stands(asked) and asked.reason in RENEWED else None
    renew = [each for each in found if each.upload.created_at < renewed.asked_at] if renewed else []
    return {"sheets": found, "renew": renew}


def underway(case: Case) -> dict[str, list[Cut]]:
    """The files that are on their way or were cut on it, by the paper's name."""
    found: dict[str, list[Cut]] = {}
    for upload in chunks.receiving(case):
        upload.case = case
        name = f"{upload.slot}.{upload.item}" if upload.item else upload.slot
        found.setdefault(name, []).append(Cut(upload, shown(chunks.file_name(upload)), chunks.is_whole(upload)))
    return found


def here(case: Case | None) -> dict[str, str]:
    """What a page of a case needs to send by pieces: where ``to``, the ``mark`` of the case, and the ``key``."""
    if case is None:
        return {}
    key = salted_hmac("intake_forms.sending", str(case.pk), algorithm="sha256").digest()
    return {"to": reverse("case:uploads"), "mark": late.mark(case.pk), "key": base64.b64encode(key).decode()}


def since(case: Case, asked: PaperRequest | None) -> datetime.datetime:
    """From when on files count against the slot's limit: what was sent before it was asked for takes no room."""
    if asked:
        return asked.asked_at
    return case.submissions.order_by("-sent_at").values_list("sent_at", flat=True)[0]


def counts(case: Case, since: datetime.datetime | None) -> dict[str, int]:
    """How many files came for each paper since then."""
    return {
        name: sum(since is None or sheet.upload.created_at >= since for sheet in pages)
        for name, pages in sheets(case).items()
    }


def press(*, case: Case, papers: Sequence[Paper], go: str, stays: bool = False) -> str | None:
    """Do what a button beside a file says: take it away, keep it though it may be hard to read, turn it, move it up.

    Or beside one that cannot be used: that its sender has read so.

    ``stays``: what has arrived is not taken away any more.
    Returns the name of its paper; "" for a file of none of these papers; None for another button.
    """
    word, _dash, upload_id = go.partition("-")
    does = _BUTTONS.get(word)
    if does is None:
        return None
    have = {} if stays and word == "remove" else queries.papers_by_key(case)
    have = queries.refused_by_key(case) if word == "dismiss" else have
    for upload in chunks.receiving(case) if word == "remove" else ():
        have.setdefault((upload.slot, str(upload.item or "")), []).append(upload)
    for paper in papers:
        for upload in have.get(paper_key(paper.slot, paper.person), ()):
            if str(upload.pk) == upload_id:
                does(upload=upload)
                return paper.name
    return ""

"""The papers on a step: taking in what a request brought, and showing what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from intake_forms.documents import services, storage
from intake_forms.documents.incoming import Incoming
from intake_forms.documents.inspection import ACCEPTED
from intake_forms.records import queries
from intake_forms.records.models import Case, Upload
from intake_forms.schema.items import Item
from intake_forms.schema.kinds.slot import Slot


def _sentence(problem: str) -> str:
    megabytes = settings.UPLOAD_MAX_BYTES // 2**20
    return {
        "empty": _("This file is empty. Choose it again, or take a new photo."),
        "too_big": _("This file is larger than %(max)s MB. Take a photo of the paper instead, or send fewer pages.")
        % {"max": megabytes},
        "too_many": _("You can send %(max)s files for this paper. Remove one to add another.")
        % {"max": settings.UPLOAD_MAX_FILES},
        "wrong_type": _("We cannot open this kind of file. Send a photo (JPEG, PNG or HEIC) or a PDF."),
        "locked": _("This PDF is locked with a password. Save it without the password, or take a photo of each page."),
        "nothing": _("Choose a photo or a PDF first."),
        "unavailable": _(
            "Your photo is not saved yet. Your answers are saved. Try again in a few minutes, or call us."
        ),
    }[problem]


@dataclass
class Intake:
    """What became of a request's files: problems by slot key, and whether the store was down."""

    problems: dict[str, list[str]] = field(default_factory=dict)
    unavailable: bool = False

    def add(self, slot: str, problem: str) -> None:
        """Note a problem, in the sponsor's language."""
        sentence = _sentence(problem)
        if sentence not in self.problems.setdefault(slot, []):
            self.problems[slot].append(sentence)


@dataclass(frozen=True)
class Sheet:
    """One file as the sponsor sees it: a number, its kind and size, never its content."""

    upload: Upload
    number: int

    @property
    def kind(self) -> str:
        """What sort of file it is, in a word."""
        return ACCEPTED.get(self.upload.content_type, "")


def slots(items: Sequence[Item]) -> list[Slot]:
    """The slots on a step."""
    return [item for item in items if isinstance(item, Slot)]


def field_name(step: str, slot: Slot) -> str:
    """The HTML name of a slot's file input."""
    return f"{step}-{slot.key}"


def sheets(case: Case) -> dict[str, list[Sheet]]:
    """The files we have, by slot key, numbered in the order they came."""
    found: dict[str, list[Sheet]] = {}
    for upload in queries.papers(case):
        pages = found.setdefault(upload.slot, [])
        pages.append(Sheet(upload, len(pages) + 1))
    return found


def take_in(*, case: Case, step: str, slots: Sequence[Slot], incoming: Sequence[Incoming], asked: bool) -> Intake:
    """Store what came for the slots of a step. ``asked``: the person pressed the button that sends a file."""
    intake = Intake()
    if not incoming and not asked:
        return intake
    by_name = {field_name(step, slot): slot.key for slot in slots}
    have = {slot: len(pages) for slot, pages in sheets(case).items()}
    for entry in incoming:
        slot = by_name.get(entry.field_name)
        if slot is None:
            continue
        problem = entry.problem or ("too_many" if have.get(slot, 0) >= settings.UPLOAD_MAX_FILES else None)
        if problem:
            intake.add(slot, problem)
            continue
        try:
            services.store(case=case, slot=slot, incoming=entry)
        except storage.Unavailable:
            intake.unavailable = True
            intake.add(slot, "unavailable")
            break
        have[slot] = have.get(slot, 0) + 1
    if asked and not incoming:
        for slot_item in slots:
            intake.add(slot_item.key, "nothing")
    return intake


def remove(*, case: Case, upload_id: str) -> None:
    """Discard one of the case's files; an id that is not one of them changes nothing."""
    for upload in queries.papers(case):
        if str(upload.pk) == upload_id:
            services.discard(upload=upload)

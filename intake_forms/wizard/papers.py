"""The papers on a step: taking in what a request brought, and showing what is there."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from intake_forms.documents import judging, services, storage
from intake_forms.documents.incoming import Incoming
from intake_forms.records import queries, references
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import ID
from intake_forms.schema.slots import paper_key
from intake_forms.wizard.forms import Paper

#: What can be wrong with one file while the others beside it are fine.
_ITS_OWN = {"empty", "too_big", "wrong_type", "unfinished", "unreadable", "locked"}
#: Letters of a file's name that are shown.
_NAME = 40


def limit() -> dict[str, Any]:
    """How large a file may be (``bytes``, ``megabytes``), and the sentences that the page itself can say of one."""
    sentences = {problem: sentence(problem, 0) for problem in ("too_big", "wrong_type")}
    return {"bytes": settings.UPLOAD_MAX_BYTES, "megabytes": settings.UPLOAD_MAX_BYTES // 2**20, **sentences}


#: What can be wrong with what somebody sends.
PROBLEMS = ("empty", "too_big", "too_many", "wrong_type", "locked", "nothing", "unavailable")


def sentence(problem: str, files: int) -> str:
    """What to say of one of ``PROBLEMS``: what to do about it. ``files``: how many may be sent of the paper."""
    return {
        "empty": _("This file is empty. Choose it again, or take a new photo."),
        "too_big": _("This file is larger than %(max)s MB. Take a photo of the paper instead, or send fewer pages.")
        % {"max": settings.UPLOAD_MAX_BYTES // 2**20},
        "too_many": _("You can send %(max)s files for this paper. Remove one to add another.") % {"max": files},
        "wrong_type": _("We cannot open this kind of file. Send a photo or a PDF."),
        "unfinished": _("This file did not arrive whole. Send it again."),
        "unreadable": _("We cannot open this file: it may be damaged. Take a new photo, or choose another file."),
        "locked": _("This PDF is locked with a password. Save it without the password, or take a photo of each page."),
        "nothing": _("Choose a photo or a PDF first."),
        "unavailable": _(
            "Your photo is not saved yet. Your answers are saved. Try again in a few minutes, or call us."
        ),
    }[problem]


@dataclass
class Intake:
    """What became of a request's files: problems by the paper's name, how many are stored, and whether the store was down."""

    problems: dict[str, list[str]] = field(default_factory=dict)
    unavailable: bool = False
    stored: int = 0
    #: The paper of a stored photo that may be hard to read; "" for none.
    doubtful: str = ""

    def add(self, paper: Paper, problem: str, file: str = "") -> None:
        """Note a problem, in the sponsor's language; ``file``: the name of the file that has it, where there were several."""
        told = sentence(problem, most(paper.slot))
        if file and problem in _ITS_OWN:
            told = f"{_shown(file)}: {told}"
        if told not in self.problems.setdefault(paper.name, []):
            self.problems[paper.name].append(told)


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
    def hints(self) -> list[str]:
        """Why it may be hard to read, in sentences; none once its sender keeps it."""
        said = {
            "small": _("It is small. Come closer to the paper, until it fills the picture."),
            "dark": _("It is dark. Take it near a window."),
            "blurred": _("It is blurred. Hold the phone still, and tap the paper on the screen first."),
        }
        return [] if self.upload.kept else [said[hint] for hint in self.upload.hints.split(",") if hint]

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


def _counts(case: Case, since: datetime.datetime | None) -> dict[str, int]:
    """How many files came for each paper since then."""
    return {
        name: sum(since is None or sheet.upload.created_at >= since for sheet in pages)
        for name, pages in sheets(case).items()
    }


def take_in(
    *,
    case: Case,
    step: str,
    papers: Sequence[Paper],
    incoming: Sequence[Incoming],
    asked: str,
    since: datetime.datetime | None = None,
) -> Intake:
    """Store what came for the papers of a step. ``asked``: the button pressed, "upload-<name>" to send a paper's file.

    ``since``: files of before take none of the room that a paper has.
    """
    intake = Intake()
    if not incoming and not asked.startswith("upload"):
        return intake
    by_name = {field_name(step, paper): paper for paper in papers}
    have = _counts(case, since)
    for entry in incoming:
        paper = by_name.get(entry.field_name)
        if paper is None:
            continue
        full = have.get(paper.name, 0) >= most(paper.slot)
        problem = entry.problem or ("" if entry.whole else "unfinished") or ("too_many" if full else "")
        verdict = judging.Verdict(problem) if problem else judging.judge(case, entry)
        if verdict.problem:
            intake.add(paper, verdict.problem, entry.name if len(incoming) > 1 else "")
        elif _store(case, paper, entry, verdict, intake):
            have[paper.name] = have.get(paper.name, 0) + 1
        else:
            break
    if not incoming:
        for paper in papers:
            if asked in ("upload", f"upload-{paper.name}"):
                intake.add(paper, "nothing")
    return intake


def _store(case: Case, paper: Paper, entry: Incoming, verdict: judging.Verdict, intake: Intake) -> bool:
    """Store one file and note it. False, and told, while the store is down."""
    try:
        item = UUID(paper.person[ID]) if paper.person else None
        services.store(case=case, slot=paper.slot.key, incoming=entry, item=item, hints=verdict.hints)
    except storage.Unavailable:
        intake.unavailable = True
        intake.add(paper, "unavailable")
        return False
    intake.stored += 1
    intake.doubtful = intake.doubtful or (paper.name if verdict.hints else "")
    return True


def press(*, case: Case, papers: Sequence[Paper], go: str) -> str | None:
    """Do what a button beside a file says: take it away, or keep it though it may be hard to read.

    Returns the name of its paper; "" for a file of none of these papers; None for another button.
    """
    word, _dash, upload_id = go.partition("-")
    does = {"remove": services.discard, "keep": services.keep}.get(word)
    if does is None:
        return None
    have = queries.papers_by_key(case)
    for paper in papers:
        for upload in have.get(paper_key(paper.slot, paper.person), ()):
            if str(upload.pk) == upload_id:
                does(upload=upload)
                return paper.name
    return ""


def _shown(name: str) -> str:
    """A file's name as it can stand in a sentence: no controls or direction marks, not too long, in its own direction."""
    plain = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    short = plain if len(plain) <= _NAME else f"{plain[: _NAME // 2]}…{plain[-_NAME // 2 :]}"
    return f"\N{FIRST STRONG ISOLATE}{short}\N{POP DIRECTIONAL ISOLATE}"

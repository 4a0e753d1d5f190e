"""The papers on a step: taking in what a request brought, and showing what is there."""

from __future__ import annotations

import base64
import datetime
import time
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from intake_forms.documents import chunks, judging, reasons, services, storage, unlocking, versions
from intake_forms.documents.incoming import AT_ONCE, Incoming
from intake_forms.records import late, queries, references, tables
from intake_forms.records.correspondence import PaperRequest
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import ID
from intake_forms.schema.slots import paper_key
from intake_forms.wizard.forms import Paper

#: What the buttons beside a file do.
_BUTTONS: dict[str, Callable[..., None]] = {
    "remove": services.discard,
    "dismiss": services.dismiss,
    "keep": services.keep,
    "turn": versions.turn,
    "up": versions.move_up,
}
#: What can be wrong with one file while the others beside it are fine.
_ITS_OWN = {
    "empty",
    "too_big",
    "wrong_type",
    "unfinished",
    "unreadable",
    "locked",
    "wrong_password",
    "too_many_pages",
    "cut",
}
_NO_ROOM = {"too_many", "too_much"}  # told once, with the names of all that were left out
#: How the name of a field ends whose value is kept nowhere.
PASSWORD = "password"  # noqa: S105  a name, not one
#: Seconds in which whoever sent files without JavaScript hears what became of them, whatever the machine and the store do.
PATIENCE = 24.0
#: Letters of a file's name that are shown.
_NAME = 40


def limit() -> dict[str, Any]:
    """How large a file may be (``bytes``, ``megabytes``), all of them ``together`` (megabytes), and what a page itself says."""
    sentences = {problem: sentence(problem, 0) for problem in ("too_big", "wrong_type")}
    one = settings.UPLOAD_MAX_BYTES
    return {"bytes": one, "megabytes": one // 2**20, "together": one * AT_ONCE // 2**20, **sentences}


#: What can be wrong with what somebody sends.
PROBLEMS = (
    "empty",
    "too_big",
    "too_many",
    "too_much",
    "too_many_underway",
    "too_often",
    "wrong_type",
    "unfinished",
    "unreadable",
    "too_many_pages",
    "locked",
    "wrong_password",
    "nothing",
    "absent",
    "cut",
    "unavailable",
)


def sentence(problem: str, files: int) -> str:
    """What to say of one of ``PROBLEMS``: what to do about it. ``files``: how many may be sent of the paper."""
    return {
        "empty": _("This file is empty. Choose it again, or take a new photo."),
        "too_big": _("This file is larger than %(max)s MB. Take a photo of the paper instead, or send fewer pages.")
        % {"max": settings.UPLOAD_MAX_BYTES // 2**20},
        "too_many": _("You can send %(max)s files for this paper. Remove one to add another.") % {"max": files},
        "too_much": _("Send up to %(max)s MB at once, then the others.")
        % {"max": settings.UPLOAD_MAX_BYTES * AT_ONCE // 2**20},
        "wrong_type": _("We cannot open this kind of file. Send a photo or a PDF."),
        "unfinished": _("This file did not arrive whole. Send it again."),
        "unreadable": _("We cannot open this file: it may be damaged. Take a new photo, or choose another file."),
        # The worker may find it too, and says the same.
        "too_many_pages": tables.spoken(reasons.reasons()["too_many_pages"].sponsor),
        "too_many_underway": _("Too many photos are on their way. Wait until they are here, or remove one."),
        "too_often": _("You sent many files in a short time. Wait one hour, or call us."),
        "locked": _("This PDF is locked with a password. Write the password here, or take a photo of each page."),
        "wrong_password": _("That password does not open this PDF. Write it again, or take a photo of each page."),
        "nothing": _("Choose a photo or a PDF first."),
        "absent": _("We have no file of this paper yet. Choose the photo, or say that you will bring it."),
        "cut": _("This file did not arrive. Send it again. Or press Continue to go on without it."),
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
    #: The papers whose PDF asks for a password.
    locked: set[str] = field(default_factory=set)
    #: The names of the files that there was no room for, by paper and problem.
    left_out: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    #: What Continue tells of once: the papers that somebody sends now, as she says, and of which there is no file; and the
    #: ids of files that did not arrive.
    told: list[str] = field(default_factory=list)

    def add(self, paper: Paper, problem: str, file: str = "") -> None:
        """Note a problem, in the sponsor's language; ``file``: the name of the file that has it, where there were several."""
        told = sentence(problem, most(paper.slot))
        if problem in ("locked", "wrong_password"):
            self.locked.add(paper.name)
        said = self.problems.setdefault(paper.name, [])
        if file and problem in _NO_ROOM:
            names = self.left_out.setdefault((paper.name, problem), [])
            if names:
                said.remove(_without(names, told))
            names.append(_shown(file))
            told = _without(names, told)
        elif file and problem in _ITS_OWN:
            told = f"{_shown(file)}: {told}"
        if told not in said:
            said.append(told)


@dataclass(frozen=True)
class Cut:
    """A file that did not arrive whole, or not yet, as the sponsor sees it."""

    upload: Upload
    name: str


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


def underway(case: Case) -> dict[str, list[Cut]]:
    """The files that are on their way or were cut on it, by the paper's name."""
    found: dict[str, list[Cut]] = {}
    for upload in chunks.receiving(case):
        upload.case = case
        name = f"{upload.slot}.{upload.item}" if upload.item else upload.slot
        found.setdefault(name, []).append(Cut(upload, _shown(chunks.file_name(upload))))
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


def take_in(
    *,
    case: Case,
    step: str,
    papers: Sequence[Paper],
    incoming: Sequence[Incoming],
    asked: str,
    since: datetime.datetime | None = None,
    posted: Mapping[str, str] | None = None,
    instead: Upload | None = None,
) -> Intake:
    """Store what came for the papers of a step. ``asked``: the button pressed, "upload-<name>" to send a paper's file.

    ``since``: files of before take none of the room that a paper has. ``posted``: where passwords of PDFs may be.
    ``instead``: the file whose place the first one takes.
    """
    intake = Intake()
    if not incoming and not asked.startswith("upload"):
        return intake
    by_name = {field_name(step, paper): paper for paper in papers}
    have, until = counts(case, since), time.monotonic() + PATIENCE
    for entry in incoming:
        paper = by_name.get(entry.field_name)
        if paper is None:
            continue
        full = instead is None and have.get(paper.name, 0) >= most(paper.slot)
        password, left = (posted or {}).get(password_name(entry.field_name), ""), until - time.monotonic()
        verdict = judged(case, entry, full=full, password=password, within=min(judging.WITHIN, left - storage.SHORTEST))
        if verdict.problem:
            intake.unavailable |= verdict.problem == "unavailable"
            intake.add(paper, verdict.problem, entry.name if len(incoming) > 1 else "")
        elif _store(case, paper, entry, verdict, intake, instead, until):
            have[paper.name] = have.get(paper.name, 0) + (instead is None)
            instead = None
        if intake.unavailable:
            break
    for paper in () if incoming else papers:
        if asked in ("upload", f"upload-{paper.name}"):
            intake.add(paper, "nothing")
    return intake


def judged(
    case: Case, entry: Incoming, *, full: bool, password: str = "", within: float = judging.WITHIN
) -> judging.Verdict:
    """What is wrong with a file that came, one of ``PROBLEMS``, or why it may be hard to read. ``full``: there is no room.

    A PDF that the password opens is without it from here on. ``within``: the seconds for all of it.
    """
    until = time.monotonic() + within
    problem = entry.problem or ("" if entry.whole else "unfinished") or ("too_many" if full else "")
    verdict = judging.Verdict(problem) if problem else judging.judge(case, entry, within)
    locked = verdict.problem == "locked" and password
    return unlocking.unlock(case, entry, password, until - time.monotonic()) if locked else verdict


def password_name(input_name: str) -> str:
    """The HTML name of the field for the password of a PDF, beside the input that sent it."""
    return f"{input_name}.{PASSWORD}"


def _store(
    case: Case,
    paper: Paper,
    entry: Incoming,
    verdict: judging.Verdict,
    intake: Intake,
    instead: Upload | None,
    until: float,
) -> bool:
    """Store one file and note it. False, and told, while the store is down."""
    try:
        services.store(
            case=case,
            slot=paper.slot.key,
            incoming=entry,
            item=UUID(paper.person[ID]) if paper.person else None,
            hints=verdict.hints,
            replaces=instead,
            within=until - time.monotonic(),
        )
    except storage.Unavailable:
        intake.unavailable = True
        intake.add(paper, "unavailable")
        return False
    intake.stored += 1
    intake.doubtful = intake.doubtful or (paper.name if verdict.hints else "")
    return True


def remind(
    *, case: Case, papers: Sequence[Paper], values: Mapping[str, Any], told: Collection[str], intake: Intake
) -> None:
    """Note the files that did not arrive, and the papers that somebody says she sends now and of which none came.

    ``values``: what was said, by name. Those ``told`` before are no problem any more: whoever goes on all the same sends
    them later.
    """
    cut = underway(case) if papers else {}
    for paper in papers:
        for each in cut.get(paper.name, ()):
            intake.told.append(str(each.upload.pk))
            if intake.told[-1] not in told:
                # One that waits for its password says so.
                intake.add(paper, each.upload.reason or "cut", each.name)
    now = [paper for paper in papers if (values.get(paper.name) or {}).get("said") == "now"]
    have = {*sheets(case), *cut} if now else set()
    for paper in now:
        if paper.name not in have:
            intake.told.append(paper.name)
            if paper.name not in told:
                intake.add(paper, "absent")


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


def _without(names: Sequence[str], told: str) -> str:
    return " ".join((_("We did not take these files: %(names)s.") % {"names": ", ".join(names)}, told))


def _shown(name: str) -> str:
    """A file's name as it can stand in a sentence: no controls or direction marks, not too long, in its own direction."""
    plain = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    short = plain if len(plain) <= _NAME else f"{plain[: _NAME // 2]}…{plain[-_NAME // 2 :]}"
    return f"\N{FIRST STRONG ISOLATE}{short}\N{POP DIRECTIONAL ISOLATE}"

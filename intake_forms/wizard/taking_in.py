"""Taking in the files that a request brought for the papers of a step, and telling what became of each."""

from __future__ import annotations

import datetime
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from intake_forms.documents import judging, services, storage, unlocking
from intake_forms.documents.incoming import Incoming
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.schema.path import ID
from intake_forms.wizard.forms import Paper
from intake_forms.wizard.papers import counts, field_name, most, sheets, underway
from intake_forms.wizard.problems import sentence, shown

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
            names.append(shown(file))
            told = _without(names, told)
        elif file and problem in _ITS_OWN:
            told = f"{shown(file)}: {told}"
        if told not in said:
            said.append(told)


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


def _without(names: Sequence[str], told: str) -> str:
    return " ".join((_("We did not take these files: %(names)s.") % {"names": ", ".join(names)}, told))

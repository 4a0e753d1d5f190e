"""Taking in the files that a request brought for the papers of a step, and telling what became of each."""

from __future__ import annotations

import datetime
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from intake_forms.documents import chunks, judging, services, storage, unlocking
from intake_forms.documents.incoming import Incoming
from intake_forms.records import queries, references, requests
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
#: Told once, with the names of all that were left out.
_TOGETHER = {"too_many", "too_much", "too_often", "unavailable"}
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
    #: The receipts of the files that came once more: each is there once.
    again: list[str] = field(default_factory=list)
    #: The papers whose PDF asks for a password.
    locked: set[str] = field(default_factory=set)
    #: The names of the files that there was no room or no time for, by paper and problem.
    left_out: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    #: What Continue tells of once: the papers that somebody sends now, as she says, and of which there is no file; and the
    #: ids of files that did not arrive; the list that is shorter than what another form was told.
    told: list[str] = field(default_factory=list)

    def add(self, paper: Paper, problem: str, file: str = "") -> None:
        """Note a problem, in the sponsor's language; ``file``: the name of the file that has it, where there were several."""
        told = sentence(problem, most(paper.slot))
        if problem in ("locked", "wrong_password"):
            self.locked.add(paper.name)
        said = self.problems.setdefault(paper.name, [])
        if file and problem in _TOGETHER:
            names = self.left_out.setdefault((paper.name, problem), [])
            if names:
                said.remove(_without(problem, names, told))
            names.append(shown(file))
            told = _without(problem, names, told)
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
    given = [(entry, paper) for entry in incoming if (paper := by_name.get(entry.field_name))]
    if strays := [shown(entry.name) for entry in incoming if entry.field_name not in by_name]:
        # Another window took the paper off the page, or whose it was.
        told = _("We did not save %(names)s: this page does not ask for that paper any more.")
        intake.problems[""] = [told % {"names": ", ".join(strays)}]
    taking = _Taking(case, intake, since, posted or {}, instead, several=len(incoming) > 1)
    for number, (entry, paper) in enumerate(given, start=1):
        taking.take(entry, paper, others=len(given) - number)
    for paper in () if incoming else papers:
        if asked in ("upload", f"upload-{paper.name}"):
            intake.add(paper, "nothing")
    return intake


class _Taking:
    """The files of one request, taken in one after the other; what becomes of each is noted in ``intake``."""

    def __init__(
        self,
        case: Case,
        intake: Intake,
        since: datetime.datetime | None,
        posted: Mapping[str, str],
        instead: Upload | None,
        *,
        several: bool,
    ) -> None:
        self.case, self.intake, self.posted, self.instead = case, intake, posted, instead
        self.several, self.have = several, counts(case, since)
        self.began, self.until = timezone.now(), time.monotonic() + PATIENCE

    def take(self, entry: Incoming, paper: Paper, *, others: int) -> None:
        """Look at a file and store it, unless it is there. ``others``: how many wait behind it."""
        if there := self._there(entry, paper):
            self._again(there)
        elif self.intake.unavailable:
            # It would only wait once more.
            self._refuse(entry, paper, entry.problem or "unavailable")
        else:
            before, verdict = entry.plain_sha256, self._judged(entry, paper, others)
            if verdict.problem:
                self._refuse(entry, paper, verdict.problem)
            elif entry.plain_sha256 != before and (there := self._there(entry, paper)):
                # Once its password had opened it, it was one that we have.
                self._again(there)
            else:
                self._store(entry, paper, verdict)

    def _there(self, entry: Incoming, paper: Paper) -> Upload | None:
        """The same file where we have it: somebody pressed twice, or loaded the page anew that sent it."""
        if entry.problem or not entry.whole:
            return None
        key = (paper.slot.key, _item(paper), entry.size, entry.plain_sha256)
        return queries.same_file(self.case, *key)

    def _again(self, there: Upload) -> None:
        """Note a file that came once more. It answers what was asked before it came, and the refused one that it is sent for."""
        self.intake.again.append(references.receipt(there.pk))
        requests.answered_by(upload=there)
        if self.instead:
            services.dismiss(upload=self.instead)

    def _judged(self, entry: Incoming, paper: Paper, others: int) -> judging.Verdict:
        if entry.whole and not entry.problem and not chunks.may_begin(self.case):
            return judging.Verdict("too_often")
        full = self.instead is None and self.have.get(paper.name, 0) >= most(paper.slot)
        password = self.posted.get(password_name(entry.field_name), "")
        within = share(self.until - time.monotonic(), others=others)
        return judged(self.case, entry, full=full, password=password, within=within)

    def _store(self, entry: Incoming, paper: Paper, verdict: judging.Verdict) -> None:
        try:
            stored = services.store(
                case=self.case,
                slot=paper.slot.key,
                incoming=entry,
                item=_item(paper),
                hints=verdict.hints,
                replaces=self.instead,
                within=self.until - time.monotonic(),
                looked_at=self.began,
            )
        except storage.Unavailable:
            self._refuse(entry, paper, "unavailable")
            return
        if stored.pk != entry.id:
            self._again(stored)
            return
        self.intake.stored += 1
        self.intake.doubtful = self.intake.doubtful or (paper.name if verdict.hints else "")
        self.have[paper.name] = self.have.get(paper.name, 0) + (self.instead is None)
        self.instead = None

    def _refuse(self, entry: Incoming, paper: Paper, problem: str) -> None:
        self.intake.unavailable |= problem == "unavailable"
        self.intake.add(paper, problem, entry.name if self.several else "")


def _item(paper: Paper) -> UUID | None:
    """The person that a paper hangs on."""
    return UUID(paper.person[ID]) if paper.person else None


def share(left: float, *, others: int = 0) -> float:
    """The seconds that one file may be looked at, of those that are left for it and so many others: storing comes first.

    What could not be looked at in time is taken as it is (documents/judging.py).
    """
    return min(judging.WITHIN, (left - storage.SHORTEST) / (2 * others + 1))


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
            if intake.told[-1] not in told and not each.whole:
                # One that waits for its password says so.
                intake.add(paper, each.upload.reason or "cut", each.name)
    now = [paper for paper in papers if (values.get(paper.name) or {}).get("said") == "now"]
    have = {*sheets(case), *cut} if now else set()
    for paper in now:
        if paper.name not in have:
            intake.told.append(paper.name)
            if paper.name not in told:
                intake.add(paper, "absent")


def _without(problem: str, names: Sequence[str], told: str) -> str:
    if problem == "unavailable":
        return _(
            "These files are not saved yet: %(names)s. Send them again in a few minutes, or call us. Your answers are saved."
        ) % {"names": ", ".join(names)}
    return " ".join((_("We did not take these files: %(names)s.") % {"names": ", ".join(names)}, told))

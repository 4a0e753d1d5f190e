"""Spoilt files through the children that open files, within the limits of production.

python -m tests.hostile.fuzz 100000 [SEED]     that many, with figures
python -m tests.hostile.fuzz --make SEED:NUMBER > file
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unittest import mock

import django

from tests.hostile.mutating import spoilt

if TYPE_CHECKING:
    from tests.hostile.zygote import Ended

#: What a run starts from when nobody says otherwise.
SEED = 5
#: What no file may take, in MiB and seconds.
MEMORY, SECONDS = 700, 20
#: How often a long run says how far it is.
_TOLD = 20
#: What must be in no page: where a photo was taken, and another file.
_REMAINS = (b"Exif\0", b"http://ns.adobe.com/", b"<x:xmpmeta", b"PK\x03\x04", b"%PDF-")


@dataclass
class Figures:
    """What became of the files: how often what, the most that one took, and what should not be, with how to make it."""

    outcomes: Counter[str] = field(default_factory=Counter)
    memory: int = 0
    seconds: float = 0
    faults: list[str] = field(default_factory=list)

    def add(self, outcome: str, ended: list[Ended], made_by: str) -> None:
        """Count one file in one kind of child."""
        self.outcomes[outcome + "".join(f", killed by {-each.code}" for each in ended if each.code < 0)] += 1
        memory, seconds = (max(getattr(each, what) for each in ended) for what in ("memory", "seconds"))
        self.memory, self.seconds = max(self.memory, memory), max(self.seconds, seconds)
        raised = [each.said for each in ended if each.code > 0]
        if raised or memory > MEMORY or seconds > SECONDS:
            self.fault(f"{outcome}, {memory} MiB, {seconds} s {raised}", made_by)

    def fault(self, what: str, made_by: str) -> None:
        """Note what should not be."""
        self.faults.append(f"{what}: python -m tests.hostile.fuzz --make {made_by} > file")

    def told(self, seconds: float) -> str:
        """All of it, in lines."""
        count = sum(self.outcomes.values())
        lines = [f"{count} files in {seconds:.0f} s; most: {self.memory} MiB, {self.seconds} s"]
        lines += [f"{times:8} {outcome}" for outcome, times in self.outcomes.most_common()]
        return "\n".join([*lines, *self.faults, ""])


def _judged(content: bytes, kind: str) -> str:
    """What the child for incoming files makes of one. The file's own words are no verdict."""
    from intake_forms.documents import judging

    verdict = judging._verdict(judging._answer(iter([content]), kind, judging.WITHIN))
    if verdict.problem not in ("", "unreadable", "locked", "too_many_pages"):
        raise ValueError(verdict.problem)
    return f"judged: {verdict.problem or 'opens'}"


def _redrawn(content: bytes, kind: str) -> str:
    """What the child that draws pages makes of one."""
    from intake_forms.documents import rebuilding, sandbox
    from intake_forms.documents.reasons import reasons

    try:
        rebuilt = rebuilding.rebuild(content, kind)
    except rebuilding.Refused as refused:
        return f"redrawn: {refused.reason} ({reasons()[refused.reason].state})"
    except sandbox.TooLong:
        return "redrawn: later again"
    if not rebuilt.pages or any(mark in page.image + page.thumbnail for page in rebuilt.pages for mark in _REMAINS):
        raise ValueError("pages that hold more than pixels, or none")
    return "redrawn: drawn"


def run(numbers: range, seed: int = SEED, figures: Figures | None = None) -> Figures:
    """Spoil files and have each opened: three of four by the child that draws pages, the fourth by the one that judges.

    What becomes of them is added to ``figures``, where there are any.
    """
    from intake_forms.documents import sandbox
    from tests.hostile.forking import Forks

    figures = figures or Figures()
    with Forks() as forks, mock.patch.object(sandbox, "child", forks.child):
        for number in numbers:
            _name, kind, content = spoilt(seed, number)
            opens = _redrawn if number % 4 else _judged
            forks.ended.clear()
            try:
                figures.add(opens(content, kind), forks.ended, f"{seed}:{number}")
            except Exception as error:  # noqa: BLE001 - nothing may come through, whatever it is
                figures.fault(f"{opens.__name__}: {error!r}", f"{seed}:{number}")
    return figures


def main() -> None:
    """Run from the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if sys.argv[1] == "--make":
        seed, number = map(int, sys.argv[2].split(":"))
        sys.stdout.buffer.write(spoilt(seed, number)[2])
        return
    begun, figures = time.monotonic(), Figures()
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    step = max(1, -(-count // _TOLD))
    for first in range(0, count, step):
        run(range(first, min(first + step, count)), seed, figures)
        sys.stdout.write(figures.told(time.monotonic() - begun))
        sys.stdout.flush()
    sys.exit(bool(figures.faults))


if __name__ == "__main__":
    main()

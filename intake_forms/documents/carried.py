"""The files that a PDF carries inside: unpacked by a child process, for the scanner and for nobody else."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake_forms.documents import sandbox

_CHILD = Path(__file__).with_name("unpacker.py")
_LIMITS = sandbox.Limits(memory=700 * 2**20, processor=10, clock=30, answer=31 * 2**20)


def files(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Each of them, as many as there are within the limits; of a PDF that does not open so, none."""
    with contextlib.suppress(sandbox.TooLong), sandbox.child(_CHILD, given=blocks, limits=_LIMITS) as answer:
        while len(head := answer.read(4)) == 4:
            yield answer.read(*struct.unpack("!I", head))

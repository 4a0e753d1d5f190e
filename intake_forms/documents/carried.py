"""The files that a PDF carries inside: unpacked by a child process, for the scanner and for nobody else."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake_forms.documents import sandbox, unpacker

_CHILD = Path(__file__).with_name("unpacker.py")
_LIMITS = sandbox.Limits(memory=700 * 2**20, processor=10, clock=30, answer=31 * 2**20)


class Partly(Exception):
    """There are more than were handed out, or it cannot be said: of those nothing is known."""


def files(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Each of them. Raises Partly behind those within the limits; sandbox.TooLong where the machine had no time for it."""
    with sandbox.child(_CHILD, given=blocks, limits=_LIMITS) as answer:
        while len(head := answer.read(4)) == 4:
            (length,) = struct.unpack("!I", head)
            if length == unpacker.END:
                return
            content = answer.read(length)
            if len(content) < length:
                break
            yield content
    raise Partly

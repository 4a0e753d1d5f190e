"""What a decoder makes of a file while the person who sends it is there: whether it opens, and whether it can be read.

A file that could not be judged in time is taken as it is: the worker looks at it again, and nobody is sent away for a busy
machine.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from intake_forms.documents import sandbox
from intake_forms.documents.incoming import Incoming
from intake_forms.privacy.keysets import open_case_key
from intake_forms.privacy.sealing import Keyed, key_of, place

#: Why a photo may be hard to read. Told, never a reason to refuse it.
HINTS = ("small", "dark", "blurred")
_DECODER = Path(__file__).with_name("decoder.py")
_BLOCK = 64 * 1024
#: Children at once, and how many seconds to wait for a seat.
_SEATS = threading.BoundedSemaphore(2)
_WAIT = 5
_LIMITS = sandbox.Limits(memory=700 * 2**20, processor=10, clock=15, answer=1000)
#: How many seconds all of it may take: what is left of an honest answer's time belongs to the store.
WITHIN = 12.0


@dataclass(frozen=True)
class Verdict:
    """``problem``: "unreadable", "locked" or "too_many_pages", "" for none or for a file not judged. ``hints``: some of HINTS."""

    problem: str = ""
    hints: tuple[str, ...] = ()


def judge(case: Keyed, entry: Incoming, within: float = WITHIN) -> Verdict:
    """Look at one file as it waits, sealed, for so many seconds."""
    until = time.monotonic() + within
    if within <= 0 or not _SEATS.acquire(timeout=min(_WAIT, within)):
        return Verdict()
    try:
        return _verdict(_answer(blocks(case, entry), entry.content_type or "", until - time.monotonic()))
    finally:
        _SEATS.release()


def blocks(case: Keyed, entry: Incoming) -> Iterator[bytes]:
    """The plain bytes of a file that waits, sealed."""
    entry.sealed.seek(0)
    # Tink closes what it read from; the descriptor's copy keeps the temporary file.
    with open(entry.sealed.fileno(), "rb", closefd=False) as source:
        files = open_case_key(key_of(case)).files
        stream = files.new_decrypting_stream(source, place("upload", entry.id, "file").encode())
        while block := stream.read(_BLOCK):
            yield block


def _answer(blocks: Iterator[bytes], content_type: str, seconds: float) -> bytes:
    """What the child prints; nothing when it died or took too long."""
    limits = replace(_LIMITS, clock=max(0.0, min(_LIMITS.clock, seconds)))
    try:
        with sandbox.child(
            _DECODER, content_type, str(settings.UPLOAD_MAX_PAGES), given=blocks, limits=limits
        ) as answer:
            return answer.read()
    except sandbox.TooLong:
        return b""


def _verdict(answer: bytes) -> Verdict:
    try:
        found = json.loads(answer)
    except ValueError:
        return Verdict()
    return Verdict(found["problem"], tuple(hint for hint in HINTS if hint in found["hints"]))

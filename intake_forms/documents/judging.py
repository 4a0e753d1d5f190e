"""What a decoder makes of a file while the person who sends it is there: whether it opens, and whether it can be read.

The bytes go block by block to a child process with limits; this process never holds more than a block of them. A file that
could not be judged in time is taken as it is: the worker looks at it again, and nobody is sent away for a busy machine.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake_forms.documents.incoming import Incoming
from intake_forms.privacy.keysets import open_case_key
from intake_forms.privacy.sealing import Keyed, key_of, place

#: Why a photo may be hard to read. Told, never a reason to refuse it.
HINTS = ("small", "dark", "blurred")
_DECODER = str(Path(__file__).with_name("decoder.py"))
_BLOCK = 64 * 1024
#: Children at once, and how many seconds to wait for a seat and for a verdict.
_SEATS = threading.BoundedSemaphore(2)
_WAIT, _WORK = 5, 15


@dataclass(frozen=True)
class Verdict:
    """``problem``: "unreadable" or "locked", "" for none or for a file not judged. ``hints``: some of HINTS."""

    problem: str = ""
    hints: tuple[str, ...] = ()


def judge(case: Keyed, entry: Incoming) -> Verdict:
    """Look at one file as it waits, sealed."""
    if not _SEATS.acquire(timeout=_WAIT):
        return Verdict()
    try:
        return _verdict(_answer(_blocks(case, entry), entry.content_type or ""))
    finally:
        _SEATS.release()


def _blocks(case: Keyed, entry: Incoming) -> Iterator[bytes]:
    entry.sealed.seek(0)
    # Tink closes what it read from; the descriptor's copy keeps the temporary file.
    with open(entry.sealed.fileno(), "rb", closefd=False) as source:
        files = open_case_key(key_of(case)).files
        stream = files.new_decrypting_stream(source, place("upload", entry.id, "file").encode())
        while block := stream.read(_BLOCK):
            yield block


def _answer(blocks: Iterator[bytes], content_type: str) -> bytes:
    """What the child prints; nothing when it died or took too long."""
    command = [sys.executable, "-I", _DECODER, content_type]
    pipe = subprocess.PIPE
    # Nothing of this process's environment: keys lie in it.
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}) as child:
        assert child.stdin
        clock = threading.Timer(_WORK, child.kill)
        clock.start()
        try:
            # A child that died does not read on.
            with contextlib.suppress(BrokenPipeError):
                for block in blocks:
                    child.stdin.write(block)
            answer = child.communicate()[0]
        finally:
            clock.cancel()
            child.kill()
    return answer


def _verdict(answer: bytes) -> Verdict:
    try:
        found = json.loads(answer)
    except ValueError:
        return Verdict()
    return Verdict(found["problem"], tuple(hint for hint in HINTS if hint in found["hints"]))

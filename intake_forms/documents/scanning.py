"""The virus scanner: clamd, spoken to by its INSTREAM command over a Unix socket or TCP. It is one signal among others.

Without an address nothing is scanned, and nothing is ever called clean.
"""

from __future__ import annotations

import contextlib
import enum
import io
import select
import socket
import struct
import time
import zipfile
from collections.abc import Iterable, Iterator

from django.conf import settings

#: Seconds to wait for a connection, for one block to be taken, and for the answer once all is there.
CONNECT, BLOCK, ANSWER = 3.0, 10.0, 60.0
#: Seconds for all of a file: less than the worker's lease on it, or two workers would go on with it in turn for ever.
WHOLE = 200.0
#: Names of findings that are guesses, not known harmful files.
_GUESSES = ("Heuristics.", "PUA.")
#: Bytes of an answer: longer ones are none.
_MOST = 4096
#: What every scanner knows for trying it, in two parts so that none takes this file for it; how many bytes the archive that it
#: lies in has beside what fills it; and bytes of a block.
_TEST_FILE = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_AROUND, _BLOCK = 500, 64 * 1024


class Finding(enum.Enum):
    """What the scanner says. TOO_BIG: it takes no file of this size, so nothing is known.

    FAILED: it never came to an end with it, so nothing is known either. ``scan`` does not return that; whoever asks again
    and again does at last.
    """

    NOT_CONFIGURED = enum.auto()
    CLEAN = enum.auto()
    SUSPICIOUS = enum.auto()
    INFECTED = enum.auto()
    TOO_BIG = enum.auto()
    FAILED = enum.auto()


class Unavailable(Exception):
    """The scanner did not answer, or not in time; nothing may be told as scanned."""


class Failed(Exception):
    """The scanner is there, and could not scan this file: tried again, and not for ever."""


def configured() -> bool:
    """Whether there is a scanner."""
    return bool(settings.CLAMD_ADDRESS)


def is_address(text: str) -> bool:
    """Whether a text is what ``CLAMD_ADDRESS`` may be: the whole path of a socket, or ``host:port``."""
    host, _colon, port = text.rpartition(":")
    return text.startswith("/") or bool(host and port.isdecimal() and 0 < int(port) < 2**16)


def reachable() -> bool:
    """Whether the scanner answers. False as well where there is none."""
    try:
        return configured() and _ping()
    except OSError:
        return False


def tried(size: int) -> Finding:
    """What it says of a file of so many bytes in which the test file lies: INFECTED where it scans files of that size.

    CLEAN is worse than TOO_BIG: clamd says so too of what is larger than its MaxFileSize. Raises as ``scan``.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("eicar.com", _TEST_FILE)
        archive.writestr("zeros", bytes(max(0, size - _AROUND)))
    content = out.getvalue()
    return scan(content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK))


def scan(blocks: Iterable[bytes]) -> Finding:
    """What the scanner says of a file, given in blocks. Raises Unavailable, Failed, and whatever reading the blocks raises."""
    if not configured():
        return Finding.NOT_CONFIGURED
    try:
        link = _connect()
    except OSError as error:
        raise Unavailable(type(error).__name__) from error
    until = time.monotonic() + WHOLE
    with link:
        found = _finding(_receive(link, until)) if _send(link, blocks, until) else None
    if found is None:
        # What is too long it refuses in words. Without them nothing is known of the file, and it is asked how it is.
        raise Failed if reachable() else Unavailable("no answer")
    return found


def _send(link: socket.socket, blocks: Iterable[bytes], until: float) -> bool:
    """Send a file, or as much of it as the other side takes. False where it does not read: there will be no answer."""
    for part in _framed(blocks):
        if time.monotonic() > until:
            return False
        # It may take no more, and says so before it hangs up.
        if select.select([link], [], [], 0)[0]:
            return True
        try:
            link.sendall(part)
        except TimeoutError:
            return False
        except OSError:
            return True
    return True


def _framed(blocks: Iterable[bytes]) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for block in blocks:
        if block:
            yield struct.pack("!I", len(block)) + block
    yield struct.pack("!I", 0)


def _finding(answer: str) -> Finding | None:
    """What an answer means; None for none, and for any error but one."""
    if answer.endswith(" FOUND"):
        name = answer.partition(": ")[2]
        return Finding.SUSPICIOUS if name.startswith(_GUESSES) else Finding.INFECTED
    if answer.endswith(": OK"):
        return Finding.CLEAN
    if "size limit exceeded" in answer:
        return Finding.TOO_BIG
    return None


def _receive(link: socket.socket, until: float) -> str:
    """The answer; "" when the connection ended without one, or none came in time."""
    link.settimeout(ANSWER)
    answer = b""
    try:
        while not answer.endswith(b"\0") and len(answer) < _MOST and time.monotonic() < until:
            if not (block := link.recv(_MOST)):
                break
            answer += block
    except OSError:
        return ""
    return answer.rstrip(b"\0\n").decode("ascii", "replace") if answer.endswith(b"\0") else ""


def _ping() -> bool:
    with _connect() as link:
        # Nobody waits long for a word: a worker that is to end asks it too.
        link.settimeout(CONNECT)
        link.sendall(b"zPING\0")
        return link.recv(16).startswith(b"PONG")


def _connect() -> socket.socket:
    """A connection to ``CLAMD_ADDRESS``. Raises OSError, also where that is no address."""
    address = settings.CLAMD_ADDRESS
    if not is_address(address):
        raise OSError("no address")
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        link = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT)
    else:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(CONNECT)
        with contextlib.ExitStack() as undo:
            undo.callback(link.close)
            link.connect(address)
            undo.pop_all()
    link.settimeout(BLOCK)
    return link

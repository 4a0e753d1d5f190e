"""What a file is, told from its bytes. Its name and what the browser says of it count for nothing."""

from __future__ import annotations

import subprocess
import sys

import filetype

#: Bytes that the type is told from.
HEAD = 4096
#: How each accepted type is called to a person, by content type.
ACCEPTED = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "image/heif": "HEIC",
    "application/pdf": "PDF",
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_LOCKED = 3


def content_type(head: bytes) -> str | None:
    """The accepted content type that a file's first bytes speak for, None when it is none of them."""
    # A PDF may have rubbish before its mark; viewers look within the first 1,024 bytes (ISO 32000-1, annex H.3.4.1).
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    kind = filetype.guess_mime(head) if head else None
    return kind if kind in ACCEPTED else None


class EncryptionWatch:
    """Looks for a PDF's encryption dictionary in a stream, across the borders of its chunks."""

    _MARK = b"/Encrypt"

    def __init__(self) -> None:
        self.found = False
        self._tail = b""

    def look(self, chunk: bytes) -> None:
        """Take the next chunk."""
        if not self.found:
            window = self._tail + chunk
            self.found = self._MARK in window
            self._tail = window[-len(self._MARK) + 1 :]


def locked(pdf: bytes) -> bool:
    """Whether a PDF asks for a password before it opens.

    Tried in a child process with limits on memory and time: this is somebody's file. One that cannot be read for any
    other reason is not called locked; what it is, the check that rebuilds it will say.
    """
    child = [sys.executable, "-I", "-c", _CHILD]
    try:
        done = subprocess.run(child, input=pdf, capture_output=True, timeout=20, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == _LOCKED


_CHILD = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD
try:
    pypdfium2.PdfDocument(sys.stdin.buffer.read())
except pypdfium2.PdfiumError as error:
    sys.exit({_LOCKED} if error.err_code == FPDF_ERR_PASSWORD else 4)
"""

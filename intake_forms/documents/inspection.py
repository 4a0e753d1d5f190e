"""What a file is, told from its first bytes. Its name and what the browser says of it count for nothing.

Whether it is what it seems the decoder says (judging.py).
"""

from __future__ import annotations

import filetype

#: Bytes that the type is told from.
HEAD = 4096
#: How each accepted type is called to a person, by content type.
ACCEPTED = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "image/heif": "HEIC",
    "image/webp": "WebP",
    "image/tiff": "TIFF",
    "application/pdf": "PDF",
}
#: The mark of every PNG, those that move included.
_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def content_type(head: bytes) -> str | None:
    """The accepted content type that a file's first bytes speak for, None when it is none of them."""
    # A PDF may have rubbish before its mark; viewers look within the first 1,024 bytes (ISO 32000-1, annex H.3.4.1).
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if head.startswith(_PNG):
        return "image/png"
    kind = filetype.guess_mime(head) if head else None
    return kind if kind in ACCEPTED else None

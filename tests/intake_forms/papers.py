"""Files as families send them, and some that are not what they say; made anew for each test run."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pikepdf
import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


@cache
def picture(kind: str = "JPEG", size: tuple[int, int] = (1000, 752)) -> bytes:
    """A picture that can be read, of few bytes: JPEG, PNG, GIF, TIFF, BMP or WEBP."""
    out = io.BytesIO()
    squares = Image.effect_noise((size[0] // 8 or 1, size[1] // 8 or 1), 80)
    squares.resize(size, Image.Resampling.NEAREST).convert("RGB").save(out, kind)
    return out.getvalue()


@cache
def heic() -> bytes:
    """A picture as an iPhone makes it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.open(io.BytesIO(picture("PNG")))).save(out)
    return out.getvalue()


@cache
def pdf(user: str = "", owner: str = "", encrypted: bool = False) -> bytes:
    """A PDF of one page, if ``encrypted`` with these passwords."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, encryption=pikepdf.Encryption(user=user, owner=owner) if encrypted else False)
    return out.getvalue()


@cache
def archive() -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("id.jpg", b"not a picture")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200
SCRIPT = b"#!/bin/sh\necho hello\n"
PAGE = b"<!doctype html><title>id</title>"
VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 100


def sent(content: bytes, name: str = "id.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    """A file in a form, under the name and type that the browser gives it."""
    return SimpleUploadedFile(name, content, content_type=kind)

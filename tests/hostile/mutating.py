"""Files spoilt by chance, each made again from its seed and number."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pikepdf

from tests.hostile import disguised, pdfs
from tests.hostile import pictures as p
from tests.hostile.card import card, saved

#: Numbers that lengths and sizes are replaced by.
_EXTREMES = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_SMALL = (64, 48)


#: Without chance in it, as newer ways have.
_OLD = pikepdf.Encryption(owner="x", user="", R=3, aes=False, metadata=False)


def _small(content: bytes, **more: Any) -> bytes:
    """The same PDF on small pages, which are drawn in no time."""
    with pikepdf.open(io.BytesIO(content)) as made:
        for page in made.pages:
            page.obj.MediaBox = pikepdf.Array([0, 0, 30, 22])
        return pdfs.written(made, **more)


#: Small files of every type, whole: what is spoilt.
SEEDS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "jpeg": ("image/jpeg", lambda: saved(card(_SMALL), exif=p.located(6))),
    "jpeg-progressive": ("image/jpeg", lambda: saved(card(_SMALL), progressive=True, xmp=p.XMP)),
    "jpeg-cmyk": ("image/jpeg", lambda: saved(card(_SMALL, "CMYK"))),
    "jpeg-several": ("image/jpeg", lambda: saved(card(_SMALL), "MPO", save_all=True, append_images=[card((32, 24))])),
    "png": ("image/png", lambda: saved(card(_SMALL), "PNG")),
    "png-palette": ("image/png", lambda: saved(card(_SMALL).quantize(16), "PNG", transparency=3)),
    "png-deep": ("image/png", lambda: p.deep("PNG", _SMALL)),
    "png-moving": ("image/png", partial(p.moving, "PNG", 2, _SMALL)),
    "webp": ("image/webp", lambda: saved(card(_SMALL), "WEBP", exif=p.located(3))),
    "webp-lossless": ("image/webp", lambda: saved(card(_SMALL, "RGBA"), "WEBP", lossless=True)),
    "webp-moving": ("image/webp", partial(p.moving, "WEBP", 2, _SMALL)),
    "tiff": ("image/tiff", lambda: saved(card(_SMALL), "TIFF")),
    "tiff-lzw": ("image/tiff", lambda: saved(card(_SMALL), "TIFF", compression="tiff_lzw")),
    "tiff-jpeg": ("image/tiff", lambda: saved(card(_SMALL), "TIFF", compression="jpeg")),
    "tiff-fax": ("image/tiff", partial(p.fax, 2, False, (96, 48))),
    "tiff-lab": ("image/tiff", partial(p.lab, _SMALL)),
    "heic": ("image/heic", lambda: p.heic(card(_SMALL), exif=p.located(6).tobytes())),
    "heic-several": ("image/heic", partial(p.heics, b"heic", 2, _SMALL)),
    "pdf": ("application/pdf", lambda: _small(pdfs.plain())),
    "pdf-streams": (
        "application/pdf",
        lambda: _small(pdfs.plain(2), object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True),
    ),
    "pdf-scan": ("application/pdf", lambda: _small(pdfs.scan(1, _SMALL))),
    "pdf-form": ("application/pdf", lambda: _small(pdfs.filled())),
    "pdf-script": ("application/pdf", lambda: _small(pdfs.javascript())),
    "pdf-attachment": ("application/pdf", lambda: _small(pdfs.attached(disguised.PROGRAM))),
    "pdf-locked": ("application/pdf", lambda: _small(pdfs.plain(), encryption=_OLD)),
    "pdf-linearized": ("application/pdf", lambda: _small(pdfs.plain(2), linearize=True)),
}


@cache
def seed_of(name: str) -> bytes:
    """A seed, whole."""
    return SEEDS[name][1]()


def _flip(data: bytearray, chance: random.Random) -> None:
    for _time in range(chance.choice((1, 1, 2, 4, 16, 64))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at : at + chance.choice((1, 2, 4, 32))] = chance.randbytes(chance.choice((1, 2, 4, 32)))


def _number(data: bytearray, chance: random.Random) -> None:
    """A length, a size or a place, in the beginning mostly: there they stand."""
    shape = chance.choice((">H", "<H", ">I", "<I"))
    size = struct.calcsize(shape)
    at = chance.randrange(max(1, min(len(data) - size, chance.choice((64, 400, len(data))))))
    data[at : at + size] = struct.pack(shape, chance.choice(_EXTREMES) & (256**size - 1))


def _digits(data: bytearray, chance: random.Random) -> None:
    """A number written in digits, as in a PDF."""
    found = list(re.finditer(rb"\d+", data))
    if found:
        at = chance.choice(found)
        data[at.start() : at.end()] = str(chance.choice((*_EXTREMES, -1, 10**12, 1e38))).encode()


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(1, len(data) + 1) :]


def _drop(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.choice((1, 4, 50, 500))]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.choice((4, 50, 500))] * chance.choice((1, 2, 30))


def _splice(data: bytearray, chance: random.Random) -> None:
    """A part of another file, of the same type or not."""
    other = seed_of(chance.choice(list(SEEDS)))
    at, there = chance.randrange(len(data)), chance.randrange(len(other))
    data[at : at + chance.choice((0, 50, 500))] = other[there : there + chance.choice((8, 100, 1000))]


def _clear(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    size = min(chance.choice((4, 64, 512)), len(data) - at)
    data[at : at + size] = chance.choice((b"\0", b"\xff", b" ")) * size


_WAYS = (_flip, _flip, _overwrite, _number, _number, _digits, _cut, _drop, _repeat, _splice, _clear)


def _checked(data: bytes) -> bytes:
    """A PNG whose sums are right again: otherwise nobody reads on."""
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        part = data[at + 4 : at + 8 + size]
        out.append(data[at : at + 8 + size] + struct.pack(">I", zlib.crc32(part)))
        at += 12 + size
    return b"".join([*out, data[at:]])


def spoilt(seed: int, number: int) -> tuple[str, str, bytes]:
    """One file: which seed it was, the type that its head spoke for, its bytes. The same every time."""
    chance = random.Random(f"{seed}:{number}")
    name = chance.choice(list(SEEDS))
    kind, data = SEEDS[name][0], bytearray(seed_of(name))
    for _time in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if data:
            chance.choice(_WAYS)(data, chance)
    content = bytes(data)
    return name, kind, _checked(content) if kind == "image/png" and chance.random() < 0.7 else content

"""The picture on each file of the corpus: whoever sees it knows which way is up and which colour is which."""

from __future__ import annotations

import io
import random
import zlib
from functools import cache
from typing import Any

from PIL import Image

WIDE, HIGH = 1000, 752
#: The part of each edge that a coloured corner takes.
_PART = 5
#: Top left, top right, bottom left, bottom right: in grey only the last is light.
CORNERS = {(0, 0): (200, 40, 40), (1, 0): (30, 130, 50), (0, 1): (40, 60, 190), (1, 1): (245, 235, 190)}
LIGHT = (1, 1)
#: Turns the card so that a reader who obeys this EXIF orientation sees it upright.
TURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
#: What must be on no page image: a place, a maker, a sentence of ours.
SECRET = "Calle Secreta 12"


@cache
def _card(size: tuple[int, int], seed: int) -> Image.Image:
    wide, high = size
    squares = Image.frombytes("L", (125, 94), random.Random(seed).randbytes(125 * 94))
    made = squares.resize(size, Image.Resampling.NEAREST).convert("RGB")
    part = (max(1, wide // _PART), max(1, high // _PART))
    for (x, y), colour in CORNERS.items():
        made.paste(Image.new("RGB", part, colour), (x * (wide - part[0]), y * (high - part[1])))
    return made


def card(size: tuple[int, int] = (WIDE, HIGH), mode: str = "RGB", seed: int = 0) -> Image.Image:
    """The card; ``seed`` makes another of the same kind."""
    return _card(size, seed).convert(mode)


def saved(picture: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def _means(picture: Image.Image) -> dict[tuple[int, int], tuple[int, ...]]:
    """The mean colour in the middle of each corner."""
    seen = picture.convert("RGB")
    wide, high = seen.size
    half = (max(1, wide // _PART // 2), max(1, high // _PART // 2))
    found = {}
    for x, y in CORNERS:
        left, top = x * (wide - 2 * half[0]) + half[0] // 2, y * (high - 2 * half[1]) + half[1] // 2
        middle = seen.crop((left, top, left + half[0], top + half[1])).resize((1, 1), Image.Resampling.BOX)
        found[x, y] = middle.getpixel((0, 0))
    return found


def upright(picture: Image.Image, colours: bool = True) -> bool:
    """Whether the card stands upright and has its colours; without ``colours`` only its light corner is looked for."""
    seen = _means(picture)
    if not colours:
        lights = {corner: sum(mean) / 3 for corner, mean in seen.items()}
        return lights[LIGHT] > 170 and all(lights[corner] < 145 for corner in lights if corner != LIGHT)
    return all(
        max(abs(is_ - should) for is_, should in zip(seen[corner], CORNERS[corner], strict=True)) < 45
        for corner in CORNERS
    )


def packed(size: int, first: bytes = b"") -> bytes:
    """``first`` and then ``size`` bytes of nothing (whole MiB), packed for zlib without ever being there."""
    million, packer = bytes(2**20), zlib.compressobj(9)
    begin = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    # From a full flush on the same bytes are packed the same.
    again = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    count, low = -(-size // 2**20), zlib.adler32(first) & 0xFFFF
    high = ((zlib.adler32(first) >> 16) + low * count * 2**20) % 65521
    return begin + again * count + b"\x03\0" + (high << 16 | low).to_bytes(4, "big")

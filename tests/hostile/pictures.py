"""Pictures: as phones and scanners make them, as nobody should, and broken ones."""

from __future__ import annotations

import array
import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, TiffImagePlugin

from tests.hostile.card import HIGH, SECRET, TURNED, WIDE, card, packed, saved


def located(orientation: int = 1) -> Image.Exif:
    """What a phone writes beside a photo: where it was taken, with what, which way it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x010E] = "Maker", SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 46.0, 30.0), 3: "W", 4: (122.0, 25.0, 10.0)})
    return exif


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>{SECRET}</exif:GPSLatitude></x:xmpmeta>'.encode()


def lying(orientation: int) -> Image.Image:
    """The card as a camera held so sees it."""
    turn = TURNED[orientation]
    return card() if turn is None else card().transpose(turn)


def held(orientation: int, kind: str = "JPEG") -> bytes:
    """A photo by a phone that was held so."""
    return saved(lying(orientation), kind, exif=located(orientation), quality=85)


#: Making a HEIC takes as long as it may be small: nobody needs it small here.
_QUICK = {"quality": 60, "enc_params": {"preset": "ultrafast"}}


def heic(picture: Image.Image | None = None, **more: Any) -> bytes:
    """A photo by an iPhone."""
    out = io.BytesIO()
    pillow_heif.from_pillow(picture or card()).save(out, **_QUICK, **more)
    return out.getvalue()


def heic_deep() -> bytes:
    """A photo with ten bits for each colour, as iPhones make where light and dark are far apart."""
    wide = array.array("H", (value * 257 for value in card().tobytes()))
    out = io.BytesIO()
    made = pillow_heif.from_bytes(mode="RGB;16", size=(WIDE, HIGH), data=wide.tobytes())
    made.save(out, **_QUICK)
    return out.getvalue()


def heics(brand: bytes = b"heic", pages: int = 3, size: tuple[int, int] = (WIDE, HIGH)) -> bytes:
    """Several pictures in one HEIC, under a brand of our choice."""
    several, out = pillow_heif.from_pillow(card(size)), io.BytesIO()
    for seed in range(1, pages):
        several.add_from_pillow(card(size, seed=seed))
    several.save(out, **_QUICK, save_all=True)
    return out.getvalue().replace(b"ftypheic", b"ftyp" + brand, 1)


def heic_of(wide: int, high: int) -> bytes:
    """A HEIC that says it is as large as that, wherever it says so."""
    box = struct.pack(">II", WIDE, HIGH)
    return heic().replace(b"ispe\0\0\0\0" + box, b"ispe\0\0\0\0" + struct.pack(">II", wide, high))


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(wide: int, high: int, bits: int = 1, colour: int = 0) -> bytes:
    """A PNG of that size, black, in as few bytes as can be: a bomb when it is large."""
    header = struct.pack(">IIBBBBB", wide, high, bits, colour, 0, 0, 0)
    body = packed(high * (1 + (wide * bits + 7) // 8))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def png_says(wide: int, high: int) -> bytes:
    """A small PNG that says that it is as large as that."""
    whole = png_of(8, 8)
    return whole[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)) + whole[33:]


def webp_says(wide: int, high: int) -> bytes:
    """A small WebP that says so (at most 16,383)."""
    whole = bytearray(saved(card((64, 64)), "WEBP"))
    whole[26:30] = struct.pack("<HH", wide, high)
    return bytes(whole)


def jpeg_says(wide: int, high: int) -> bytes:
    """A small JPEG that says so (at most 65,535)."""
    return saved(card((64, 48))).replace(struct.pack(">HH", 48, 64), struct.pack(">HH", high, wide), 1)


def tiff_says(wide: int, high: int) -> bytes:
    """A TIFF of one point that says so."""
    whole = many_directories(1)
    for tag, size in ((256, wide), (257, high)):
        whole = whole.replace(struct.pack("<HHII", tag, 3, 1, 1), struct.pack("<HHII", tag, 4, 1, size))
    return whole


def sheaf(pages: int) -> bytes:
    """A TIFF of several pages in colour."""
    first, *rest = (card(seed=seed) for seed in range(pages))
    return saved(first, "TIFF", save_all=True, append_images=rest, compression="tiff_deflate")


def png_with(name: bytes, content: bytes) -> bytes:
    """The card with one more chunk before its picture."""
    whole = saved(card(), "PNG")
    return whole[:33] + chunk(name, content) + whole[33:]


def deep(kind: str, size: tuple[int, int] = (WIDE, HIGH)) -> bytes:
    """16 bits of grey for each point, as some scanners make."""
    grey = card(size, "L")
    wide = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    return saved(wide, kind)


def deep_colour() -> bytes:
    """A PNG of 16 bits for each of three colours."""
    rows = card((400, 300)).tobytes()
    body = b"".join(
        b"\0" + bytes(byte for value in rows[y * 1200 : (y + 1) * 1200] for byte in (value, value)) for y in range(300)
    )
    header = struct.pack(">IIBBBBB", 400, 300, 16, 2, 0, 0, 0)
    body = zlib.compress(body)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def lab(size: tuple[int, int] = (WIDE, HIGH)) -> bytes:
    """A TIFF in CIE LAB."""
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    made = ImageCms.profileToProfile(card(size), *profiles, outputMode="LAB")
    # It says when it was made.
    del made.info["icc_profile"]
    return saved(made, "TIFF")


def fax(pages: int, inverted: bool = False, size: tuple[int, int] = (1728, 1100)) -> bytes:
    """A TIFF of black and white pages, as fax machines make (where white may be 0)."""
    plain = (card(size, seed=seed).convert("L") for seed in range(pages))
    sheets = [each.point(lambda shade: 255 * (shade > 170), "1") for each in plain]
    more = {TiffImagePlugin.PHOTOMETRIC_INTERPRETATION: 0} if inverted else {}
    return saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:], compression="group4", tiffinfo=more)


def many_directories(count: int) -> bytes:
    """A TIFF of ``count`` pages of one point each."""
    out = [b"II*\0" + struct.pack("<I", 8)]
    tags = ((256, 3, 1), (257, 3, 1), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 4), (278, 3, 1), (279, 4, 1))
    for number in range(count):
        at = 8 + number * (2 + 12 * len(tags) + 4)
        following = at + 2 + 12 * len(tags) + 4 if number + 1 < count else 0
        entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
        out.append(struct.pack("<H", len(tags)) + entries + struct.pack("<I", following))
    return b"".join(out)


def circular() -> bytes:
    """A TIFF whose only directory is followed by itself."""
    whole = bytearray(many_directories(1))
    whole[-4:] = struct.pack("<I", 8)
    return bytes(whole)


def moving(kind: str, frames: int = 3, size: tuple[int, int] = (WIDE, HIGH)) -> bytes:
    """An animated GIF, WebP or PNG."""
    first, *rest = (card(size, seed=seed) for seed in range(frames))
    return saved(first, kind, save_all=True, append_images=rest, duration=100)


def clear(kind: str = "PNG") -> bytes:
    """A picture with a palette one of whose colours cannot be seen, or, as WebP, with holes."""
    if kind != "PNG":
        seen = card(mode="RGBA")
        seen.putalpha(255)
        seen.paste((0, 0, 0, 0), (300, 300, 500, 400))
        return saved(seen, kind)
    few = card().quantize(64)
    return saved(few, "PNG", transparency=few.getpixel((WIDE // 2, HIGH // 2)))


def two_in_one() -> bytes:
    """A JPEG with a second picture behind the first, as phones write for depth or brightness (MPO, Ultra HDR)."""
    out = io.BytesIO()
    card().save(out, "MPO", save_all=True, append_images=[card((250, 188), seed=4)], quality=85)
    return out.getvalue()

"""What is no paper, what is two things at once, and what a scanner must find. Put together here: no scanner minds these lines."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.hostile import pdfs
from tests.hostile.card import card, packed, saved
from tests.hostile.pictures import located, png_with


def eicar() -> bytes:
    """The industry's test file, harmless and found by every scanner."""
    return "".join(("X5O!P%@AP[4\\", "PZX54(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-TEST", "-FILE!$H+H*")).encode()


def archive(content: bytes = b"hello", name: str = "note.txt") -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


def nested(levels: int) -> bytes:
    """A zip in a zip in a zip: 10 MB of zeros at the bottom, ten times at each level."""
    inner = archive(b"\0" * 10_000_000, "0")
    for _level in range(levels):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for number in range(10):
                made.writestr(f"{number}.zip", inner)
        inner = out.getvalue()
    return inner


def office(kind: str, macro: bool = False) -> bytes:
    """A document of Word or Excel; with ``macro`` one that carries a program."""
    out = io.BytesIO()
    folder = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("_rels/.rels", "<Relationships/>")
        made.writestr(folder, "<x/>")
        if macro:
            made.writestr("word/vbaProject.bin", OLD_OFFICE)
    return out.getvalue()


OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
PROGRAM = b"MZ\x90\0\x03\0\0\0" + b"\0" * 200
ELF = b"\x7fELF\x02\x01\x01" + b"\0" * 200
PAGE = b"<!doctype html><title>id</title><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
TEXT = "Número de teléfono: ninguno.\n".encode()
VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x08mdat" + b"\0" * 100
SHELL = b"#!/bin/sh\necho hello\n"
POSTSCRIPT = b"%!PS-Adobe-3.0\n(hello) show\nshowpage\n"
MAIL = b"From: a@example.org\nSubject: id\n\nSee the photo.\n"


def jpeg_and(content: bytes) -> bytes:
    """A JPEG with something behind its end: a zip or a Java program opens from there."""
    return saved(card(), quality=85) + content


def jpeg_saying(content: bytes) -> bytes:
    """A JPEG with this as its comment."""
    whole = saved(card(), quality=85)
    return whole[:2] + b"\xff\xfe" + struct.pack(">H", len(content) + 2) + content + whole[2:]


def jpeg_exif(content: str) -> bytes:
    """A JPEG with this where a phone writes what is to be seen."""
    exif = located()
    exif[0x010E] = exif[0x8298] = content
    return saved(card(), exif=exif, quality=85)


def gif_script() -> bytes:
    """A GIF that is a script as well."""
    return b"GIF89a/*\0\0\0\0*/=1;alert(1);//" + b"\0" * 60


def pdf_in_jpeg() -> bytes:
    """A JPEG whose comment is a whole PDF."""
    return jpeg_saying(b"\n" + pdfs.plain())


def pdf_and_zip() -> bytes:
    """A PDF that opens as a zip too."""
    return pdfs.plain() + archive()


def zip_and_pdf() -> bytes:
    """A zip that holds a PDF unpacked in its first bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.pdf", pdfs.plain())
    return out.getvalue()


def page_and_pdf() -> bytes:
    """A page of HTML with a PDF in its first lines."""
    return b"<!-- " + pdfs.plain() + b" --><script>alert(1)</script>"


def icc_bomb(size: int = 400 * 2**20) -> bytes:
    """A PNG whose colour profile unpacks to ``size`` bytes."""
    return png_with(b"iCCP", b"x\0\0" + packed(size))


def jpeg_profile(content: bytes) -> bytes:
    """A JPEG with this as its colour profile."""
    return saved(card(), quality=85, icc_profile=content)

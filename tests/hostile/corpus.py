"""Files that nobody should send, and some that look strange but are honest; each with what must become of it.

Every file is made here, none is kept. What a normal phone, scanner, bank or office sends is among them on purpose: it has
to be accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.clamd import DOUBTFUL
from tests.hostile import disguised as d
from tests.hostile import pdfs
from tests.hostile import pictures as p
from tests.hostile.card import card, saved

JPEG, PNG, HEIC, WEBP, TIFF, PDF = (
    "image/jpeg", "image/png", "image/heic", "image/webp", "image/tiff", "application/pdf"
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One file and its verdicts.

    ``problem``: why it is refused at once (then nothing else counts). ``kind``: what it is taken as, ``hints``: what is told
    of it. Then the worker: ``reason`` why it is rejected or held, or ``pages``, how many page images there are; ``shows``
    what is on the first of them: the card in "colour" or in "grey", "" for something else.
    """

    key: str
    make: Callable[[], bytes]
    kind: str = ""
    problem: str = ""
    hints: tuple[str, ...] = ()
    pages: int = 1
    reason: str = ""
    shows: str = "colour"
    #: What staff are told that it could have done by itself.
    active: tuple[str, ...] = ()
    name: str = "id.jpg"
    declared: str = "image/jpeg"

    @property
    def content(self) -> bytes:
        """Its bytes, made once."""
        if self.key not in _MADE:
            _MADE[self.key] = self.make()
        return _MADE[self.key]


_MADE: dict[str, bytes] = {}


def refused(key: str, problem: str, make: Callable[[], bytes], name: str = "id.jpg", declared: str = JPEG) -> Sample:
    """A file that is not taken."""
    return Sample(key, make, problem=problem, name=name, declared=declared)


def cut(make: Callable[[], bytes], share: float) -> bytes:
    """The beginning of a file."""
    whole = make()
    return whole[: int(len(whole) * share)]


jpeg = partial(saved, card(), quality=85)
png = partial(saved, card(), "PNG")
webp = partial(saved, card(), "WEBP", quality=85)
tiff = partial(saved, card(), "TIFF")

PHONES = [
    *(Sample(f"orientation-{held}", partial(p.held, held), JPEG) for held in range(1, 9)),
    Sample("heic", p.heic, HEIC),
    Sample("heic-gps-turned", lambda: p.heic(p.lying(6), exif=p.located(6).tobytes()), HEIC),
    Sample("heic-10-bit", p.heic_deep, HEIC),
    Sample("png-gps", lambda: p.held(6, "PNG"), PNG),
    Sample("webp-gps", lambda: p.held(6, "WEBP"), WEBP),
    Sample("tiff-turned", lambda: p.held(8, "TIFF"), TIFF),
    Sample("jpeg-xmp", lambda: jpeg(xmp=p.XMP, exif=p.located()), JPEG),
    Sample("png-xmp", lambda: p.png_with(b"eXIf", p.located().tobytes()[6:]), PNG),
    Sample("jpeg-two-in-one", p.two_in_one, JPEG),
    Sample("jpeg-with-a-video-behind", lambda: d.jpeg_and(d.VIDEO), JPEG),
    Sample("jpeg-of-a-scanner-in-grey", lambda: saved(card(mode="L"), quality=85), JPEG, shows="grey"),
    Sample("jpeg-progressive", lambda: jpeg(progressive=True), JPEG),
    Sample("heic-several", p.heics, HEIC, pages=3),
    Sample("heic-burst", lambda: p.heics(b"msf1"), HEIC, pages=3),
    Sample("scanned-pdf", lambda: pdfs.scan(3), PDF, pages=3),
    Sample("fax", lambda: p.fax(3), TIFF, pages=3, shows="grey"),
    Sample("fax-white-is-zero", lambda: p.fax(2, inverted=True), TIFF, pages=2, shows="grey"),
]

ODD = [
    Sample("cmyk-jpeg", lambda: saved(card(mode="CMYK"), quality=85), JPEG),
    Sample("cmyk-tiff", lambda: saved(card(mode="CMYK"), "TIFF"), TIFF),
    Sample("16-bit-png", lambda: p.deep("PNG"), PNG, shows="grey"),
    Sample("16-bit-tiff", lambda: p.deep("TIFF"), TIFF, shows="grey"),
    Sample("16-bit-colour-png", p.deep_colour, PNG, hints=("small",)),
    Sample("1-bit-png", lambda: saved(card(mode="L").point(lambda v: 255 * (v > 170), "1"), "PNG"), PNG, shows="grey"),
    Sample("lab-tiff", p.lab, TIFF),
    Sample("palette-png-with-holes", p.clear, PNG),
    Sample("webp-with-holes", lambda: p.clear("WEBP"), WEBP),
    Sample("grey-png-with-alpha", lambda: saved(card(mode="LA"), "PNG"), PNG, shows="grey"),
    Sample("webp-lossless", lambda: saved(card(), "WEBP", lossless=True), WEBP),
    Sample("webp-moving", lambda: p.moving("WEBP"), WEBP),
    Sample("png-moving", lambda: p.moving("PNG"), PNG),
    Sample("tiff-lzw", lambda: tiff(compression="tiff_lzw"), TIFF),
    Sample("tiff-jpeg", lambda: tiff(compression="jpeg"), TIFF),
    Sample("tiff-several", lambda: p.sheaf(4), TIFF, pages=4),
    Sample("one-point", lambda: saved(card((1, 1)), "PNG"), PNG, hints=("small", "blurred"), shows=""),
    Sample("one-point-wide", lambda: saved(card((1, 20_000)), "PNG"), PNG, hints=("small", "blurred"), shows=""),
    Sample("one-point-high", lambda: saved(card((20_000, 1)), "JPEG"), JPEG, hints=("small", "blurred"), shows=""),
    Sample("profile-that-is-none", lambda: d.jpeg_profile(b"\xff" * 5000), JPEG),
    Sample("large-photo", lambda: saved(card((8000, 6000)), quality=30), JPEG),
]

BROKEN = [
    refused("empty", "empty", bytes),
    refused("one-byte", "wrong_type", lambda: b"\xff"),
    refused("zeros", "wrong_type", lambda: bytes(5000)),
    *(refused(f"jpeg-cut-{share}", "unreadable", partial(cut, jpeg, share)) for share in (0.02, 0.5, 0.95)),
    refused("jpeg-without-its-last-bytes", "unreadable", lambda: jpeg()[:-2]),
    *(refused(f"png-cut-{share}", "unreadable", partial(cut, png, share), "id.png") for share in (0.01, 0.5, 0.99)),
    *(
        refused(f"heic-cut-{share}", "unreadable", partial(cut, p.heic, share), "i.HEIC")
        for share in (0.005, 0.5, 0.99)
    ),
    *(
        refused(f"pdf-cut-{share}", "unreadable", partial(cut, pdfs.scan, share), "id.pdf")
        for share in (0.01, 0.5, 0.9)
    ),
    refused("webp-cut", "unreadable", partial(cut, webp, 0.5)),
    refused("tiff-cut", "unreadable", partial(cut, tiff, 0.5)),
    refused("jpeg-of-0-points", "unreadable", lambda: jpeg().replace(b"\x02\xf0\x03\xe8", b"\x00\x00\x03\xe8", 1)),
    refused("png-of-0-points", "unreadable", lambda: p.png_of(0, 0)),
    refused("tiff-that-follows-itself-without-end", "unreadable", lambda: b"II*\0\x08\0\0\0" + b"\xff" * 400),
    Sample("linearized-cut", lambda: cut(pdfs.linearized, 0.9), PDF, pages=3),
    Sample("pdf-whose-table-is-lost", pdfs.lost_table, PDF),
]

BOMBS = [
    refused("png-50000", "unreadable", lambda: p.png_of(50_000, 50_000), "id.png"),
    refused("png-1-by-2-billion", "unreadable", lambda: p.png_says(1, 2**31 - 1)),
    refused("png-text-bomb", "unreadable", lambda: p.png_with(b"zTXt", b"a\0\0" + p.packed(400 * 2**20))),
    refused("icc-bomb", "unreadable", d.icc_bomb),
    refused("heic-60000", "unreadable", lambda: p.heic_of(60_000, 60_000), "IMG_1.HEIC"),
    refused("webp-16000", "unreadable", lambda: p.webp_says(16_383, 16_383)),
    refused("jpeg-65000", "unreadable", lambda: p.jpeg_says(65_000, 65_000)),
    refused("tiff-60000", "unreadable", lambda: p.tiff_says(60_000, 60_000)),
    refused("zip-bomb", "wrong_type", lambda: d.nested(2), "id.zip", "application/zip"),
    refused("zip-bomb-called-jpg", "wrong_type", lambda: d.nested(1)),
    Sample("png-9000", lambda: p.png_of(9_000, 9_000), PNG, hints=("dark",), shows=""),
    refused("tiff-of-2000-pages", "too_many_pages", lambda: p.many_directories(2000)),
    Sample("tiff-in-a-circle", p.circular, TIFF, hints=("small", "dark"), shows=""),
    Sample("pdf-flate-bomb", lambda: pdfs.inflating(600 * 2**20), PDF, reason="too_complicated"),
    Sample("pdf-object-bomb", lambda: pdfs.object_bomb(10**9), PDF, reason="too_complicated"),
    Sample("pdf-picture-bomb", lambda: pdfs.huge_picture(30_000, 30_000), PDF, reason="too_complicated"),
    Sample("pdf-of-endless-drawing", pdfs.endless, PDF, reason="too_complicated"),
    Sample("pdf-page-tree-in-a-circle", pdfs.page_loop, PDF),
]

PDFS = [
    Sample("pdf", pdfs.plain, PDF, name="id.pdf", declared=PDF),
    *(Sample(f"pdf-turned-{degrees}", partial(pdfs.turned, degrees), PDF) for degrees in (90, 180, 270)),
    Sample("pdf-after-rubbish", lambda: b"\xef\xbb\xbf\r\nrubbish\n" + pdfs.plain(), PDF),
    Sample("pdf-javascript", pdfs.javascript, PDF, active=("actions", "javascript")),
    Sample("pdf-launch", pdfs.launch, PDF, active=("actions", "launch")),
    Sample("pdf-opens-an-address", pdfs.opens_address, PDF, active=("actions",)),
    Sample("pdf-attachment", lambda: pdfs.attached(d.PROGRAM), PDF, active=("attachments",)),
    Sample("pdf-attached-zip", lambda: pdfs.attached(d.archive(), "a.zip"), PDF, active=("attachments",)),
    Sample("pdf-submits", pdfs.submits, PDF, active=("actions",)),
    Sample("pdf-xfa", pdfs.xfa, PDF, active=("xfa",)),
    Sample("pdf-media", pdfs.media, PDF, active=("attachments",)),
    Sample("pdf-filled-in", pdfs.filled, PDF),
    Sample("pdf-filled-in-without-looks", lambda: pdfs.filled(appearance=False), PDF, shows=""),
    refused("pdf-locked", "locked", lambda: pdfs.locked("secret"), "id.pdf", PDF),
    refused("pdf-locked-the-old-way", "locked", lambda: pdfs.locked("secret", R=3, aes=False, metadata=False)),
    Sample("pdf-owner-password", pdfs.locked, PDF),
    Sample("pdf-owner-password-the-old-way", lambda: pdfs.locked(R=3, aes=False, metadata=False), PDF),
    refused("pdf-of-200-pages", "too_many_pages", lambda: pdfs.plain(200), "id.pdf", PDF),
    refused("pdf-without-pages", "unreadable", pdfs.no_pages),
    Sample("pdf-page-of-no-size", lambda: pdfs.page_of(0, 0), PDF, shows=""),
    Sample("pdf-page-of-5-metres", lambda: pdfs.page_of(14_400, 14_400), PDF),
    Sample("pdf-page-like-a-ribbon", lambda: pdfs.page_of(3, 14_400), PDF, shows=""),
]

TWO_IN_ONE = [
    Sample("pdf-and-zip", d.pdf_and_zip, PDF),
    Sample("zip-and-pdf", d.zip_and_pdf, PDF),
    Sample("html-and-pdf", d.page_and_pdf, PDF),
    Sample("jpeg-and-zip", lambda: d.jpeg_and(d.archive()), JPEG),
    Sample("jpeg-and-java", lambda: d.jpeg_and(d.archive(b"\xca\xfe\xba\xbe", "META-INF/MANIFEST.MF")), JPEG),
    Sample("jpeg-and-php", lambda: d.jpeg_saying(b"<?php system($_GET['c']); ?>"), JPEG),
    Sample("jpeg-html-exif", lambda: d.jpeg_exif("<script>alert(1)</script>"), JPEG),
    Sample("jpeg-and-zip-in-a-comment", lambda: d.jpeg_saying(d.archive()), JPEG),
    Sample("jpeg-and-pdf", d.pdf_in_jpeg, PDF),
    refused("gif-and-script", "wrong_type", d.gif_script, "id.gif", "image/gif"),
]

HARMFUL = [
    refused("eicar", "wrong_type", d.eicar, "eicar.com", "application/octet-stream"),
    refused("eicar-zipped", "wrong_type", lambda: d.archive(d.eicar()), "id.zip", "application/zip"),
    Sample("eicar-in-a-pdf", lambda: pdfs.attached(d.eicar(), "a.com", packed=False), PDF, reason="infected"),
    # The scanner unpacks no stream by itself: it is unpacked for it.
    Sample(
        "eicar-packed-in-a-pdf",
        lambda: pdfs.attached(d.eicar(), "a.com"),
        PDF,
        reason="infected",
        active=("attachments",),
    ),
    Sample(
        "doubts-packed-in-a-pdf",
        lambda: pdfs.attached(DOUBTFUL, "a"),
        PDF,
        reason="looked_at_by_staff",
        active=("attachments",),
    ),
    # More than is unpacked for it, so nothing is known.
    Sample(
        "much-packed-in-a-pdf",
        lambda: pdfs.attached(bytes(40 * 2**20)),
        PDF,
        reason="too_big_to_scan",
        active=("attachments",),
    ),
    Sample(
        "eicar-behind-much-in-a-pdf",
        lambda: pdfs.attached(d.eicar(), "z.com", before=17),
        PDF,
        reason="too_big_to_scan",
        active=("attachments",),
    ),
    Sample(
        "eicar-behind-many-in-a-pdf",
        lambda: pdfs.attached(d.eicar(), "z.com", before=20, size=10),
        PDF,
        reason="too_big_to_scan",
        active=("attachments",),
    ),
    Sample("doubtful-for-the-scanner", lambda: d.jpeg_and(DOUBTFUL), JPEG, reason="looked_at_by_staff"),
    Sample("eicar-behind-a-jpeg", lambda: d.jpeg_and(d.eicar()), JPEG, reason="infected"),
    Sample("eicar-zipped-behind-a-jpeg", lambda: d.jpeg_and(d.archive(d.eicar())), JPEG, reason="infected"),
]

NO_PAPERS = [
    refused("svg", "wrong_type", lambda: d.SVG, "id.svg", "image/svg+xml"),
    refused("gif-moving", "wrong_type", lambda: p.moving("GIF"), "id.gif", "image/gif"),
    refused("bmp", "wrong_type", lambda: saved(card(), "BMP"), "id.bmp", "image/bmp"),
    refused("ico", "wrong_type", lambda: saved(card((64, 64)), "ICO"), "id.ico", "image/x-icon"),
    refused("avif", "wrong_type", lambda: saved(card((200, 150)), "AVIF"), "id.avif", "image/avif"),
    refused("jpeg-2000", "wrong_type", lambda: saved(card((200, 150)), "JPEG2000"), "id.jp2", "image/jp2"),
    refused("mp4", "wrong_type", lambda: d.VIDEO, "id.mp4", "video/mp4"),
    refused("docx", "wrong_type", lambda: d.office("docx"), "carta.docx"),
    refused("docx-with-a-macro", "wrong_type", lambda: d.office("docx", macro=True), "carta.docm"),
    refused("xlsx", "wrong_type", lambda: d.office("xlsx"), "lista.xlsx"),
    refused("old-office", "wrong_type", lambda: d.OLD_OFFICE, "carta.doc", "application/msword"),
    refused("program", "wrong_type", lambda: d.PROGRAM, "id.jpg.exe"),
    refused("linux-program", "wrong_type", lambda: d.ELF),
    refused("shell", "wrong_type", lambda: d.SHELL, "id.sh"),
    refused("postscript", "wrong_type", lambda: d.POSTSCRIPT, "id.ps"),
    refused("html", "wrong_type", lambda: d.PAGE, "id.html", "text/html"),
    refused("text", "wrong_type", lambda: d.TEXT, "id.txt", "text/plain"),
    refused("mail", "wrong_type", lambda: d.MAIL, "id.eml"),
    refused("zip", "wrong_type", d.archive, "id.zip", "application/zip"),
]

#: What the file is called and what the browser says that it is; all of them are the same good photo.
NAMES = {
    "png-called-jpg": ("id.jpg", JPEG),
    "called-a-program": ("id.exe", "application/x-msdownload"),
    "called-a-page": ("id.html", "text/html"),
    "declared-as-nothing": ("id", ""),
    "300-letters": ("a" * 296 + ".jpg", JPEG),
    "backwards": ("\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", JPEG),
    "up-and-away": ("../../../etc/passwd", JPEG),
    "up-and-away-in-windows": ("..\\..\\boot.ini", JPEG),
    "with-an-end-in-it": ("id.jpg\0.exe", JPEG),
    "with-lines-in-it": ("id\r\nX-Evil: 1\r\n.jpg", JPEG),
    "composed": ("acta de José Ñ.jpg", JPEG),
    "decomposed": ("acta de Jose\u0301 N\u0303.jpg", JPEG),
    "smiling": ("👩‍👧 acta.jpg", JPEG),
    "a-device": ("CON.jpg", JPEG),
    "a-quote": ("a\"b;c='d'<i>%00{{7*7}}.jpg", JPEG),
    "only-dots": ("....", JPEG),
    "a-space": (" ", JPEG),
}
NAMED = [Sample(f"named-{key}", png, PNG, name=name, declared=kind) for key, (name, kind) in NAMES.items()]

SAMPLES = [*PHONES, *ODD, *BROKEN, *BOMBS, *PDFS, *TWO_IN_ONE, *HARMFUL, *NO_PAPERS, *NAMED]

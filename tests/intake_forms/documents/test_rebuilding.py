"""What staff see of a file: its pages, drawn anew by a process that may come to nothing."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

from intake_forms.documents import rebuilding, sandbox
from intake_forms.documents.rebuilding import Refused, rebuild
from tests.hostile import pdfs
from tests.intake_forms import papers

pytestmark = pytest.mark.once


def written(size: tuple[int, int] = (1654, 2339), mode: str = "L") -> Image.Image:
    """A page of a letter, as a scanner sees it at 200 dots per inch."""
    page = Image.new("L", size, 250)
    font = ImageFont.load_default(30)
    for line in range(size[1] // 45):
        ImageDraw.Draw(page).text((120, 60 + 45 * line), "Acta de nacimiento número 1234, " * 3, fill=20, font=font)
    # As a scanner does it: without dots for shades.
    return page.point(lambda value: 255 * (value > 128)).convert("1") if mode == "1" else page


def saved(picture: Image.Image, kind: str = "JPEG", **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def opened(page: rebuilding.Page) -> Image.Image:
    return Image.open(io.BytesIO(page.image))


def test_a_photo_lies_upright_is_no_larger_than_is_read_and_says_nothing_of_its_phone():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone"
    exif.get_ifd(0x8825)[1] = "N"
    photo = Image.new("RGB", (4000, 3000), "red")
    photo.paste("blue", (0, 0, 2000, 3000))
    [page] = rebuild(saved(photo, exif=exif), "image/jpeg").pages
    drawn = opened(page)
    assert (page.width, page.height) == drawn.size == (1650, 2200)
    assert drawn.getpixel((800, 100))[2] > 200 > drawn.getpixel((800, 2100))[2]
    assert not drawn.getexif()
    assert b"Exif" not in page.image
    assert b"Phone" not in page.image
    thumbnail = Image.open(io.BytesIO(page.thumbnail))
    assert max(thumbnail.size) == 240


@pytest.mark.parametrize(
    ("size", "shown"), [((1080, 5400), (1000, 5000)), ((300, 9000), (293, 8800)), ((4000, 1900), (2200, 1045))]
)
def test_a_picture_of_a_whole_conversation_stays_wide_enough_to_be_read(size, shown):
    [page] = rebuild(saved(Image.new("L", size, 250)), "image/jpeg").pages
    assert opened(page).size == shown


def test_a_whole_conversation_in_a_pdf_stays_wide_enough_to_be_read_too():
    with pikepdf.new() as written_down:
        written_down.add_blank_page(page_size=(390, 1950))
        out = io.BytesIO()
        written_down.save(out)
    for content in (out.getvalue(), saved(Image.new("L", (1080, 5400), 250), "PDF")):
        [page] = rebuild(content, "application/pdf").pages
        # A part of a pixel is one more.
        assert opened(page).size in ((1000, 5000), (1001, 5000))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_each_kind_of_picture_is_drawn(kind):
    [page] = rebuild(papers.picture(kind), f"image/{kind.lower()}").pages
    assert opened(page).size == (1000, 752)


def test_holes_become_white_and_deep_grey_stays_grey():
    [clear] = rebuild(saved(Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "PNG"), "image/png").pages
    assert opened(clear).convert("L").getpixel((50, 50)) == 255
    [deep] = rebuild(saved(Image.new("I;16", (100, 100), 40_000), "TIFF"), "image/tiff").pages
    assert abs(opened(deep).convert("L").getpixel((50, 50)) - 155) < 5


def test_each_page_of_a_pdf_and_of_a_tiff_in_order():
    for content, kind in (
        (pdfs.scan(3), "application/pdf"),
        (saved(written(), "TIFF", save_all=True, append_images=[written()] * 2), "image/tiff"),
    ):
        assert [page.number for page in rebuild(content, kind).pages] == [0, 1, 2]


def black_and_white(pages: int) -> bytes:
    """A PDF as an office's copier makes it: one-bit pictures by Group 4."""
    made = pikepdf.new()
    page = Image.open(io.BytesIO(saved(written((2480, 3508), "1"), "TIFF", compression="group4")))
    strip = {"compression": "group4", "tiffinfo": {278: 3508}}
    with Image.open(io.BytesIO(saved(page, "TIFF", **strip))) as whole:
        start, length = whole.tag_v2[273][0], whole.tag_v2[279][0]
        fax = saved(page, "TIFF", **strip)[start : start + length]
    for _ in range(pages):
        photo = made.make_stream(fax)
        photo.update(Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=2480, Height=3508, BitsPerComponent=1))
        photo.ColorSpace, photo.Filter = Name.DeviceGray, Name.CCITTFaxDecode
        photo.DecodeParms = Dictionary(K=-1, Columns=2480, Rows=3508)
        shown = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, 595, 842]))
        shown.Contents = made.make_stream(b"595 0 0 842 0 0 cm /I Do")
        shown.Resources = Dictionary(XObject=Dictionary(I=photo))
        made.pages.append(pikepdf.Page(made.make_indirect(shown)))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (lambda: saved(written(), quality=75), "image/jpeg"),
        (lambda: saved(written((1240, 1754)), quality=60), "image/jpeg"),
        (lambda: saved(written((2480, 3508), "1"), "TIFF", compression="group4"), "image/tiff"),
        (lambda: black_and_white(2), "application/pdf"),
        (lambda: pdfs.scan(2), "application/pdf"),
    ],
    ids=["grey-200-dpi", "grey-150-dpi", "black-and-white-tiff", "black-and-white-pdf", "colour-pdf"],
)
def test_the_pages_of_a_scan_weigh_at_most_half_more_than_the_scan(content, kind):
    scan = content()
    pages = rebuild(scan, kind).pages
    assert sum(len(page.image) for page in pages) <= 1.5 * len(scan)
    # It can still be read: as much ink as there was.
    dark = [opened(page).convert("L").histogram()[0:128] for page in pages]
    assert all(sum(shades) > 0.01 * page.width * page.height for shades, page in zip(dark, pages, strict=True))


def test_what_was_typed_into_a_form_is_drawn():
    # What was filled in is the corner that the page lacks for being the same as the other.
    [filled] = rebuild(pdfs.filled(), "application/pdf").pages
    [whole] = rebuild(pdfs.plain(), "application/pdf").pages
    assert filled.image == whole.image


@pytest.mark.parametrize(
    ("make", "active"),
    [
        (pdfs.plain, ()),
        (pdfs.javascript, ("actions", "javascript")),
        (pdfs.launch, ("actions", "launch")),
        (lambda: pdfs.attached(b"MZ"), ("attachments",)),
        (pdfs.xfa, ("xfa",)),
    ],
    ids=["plain", "javascript", "launch", "attachment", "xfa"],
)
def test_what_a_pdf_could_do_by_itself_is_noted_and_left_behind(make, active):
    found = rebuild(make(), "application/pdf")
    assert found.active == active
    assert len(found.pages) == 1
    for page in found.pages:
        assert not any(word in page.image for word in (b"/JS", b"/Launch", b"/EmbeddedFile", b"/XFA", b"PK\x03\x04"))


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (lambda: papers.pdf(user="secret", owner="other", encrypted=True), "application/pdf", "locked"),
        (lambda: pdfs.plain(101), "application/pdf", "too_many_pages"),
        (pdfs.no_pages, "application/pdf", "unreadable"),
        (lambda: b"%PDF-1.7 cut", "application/pdf", "unreadable"),
        (lambda: papers.picture()[:-200], "image/jpeg", "unreadable"),
        (lambda: saved(Image.new("1", (16_000, 16_000)), "PNG"), "image/png", "too_complicated"),
        (lambda: pdfs.huge_picture(30_000, 30_000), "application/pdf", "too_complicated"),
        (lambda: pdfs.inflating(900 * 2**20), "application/pdf", "too_complicated"),
    ],
    ids=["locked", "101-pages", "no-pages", "cut-pdf", "cut-jpeg", "huge-png", "pdf-with-huge-picture", "pdf-bomb"],
)
def test_what_cannot_be_drawn_is_refused_and_it_is_said_why(content, kind, reason):
    with pytest.raises(Refused) as refused:
        rebuild(content(), kind)
    assert refused.value.reason == reason


def test_how_many_pages_a_file_may_have_is_a_setting(settings):
    settings.UPLOAD_MAX_PAGES = 2
    assert len(rebuild(pdfs.plain(2), "application/pdf").pages) == 2
    with pytest.raises(Refused):
        rebuild(pdfs.plain(3), "application/pdf")


#: A child that the file has taken over, or that the system ended.
FRAME = """
import json, os, struct, sys, time
sys.stdin.buffer.read()
def say(frame, *parts):
    text = json.dumps(frame).encode() if isinstance(frame, dict) else frame
    for block in (struct.pack("!I", len(text)), text, *parts):
        sys.stdout.buffer.write(block)
    sys.stdout.buffer.flush()
say({"begun": True})
first = int(sys.argv[2])
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
def page(number, image=JPEG, thumbnail=JPEG, **more):
    say({"page": number, "image": len(image), "thumbnail": len(thumbnail), "width": 9, "height": 9, **more}, image, thumbnail)
"""


@pytest.fixture
def child(tmp_path, monkeypatch):
    """Puts other code in the child's place."""

    def replaced(code: str, before: str = FRAME, **limits) -> None:
        (tmp_path / "redrawing.py").write_text(before + code)
        monkeypatch.setattr(rebuilding, "_CHILD", tmp_path / "redrawing.py")
        monkeypatch.setattr(rebuilding, "_LIMITS", replace(rebuilding._LIMITS, **limits))

    return replaced


def test_a_child_that_came_to_its_end_half_way_is_followed_by_one_that_goes_on(child):
    child("say({'active': [], 'pages': 3}); page(first)\nif first < 2: os.abort()\nsay({'problem': ''})")
    assert [page.number for page in rebuild(b"x", "application/pdf").pages] == [0, 1, 2]


@pytest.mark.parametrize(
    "code",
    [
        "",
        "os.abort()",
        "sys.stdout.buffer.write(b'x' * 5)",
        "say(b'[1]')",
        "say({'page': 0})",
        "say({'active': [{}]})",
        "page(0, b'<script>alert(1)</script>'); say({'problem': ''})",
        "page(0, thumbnail=b'GIF89a'); say({'problem': ''})",
        "page(7); say({'problem': ''})",
        "page(0, width=10**9); say({'problem': ''})",
        "say({'page': 0, 'image': -1, 'thumbnail': 1, 'width': 9, 'height': 9})",
        "page(first)",
    ],
    ids=str,
)
def test_a_child_that_says_anything_else_than_pages_has_drawn_nothing(child, code):
    child(code)
    with pytest.raises(Refused) as refused:
        rebuild(b"x", "application/pdf")
    assert refused.value.reason == "too_complicated"


def test_what_our_own_script_does_wrong_says_nothing_of_the_file(child):
    code = rebuilding._CHILD.read_text()
    wrong = code.replace("    is_pdf = content_type", "    is_pdf = conten_type")
    missing = code.replace("    import pillow_heif\n", "    import pillow_hief\n")
    for broken in (wrong, missing, "raise SystemExit(1)", "not Python"):
        assert broken != code
        child(broken, before="")
        with pytest.raises(rebuilding.Broken):
            rebuild(papers.picture(), "image/jpeg")


@pytest.mark.parametrize(
    ("size", "dots", "lies", "shown"),
    [
        ((1728, 1100), (204, 98), 1, (1660, 2200)),
        ((1100, 1728), (98, 204), 6, (1660, 2200)),
        ((600, 800), (200, 200), 1, (600, 800)),
        ((600, 800), (0, 0), 1, (600, 800)),
        ((600, 800), (7, 200), 1, (600, 800)),
    ],
    ids=["fax", "fax-that-lies", "square", "nothing-said", "nonsense"],
)
def test_the_dots_of_a_fax_are_drawn_square(size, dots, lies, shown):
    exif = Image.Exif()
    exif[0x0112] = lies
    [page] = rebuild(saved(Image.new("1", size, 1), "TIFF", dpi=dots, exif=exif), "image/tiff").pages
    assert (page.width, page.height) == opened(page).size == shown


def test_a_reason_that_is_none_of_ours_is_not_passed_on(child):
    child("say({'problem': '<script>'})")
    with pytest.raises(Refused) as refused:
        rebuild(b"x", "application/pdf")
    assert refused.value.reason == "unreadable"


def test_when_the_machine_has_no_time_it_is_the_machine_not_the_file(child):
    child("time.sleep(600)", clock=0.5)
    with pytest.raises(sandbox.TooLong):
        rebuild(b"x", "application/pdf")


def test_a_pdf_without_password_but_with_rights_opens():
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, encryption=pikepdf.Encryption(user="", owner="other"))
    assert len(rebuild(out.getvalue(), "application/pdf").pages) == 1

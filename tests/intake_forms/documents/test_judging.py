"""What the decoder says of a file, in its own process, while its sender is there."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from intake_forms.documents import judging
from intake_forms.documents.judging import Verdict
from intake_forms.records.uploads import Upload
from tests.intake_forms import papers
from tests.intake_forms.factories import Paper, make_case, sealed
from tests.intake_forms.sponsor import problems

UNREADABLE = Verdict("unreadable")


def letter(size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """A page of writing as a phone sees it."""
    page = Image.new("L", size, 235)
    font = ImageFont.load_default(26)
    for line in range(size[1] // 40):
        ImageDraw.Draw(page).text((60, 20 + 40 * line), "Acta de nacimiento número 1234 " * 4, fill=30, font=font)
    return page


def jpeg(picture: Image.Image, **more) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=80, **more)
    return out.getvalue()


@pytest.fixture
def judge(db):
    """Judges bytes as they would wait after a request."""
    case = make_case(submitted=False).case
    return lambda content: judging.judge(case, sealed(case, Paper(content)))


def bomb() -> bytes:
    """A small PNG that says that it has 40,000 x 40,000 points."""
    content = bytearray(papers.picture("PNG"))
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    return bytes(content)


def no_pages() -> bytes:
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


def test_what_opens_and_can_be_read_has_no_problem_and_no_hint(judge):
    for content in (
        jpeg(letter()),
        jpeg(letter((4000, 3000))),
        papers.pdf(),
        papers.pdf(owner="other", encrypted=True),
    ):
        assert judge(content) == Verdict()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_each_kind_of_picture_opens(judge, kind):
    assert judge(papers.picture(kind)).problem == ""


def test_a_picture_of_an_iphone_opens(judge):
    assert judge(papers.heic()).problem == ""


@pytest.mark.parametrize(
    "content",
    [
        papers.picture("JPEG")[:-200],
        papers.picture("JPEG")[:200] + b"\x00" * 5000,
        papers.picture("PNG")[:-300],
        papers.heic()[:60] + b"\x00" * 500,
        b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\x00" * 50,
        b"%PDF-1.7 cut",
        no_pages(),
        bomb(),
    ],
    ids=["cut-jpeg", "spoiled-jpeg", "cut-png", "spoiled-heic", "no-webp", "cut-pdf", "pdf-without-pages", "bomb"],
)
def test_what_only_begins_like_a_file_is_unreadable(judge, content):
    assert judge(content) == UNREADABLE


def test_a_pdf_that_asks_for_a_password_is_locked(judge):
    assert judge(papers.pdf(user="secret", owner="other", encrypted=True)) == Verdict("locked")


@pytest.mark.parametrize(
    ("picture", "hints"),
    [
        (letter((800, 600)), ("small",)),
        (ImageEnhance.Brightness(letter()).enhance(0.25), ("dark",)),
        (letter().filter(ImageFilter.GaussianBlur(5)), ("blurred",)),
        (letter((800, 600)).filter(ImageFilter.GaussianBlur(5)), ("small", "blurred")),
        (letter((4000, 3000)).filter(ImageFilter.GaussianBlur(2)), ()),
        (letter((264, 2200)), ("small",)),
        (letter((1010, 637)), ()),
        (letter((1000, 7400)), ()),
    ],
    ids=["small", "dark", "blurred", "small-and-blurred", "large-and-soft", "narrow", "card", "conversation"],
)
def test_why_a_photo_may_be_hard_to_read(judge, picture, hints):
    assert judge(jpeg(picture)) == Verdict("", hints)


def clear(mode: str, kind: str) -> bytes:
    """Black writing on nothing: under the clear parts it is black too."""
    writing = ImageOps.invert(letter()).point(lambda shade: 255 if shade > 120 else 0)
    drawn = Image.new("RGBA", writing.size, (0, 0, 0, 0))
    drawn.putalpha(writing)
    out = io.BytesIO()
    if mode == "P":
        # Of two blacks one is the clear one.
        drawn = writing.point(lambda shade: 1 if shade else 0).convert("P")
        drawn.putpalette([0] * 6)
    more = {"transparency": 0} if mode == "P" else {"lossless": True} if kind == "WEBP" else {}
    (drawn if mode == "P" else drawn.convert(mode)).save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "WEBP")])
def test_writing_on_a_clear_ground_is_judged_as_it_is_drawn_on_white(judge, mode, kind):
    assert judge(clear(mode, kind)) == Verdict()


def test_a_decoder_that_dies_or_takes_too_long_judges_nothing(judge, monkeypatch, tmp_path):
    for code in ("import os; os.abort()", "import time; time.sleep(600)"):
        (tmp_path / "decoder.py").write_text(code)
        monkeypatch.setattr(judging, "_DECODER", tmp_path / "decoder.py")
        monkeypatch.setattr(judging, "_LIMITS", replace(judging._LIMITS, clock=0.5))
        assert judge(papers.picture()) == Verdict()


def test_what_our_own_script_does_wrong_says_nothing_of_the_file(judge, monkeypatch, tmp_path):
    code = judging._DECODER.read_text()
    broken = code.replace("grey = _grey(found)", "grey = _gray(found)")
    assert broken != code
    (tmp_path / "decoder.py").write_text(broken)
    monkeypatch.setattr(judging, "_DECODER", tmp_path / "decoder.py")
    assert judge(papers.picture()) == Verdict()


def test_while_all_seats_are_taken_nobody_waits_long(judge, monkeypatch):
    monkeypatch.setattr(judging, "_SEATS", threading.BoundedSemaphore(1))
    monkeypatch.setattr(judging, "_WAIT", 0.01)
    with judging._SEATS:
        assert judge(b"%PDF-1.7 cut") == Verdict()
    assert judge(b"%PDF-1.7 cut") == UNREADABLE


def test_the_decoder_knows_nothing_of_the_site():
    code = f"import runpy, sys; runpy.run_path({str(judging._DECODER)!r}); print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    assert "django" not in loaded
    assert "intake_forms" not in loaded


@pytest.mark.parametrize(
    ("language", "words"), [("es", "puede estar dañado. Tome otra foto"), ("en", "may be damaged. Take a new")]
)
def test_a_damaged_photo_is_told_and_the_good_one_beside_it_kept(send_file, at_photo, stored, language, words):
    at_photo.language = language
    [sentence] = problems(send_file(papers.picture("JPEG")[:-200], papers.picture("WEBP"))).values()
    assert words in sentence
    assert stored()[1] == {"received": 1}
    assert Upload.objects.get().content_type == "image/webp"

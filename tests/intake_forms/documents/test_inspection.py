"""What a file is, told from its bytes alone."""

import pytest

from intake_forms.documents.inspection import EncryptionWatch, content_type, locked
from tests.intake_forms import papers


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (papers.picture("JPEG"), "image/jpeg"),
        (papers.picture("PNG"), "image/png"),
        (papers.heic(), "image/heic"),
        (papers.pdf(), "application/pdf"),
        (b"\r\n\r\nrubbish\n" + papers.pdf(), "application/pdf"),
        (papers.picture("GIF"), None),
        (papers.picture("WEBP"), None),
        (papers.picture("TIFF"), None),
        (papers.picture("BMP"), None),
        (papers.PROGRAM, None),
        (papers.SCRIPT, None),
        (papers.SVG, None),
        (papers.PAGE, None),
        (papers.VIDEO, None),
        (papers.archive(), None),
        (b"Just a text.", None),
        (b"\x00" * 4096, None),
        (b"%PD", None),
        (b"\xff", None),
        (b"", None),
    ],
    ids=["jpeg", "png", "heic", "pdf", "pdf-after-rubbish", "gif", "webp", "tiff", "bmp", "program", "script", "svg",
         "html", "video", "zip", "text", "zeros", "cut-pdf", "one-byte", "empty"],
)  # fmt: skip
def test_content_type(content, expected):
    assert content_type(content[:4096]) == expected


def test_a_pdf_that_asks_for_a_password_is_locked():
    assert locked(papers.pdf(user="secret", owner="other", encrypted=True))


@pytest.mark.parametrize(
    "content",
    [papers.pdf(), papers.pdf(owner="other", encrypted=True), b"%PDF-1.7 cut", papers.SCRIPT, b""],
    ids=["open", "owner-password-only", "broken", "no-pdf", "empty"],
)
def test_a_pdf_that_opens_or_is_none_is_not_locked(content):
    assert not locked(content)


@pytest.mark.parametrize("border", range(1, 8))
def test_an_encryption_mark_is_seen_across_the_border_of_two_chunks(border):
    watch = EncryptionWatch()
    content = b"trailer <<" + b"/Encrypt" + b" 5 0 R>>"
    for chunk in (content[: 10 + border], content[10 + border :]):
        watch.look(chunk)
    assert watch.found


def test_an_encryption_mark_is_seen_byte_by_byte_and_only_where_there_is_one():
    watch, other = EncryptionWatch(), EncryptionWatch()
    for byte in b"xx /Encrypt yy":
        watch.look(bytes([byte]))
        other.look(bytes([byte]).upper())
    assert watch.found
    assert not other.found

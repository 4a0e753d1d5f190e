"""What a file is, told from its bytes alone."""

import pytest

from intake_forms.documents.inspection import content_type
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
        (papers.picture("WEBP"), "image/webp"),
        (papers.picture("TIFF"), "image/tiff"),
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

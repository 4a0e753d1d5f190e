"""What a browser prints of a case: loose sheets must find their way back to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from intake_forms.records.models import Case

if TYPE_CHECKING:
    from tests.e2e.phone import Phone

pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.mark.parametrize("path", ["summary/", "checklist/"])
def test_each_printed_sheet_has_the_reference(phone: Callable[..., Phone], tmp_path: Path, path: str) -> None:
    page = phone().visitor.page
    page.goto(f"/es/case/{path}")
    page.evaluate("document.querySelector('.foot').remove()")
    # On small sheets, so that there are several of them.
    page.pdf(path=tmp_path / "printed.pdf", width="5in", height="4in")
    sheets = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(tmp_path / "printed.pdf")]
    reference = Case.objects.get().reference
    assert len(sheets) > 1
    assert [text for text in sheets if text.strip() and reference not in text] == []

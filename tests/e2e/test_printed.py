"""What a browser prints of a case: loose sheets must find their way back to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from intake_forms.records import services
from intake_forms.records.models import Case
from tests.intake_forms import forms

if TYPE_CHECKING:
    from tests.e2e.conftest import Visitor
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


@pytest.mark.parametrize("who", ["mother", "uncle"])
def test_the_list_of_papers_is_two_sheets(visitor: Callable[..., Visitor], tmp_path: Path, who: str) -> None:
    """For a mother alone, and for an uncle of whom most is asked: adults live with him, another would care instead."""
    services.release(form=forms.shipped("packet"))
    page = visitor().page
    page.goto("/es/papers/")
    page.locator('[name="my_role"][value="sponsor"]').check()
    page.locator("#papers .btn").click()
    page.locator('[name="children.relationship"]').select_option(who)
    for name in ("adults", "backup_caregiver"):
        page.locator(f'[name="{name}"][value="{"no" if who == "mother" else "yes"}"]').check()
    page.locator("#papers .btn").click()
    if who == "uncle":
        page.locator('[name="children.parent_letter"][value="yes"]').check()
        page.locator("#papers .btn").click()
    page.locator(".papers.brief").first.wait_for()
    page.pdf(path=tmp_path / "printed.pdf", format="Letter")
    sheets = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(tmp_path / "printed.pdf")]
    assert len(sheets) <= 2
    assert "Pasaporte de EE. UU." in "".join(sheets), "what can work stands on the sheet"
    # Each set of rules is named once above what it takes, not behind each paper.
    of_own_id = page.locator(".papers > li", has=page.locator(".rules")).first.inner_html()
    assert of_own_id.count("Si el niño o la niña llegó") <= 2

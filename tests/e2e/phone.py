"""A family's phone at the step of the form that asks for a photo, and the photos in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import Page, expect

from intake_forms.documents import opening
from intake_forms.records.uploads import Upload
from tests.e2e.sending import Line
from tests.intake_forms.sponsor import Sponsor

if TYPE_CHECKING:
    from tests.e2e.conftest import Visitor

#: What the browser keeps of files, as it lies there.
KEPT = """async () => {
    const opening = indexedDB.open("papers");
    const there = await new Promise((done) => { opening.onsuccess = () => done(opening.result) });
    if (!there.objectStoreNames.contains("files")) return there.close() ?? [];
    const asked = there.transaction("files").objectStore("files").getAll();
    const found = await new Promise((done) => { asked.onsuccess = () => done(asked.result) });
    there.close();
    return found.map((each) => new TextDecoder("latin1").decode(each.sealed));
}"""


#: Whether the browser would ask before it closes the page.
WARNS = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
#: A browser whose store has no room.
FULL = "() => void (IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') })"


def photos(folder: Path, sizes: list[tuple[int, int]]) -> list[Path]:
    """Photos of different papers, as noisy as a camera makes them."""
    found = []
    for number, size in enumerate(sizes, start=1):
        found.append(folder / f"IMG_000{number}.jpg")
        Image.effect_noise((size[0] // 2, size[1] // 2), 50).resize(size).convert("RGB").save(found[-1], quality=90)
    return found


class Phone:
    """A browser that has a family's form open at the step with the photo."""

    def __init__(self, visitor: Visitor, sponsor: Sponsor) -> None:
        self.visitor, self.sponsor = visitor, sponsor
        visitor.be(sponsor.client)

    def page(self) -> Page:
        """That step in a new page."""
        page = self.visitor.context.new_page()
        page.goto(self.sponsor.url("photo-id"))
        return page


def rows(page: Page) -> Any:
    return page.locator(".chosen li")


def files(page: Page) -> Any:
    return page.locator("input[type=file]:not([capture])")


def choose(page: Page, chosen: list[Path], line: Line) -> None:
    """Choose files; the line is cut while the phone shows them."""
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Escoger fotos o un PDF").first.click()
    line.be(cut=True)
    chooser.value.set_files(chosen)
    expect(rows(page)).to_have_count(len(chosen))
    expect(rows(page).first).to_contain_text("No hay conexión. Sigue solo")


def stored() -> list[bytes]:
    """What we have, in the order of arriving."""
    rows = Upload.objects.filter(state="received", superseded_at=None).select_related("case__key").order_by("position")
    return [b"".join(opening.plain_bytes(row.case, row)) for row in rows]

"""The page of a paper in a real browser: photos are made small and upright before they travel; and without JavaScript."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.e2e.axe import assert_accessible
from tests.e2e.going import follow
from tests.e2e.phone import files as picker
from tests.e2e.phone import rows, stored
from tests.e2e.sending import Watch
from tests.e2e.test_path import FORM, gate
from tests.intake_forms import papers as made

pytestmark = [pytest.mark.slow, pytest.mark.once]

PAPER = FORM + "photo-id/"
#: The browser makes no photo smaller until it is told to.
SLOW = """() => { const real = createImageBitmap; const told = new Promise(done => { window.ready = done });
    window.createImageBitmap = async (...all) => { await told; return real(...all) } }"""

#: A browser that can draw the first page of whatever it is given.
DRAWS_ALL = """() => { window.createImageBitmap = async () => Object.assign(document.createElement("canvas"), { close() {} }) }"""

#: Where the 0 and the M of "0 MB" stand in a row, in px from the left.
WHERE = """row => ["0 MB", "MB"].map(text => { const range = document.createRange(), at = row.firstChild.data.lastIndexOf(text);
    range.setStart(row.firstChild, at); range.setEnd(row.firstChild, at + 1); return range.getBoundingClientRect().left })"""


@pytest.fixture(scope="module")
def big_photo(tmp_path_factory) -> Path:
    """12 megapixels, lying on their side, with the place where they were taken."""
    path = tmp_path_factory.mktemp("photos") / "IMG_0001.jpg"
    picture = Image.effect_noise((400, 300), 60).resize((4000, 3000)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    picture.save(path, quality=95, exif=exif)
    picture.rotate(180).save(path.with_name("IMG_0002.jpg"), quality=95)
    return path


#: How a text looks, and a mistake beside which it is held.
LOOK = "text => [getComputedStyle(text).color, getComputedStyle(text).fontWeight]"
MISTAKE = (
    "document.querySelector('.paper').appendChild(Object.assign(document.createElement('p'), {className: 'err-msg'}))"
)


def test_photos_are_gathered_made_small_and_freed_of_their_place(open_browser, portal, big_photo: Path) -> None:
    page = open_browser().new_page()
    gate(page)
    page.goto(PAPER)
    watch = Watch(page)
    camera, files = page.locator("[capture]"), page.locator("[multiple]")
    camera.set_input_files(big_photo)
    notes = big_photo.with_name("notas.txt")
    notes.write_text("x")
    files.set_input_files([notes, big_photo])
    # The same photo twice is one; what cannot be used stands there with its reason until it is taken away.
    rows = page.locator(".chosen li")
    expect(page.locator(".shot")).to_have_count(1)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(re.compile(r"notas\.txt.*No podemos abrir este tipo de archivo"))
    expect(rows.get_by_role("button")).to_have_text(["Quitar"])
    # It looks as any mistake does.
    assert rows.locator("span").first.evaluate(LOOK) == page.evaluate(f"({LOOK})({MISTAKE})")
    assert_accessible(page)
    rows.get_by_role("button").click()
    expect(rows).to_have_count(0)
    expect(files).to_be_focused()
    [left] = watch.files
    assert len(left) <= 1_200_000 < big_photo.stat().st_size
    picture = Image.open(io.BytesIO(left))
    assert picture.size == (1650, 2200)
    assert not picture.getexif()
    # Continue is pressed while a photo is still being made smaller: it waits for the photo, and it arrives.
    page.evaluate(SLOW)
    camera.set_input_files(big_photo.with_name("IMG_0002.jpg"))
    page.click(".btns button[value=next]")
    expect(page.get_by_role("status").last).to_have_text("Un momento… Sigue solo cuando la foto esté lista.")
    page.evaluate("ready()")
    page.wait_for_url("**/consent/")
    page.goto(PAPER)
    expect(page.locator(".shot")).to_have_count(2)


def test_what_is_transparent_in_a_picture_is_stored_white_and_its_writing_black(phone, tmp_path: Path) -> None:
    chosen = []
    for kind, top in (("png", 200), ("webp", 600)):
        picture = Image.new("RGBA", (1200, 900))
        ImageDraw.Draw(picture).rectangle((100, top, 1100, top + 100), fill=(0, 0, 0, 255))
        chosen.append(tmp_path / f"acta.{kind}")
        picture.save(chosen[-1], lossless=True)
    page = phone().page()
    picker(page).set_input_files(chosen)
    # They differ in what is written on them, so they are two.
    expect(page.locator(".shot")).to_have_count(2)
    pictures = [Image.open(io.BytesIO(content)).convert("L") for content in stored()]
    seen = [[picture.getpixel((600, height)) // 64 for height in (50, 250, 650, 850)] for picture in pictures]
    assert seen == [[3, 0, 3, 3], [3, 3, 0, 3]]


def test_a_picture_of_a_whole_conversation_stays_wide_enough_to_be_read(phone, tmp_path: Path) -> None:
    chosen = []
    for name, size in (("chat", (1080, 8000)), ("tira", (500, 3000)), ("nota", (900, 1200))):
        picture = Image.effect_noise((60, 60), 60).resize(size)
        chosen.append(tmp_path / f"{name}.png")
        picture.save(chosen[-1])
    page = phone().page()
    picker(page).set_input_files(chosen)
    expect(page.locator(".shot")).to_have_count(3)
    assert [Image.open(io.BytesIO(content)).size for content in stored()] == [(1000, 7407), (500, 3000), (900, 1200)]
    expect(page.locator(".doubt").filter(has_text="pequeña")).to_have_count(0)


def test_a_moving_picture_is_refused_in_the_words_that_are_said_without_a_script(phone, tmp_path: Path) -> None:
    moving = tmp_path / "hola.gif"
    Image.effect_noise((1200, 900), 60).save(moving)
    with_script, without = phone().page(), phone(js=False).page()
    for page in (with_script, without):
        picker(page).set_input_files(moving)
    follow(without.locator("button[value^=upload]"))
    said = without.locator(".summary li").inner_text()
    assert "No podemos abrir este tipo de archivo" in said
    expect(rows(with_script)).to_contain_text(said.removeprefix("\u2068hola.gif\u2069: "))
    expect(rows(with_script).get_by_role("button")).to_have_text(["Quitar"])
    assert not stored()


def test_a_tiff_leaves_with_all_its_pages_where_the_browser_can_draw_the_first(phone, tmp_path: Path) -> None:
    page, fax = phone().page(), tmp_path / "acta.tif"
    first, second = (Image.open(io.BytesIO(made.picture(size=size))) for size in ((1000, 752), (1000, 760)))
    first.save(fax, save_all=True, append_images=[second], compression="tiff_lzw")
    page.evaluate(DRAWS_ALL)
    watch = Watch(page)
    picker(page).set_input_files(fax)
    expect(page.locator(".shot")).to_have_count(1)
    assert watch.files == [fax.read_bytes()]


def test_the_row_of_an_empty_file_says_so_whatever_its_name_does_to_the_writing(phone, tmp_path: Path) -> None:
    page, empty = phone().page(), tmp_path / "\u202eatca"
    empty.write_bytes(b"")
    picker(page).set_input_files(empty)
    row = page.locator(".chosen li")
    expect(row).to_contain_text(", 0 MB")
    expect(row.get_by_role("button")).to_have_text(["Quitar"])
    zero, letters = row.evaluate(WHERE)
    assert zero < letters


def test_in_an_old_browser_the_plain_form_stands(open_browser, portal, photo: Path) -> None:
    context = open_browser()
    context.add_init_script("delete Crypto.prototype.subtle")
    page = context.new_page()
    gate(page)
    page.goto(PAPER)
    page.locator("[multiple]").set_input_files([photo, photo])
    follow(page.locator("button[value^=upload]"))
    # The same photo twice is one page, and that is said.
    expect(page.locator(".shot")).to_have_count(1)
    expect(page.locator(".got")).to_have_count(2)
    assert_accessible(page)


def test_without_javascript_there_are_two_plain_inputs_and_a_wrong_file_harms_no_right_one(
    open_browser, portal, photo: Path
) -> None:
    page = open_browser(js=False).new_page()
    gate(page)
    page.goto(PAPER)
    notes = photo.with_name("notas.txt")
    notes.write_text("x")
    page.set_input_files("[capture]", photo)
    other = photo.with_name("otra.jpg")
    Image.open(photo).rotate(180).save(other)
    page.set_input_files("[multiple]", [notes, other])
    follow(page.locator("button[value^=upload]"))
    expect(page.locator(".summary a")).to_contain_text("notas.txt")
    expect(page.locator(".shot")).to_have_count(2)
    follow(page.locator(".shot button[value^=remove]").first)
    expect(page.locator(".shot")).to_have_count(1)


def test_what_is_wrong_leads_to_the_input_for_files(open_browser, portal) -> None:
    page = open_browser(width=320).new_page()
    gate(page)
    page.goto(PAPER)
    # As without JavaScript; with it the button shows only where there is something to send.
    page.locator("button[value^=upload]").evaluate("button => { button.hidden = false }")
    follow(page.locator("button[value^=upload]"))
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors a").click()
    expect(page.locator("[multiple]")).to_be_focused()


def test_a_first_visit_and_the_next_page_are_small(open_browser, portal) -> None:
    known = open_browser()
    gate(known.new_page())
    context = open_browser()
    context.add_cookies(known.cookies())
    page = context.new_page()
    sizes: list[tuple[str, int]] = []
    page.on("requestfinished", lambda request: sizes.append((request.url, request.sizes()["responseBodySize"])))
    for most, count in ((32_000, 5), (8_000, 1)):
        # What comes from the browser's cache has no size.
        sizes.clear()
        page.goto(PAPER, wait_until="networkidle")
        real = [(url, size) for url, size in sizes if "favicon" not in url and size > 0]
        assert len(real) <= count, real
        assert sum(size for _url, size in real) <= most, real
        assert sum(size for url, size in real if url.endswith(".js")) <= 6_000

"""Photos over a bad line, in a real browser: slow, cut, the page closed, the store down. They arrive, or it is said."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from intake_forms.documents import chunks
from intake_forms.records import requests
from intake_forms.records.models import Case
from intake_forms.records.uploads import Chunk, Upload
from tests.e2e.axe import assert_accessible
from tests.e2e.going import follow
from tests.e2e.phone import FULL, KEPT, WARNS, choose, files, photos, rows, stored
from tests.e2e.sending import Line, Watch
from tests.intake_forms import papers as made
from tests.intake_forms.sponsor import Sponsor

pytestmark = [pytest.mark.slow, pytest.mark.once]

#: Some pieces are there, not all.
PART = re.compile(r"Va en camino: [1-9]\d %")
#: An element as it lies there, whatever the space in it.
LOOKS = """element => element.outerHTML.replace(/\\s+/g, " ")"""


def test_three_photos_arrive_over_a_slow_line_that_is_cut_twice(phone, tmp_path: Path) -> None:
    page = phone().page()
    watch, line = Watch(page), Line(page)
    line.be()
    files(page).set_input_files(photos(tmp_path, [(1000, 750), (1400, 1000), (1000, 740)]))
    for place, part in ((0, "Va en camino"), (1, PART)):
        expect(rows(page).filter(has_text=f"IMG_000{place + 1}")).to_contain_text(part)
        page.wait_for_timeout(700)
        line.be(cut=True)
        expect(rows(page).first).to_contain_text("No hay conexión. Sigue solo")
        if place:
            # Who has pressed sees that it goes on.
            expect(page.get_by_role("status").last).to_have_class("")
        else:
            assert_accessible(page)
            page.locator(".btns button[value=next]").dblclick()
            expect(page.get_by_role("status").last).to_contain_text("Sigue solo cuando la foto esté lista")
            # What has moved to the place of the button meanwhile was not pressed.
            expect(page.locator("[type=radio]:checked")).to_have_count(0)
        line.be()
    page.wait_for_url("**/consent/")
    assert len(stored()) == 3
    assert {hashlib.sha256(content).hexdigest() for content in stored()} == watch.sums == watch.announced
    assert stored() == watch.files
    assert watch.sent - sum(map(len, stored())) <= 2 * chunks.SIZE
    assert not Chunk.objects.exists()


def test_a_photo_takes_the_place_of_another_over_a_line_that_is_cut(phone, tmp_path: Path) -> None:
    mine = phone()
    mine.sponsor.fill("photo-id", "consent")
    assert mine.sponsor.send().status_code == 303
    page = mine.visitor.context.new_page()
    page.goto("/es/case/papers/sponsor_id/")
    none = page.get_by_text("Todavía no hay foto.")
    expect(none).to_be_visible()
    files(page).set_input_files(photos(tmp_path, [(1000, 750), (1000, 760)]))
    expect(page.locator(".shot")).to_have_count(2)
    expect(none).to_have_count(0)
    first, second = stored()
    follow(page.locator("a[href*=instead]").first)
    says = page.locator("[data-once]:not([hidden])")
    expect(says).to_have_text([re.compile("Una foto o un archivo"), "Cambiar el archivo 1"])
    expect(page.locator("[multiple]")).to_have_count(0)
    assert_accessible(page)
    watch, line = Watch(page), Line(page)
    line.be()
    files(page).set_input_files(photos(tmp_path, [(1400, 1000)]))
    expect(rows(page)).to_contain_text(PART)
    line.be(cut=True)
    expect(rows(page)).to_contain_text("No hay conexión. Sigue solo")
    # A second one meanwhile would be a page more.
    files(page).set_input_files(photos(tmp_path, [(1000, 730)]))
    expect(rows(page).nth(1)).to_contain_text("Solo un archivo puede tomar el lugar de otro")
    line.be()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Solo un archivo")
    expect(page.locator("#instead")).to_have_count(0)
    expect(says).to_have_text([re.compile("Puede escoger varios"), "Agregar otra página"])
    expect(page.locator("[multiple]")).to_have_count(1)
    expect(page.locator(".shot")).to_have_count(2)
    assert stored() == [*watch.files, second]
    assert first not in stored()


def test_what_was_asked_goes_once_another_photo_has_come_and_the_files_are_as_on_a_page_loaded_anew(
    phone, tmp_path: Path
) -> None:
    mine = phone()
    mine.sponsor.fill("photo-id", "consent")
    assert mine.sponsor.send().status_code == 303
    page, case = mine.visitor.context.new_page(), Case.objects.get()
    page.goto("/es/case/papers/sponsor_id/")
    one, two = photos(tmp_path, [(1000, 750), (1000, 760)])
    files(page).set_input_files(one)
    expect(page.locator(".shot")).to_have_count(1)
    requests.ask(case=case, key=("sponsor_id", ""), reason="unreadable", note={}, by=1)
    page.reload()
    asked = page.locator(".note.warn, #said, #instead")
    expect(asked).to_have_count(3)
    expect(page.locator(".shot")).to_contain_text("Pedimos otra.")
    page.locator("#said input").first.focus()
    files(page).set_input_files(two)
    expect(asked).to_have_count(0)
    expect(files(page)).to_be_focused()
    expect(page.locator(".shot")).not_to_contain_text("Pedimos otra.")
    shown = page.locator("#files-sponsor_id").evaluate(LOOKS)
    assert_accessible(page)
    page.reload()
    expect(asked).to_have_count(0)
    assert page.locator("#files-sponsor_id").evaluate(LOOKS) == shown


def test_files_beyond_what_a_paper_takes_are_told_by_name_before_continue_goes_on_and_stay_told(
    phone, tmp_path: Path, settings
) -> None:
    settings.UPLOAD_MAX_FILES = 2
    mine = phone()
    page = mine.page()
    files(page).set_input_files(photos(tmp_path, [(600, 450), (640, 450), (600, 460), (600, 440)]))
    for again in (False, True):
        page.locator(".btns button[value=next]").dblclick()
        if not again:
            expect(page.locator(".shot")).to_have_count(2)
        expect(rows(page).first).to_be_focused()
        for number, name in enumerate(("IMG_0003.jpg", "IMG_0004.jpg")):
            expect(rows(page).nth(number)).to_contain_text(name)
            expect(rows(page).nth(number)).to_contain_text(
                "Puede mandar 2 archivos de este papel. Para agregar otro, quite uno"
            )
        assert_accessible(page)
        assert page.url.endswith("/photo-id/")
        # Whoever goes on all the same does, and finds them told when she comes back.
        page.click(".btns button[value=next]")
        page.wait_for_url("**/consent/")
        page.goto(mine.sponsor.url("photo-id"))
        expect(rows(page)).to_have_text([re.compile("Puede mandar 2"), re.compile("Puede mandar 2")])
    # Once there is room, the next of them goes on by itself.
    follow(page.locator(".shot button[value^=remove]").first)
    expect(page.locator(".shot")).to_have_count(2)
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("IMG_0004.jpg")


def test_without_javascript_three_photos_arrive_too(phone, tmp_path: Path) -> None:
    mine = phone(js=False)
    page = mine.page()
    line, chosen = Line(page), photos(tmp_path, [(600, 450), (640, 450), (600, 460)])
    shots = page.locator(".shot")
    # Cut before the press, then while the photos are on their way: the page says what has arrived, neither more nor less.
    for before in (True, False):
        line.be(cut=before)
        files(page).set_input_files(chosen[shots.count() :])
        with page.expect_event("requestfailed"):
            page.click("button[value^=upload]", no_wait_after=True)
            page.wait_for_timeout(300)
            line.be(cut=True)
        line.be()
        page.goto(mine.sponsor.url("photo-id"))
        assert shots.count() <= len(stored()) <= (0 if before else 3)
    if missing := chosen[shots.count() :]:
        files(page).set_input_files(missing)
        page.click("button[value^=upload]")
    expect(shots.nth(2)).to_be_visible()
    # Without a script nobody can know of the last answer that was lost: one may be there twice, none is missing.
    assert set(stored()) == {path.read_bytes() for path in chosen}
    expect(shots).to_have_count(len(stored()))


def test_a_photo_goes_on_after_the_page_was_closed_and_is_sealed_until_then(phone, tmp_path: Path, client) -> None:
    mine = phone()
    page = mine.page()
    watch, line = Watch(page), Line(page)
    line.be()
    files(page).set_input_files(photos(tmp_path, [(1600, 1200)]))
    expect(rows(page)).to_contain_text(PART)
    [kept] = page.evaluate(KEPT)
    assert len(kept) > len(watch.files[0])
    assert not any(mark in kept for mark in ("JFIF", "IMG_0001", "sponsor_id"))
    page.close()
    # Another family at the same browser sees nothing of it and sends nothing.
    others = Sponsor(type(client)())
    others.fill("gate", "contact", "child")
    mine.visitor.be(others.client)
    theirs = mine.visitor.context.new_page()
    stranger = Watch(theirs)
    theirs.goto(others.url("photo-id"), wait_until="networkidle")
    expect(rows(theirs)).to_have_count(0)
    assert not stranger.announced
    theirs.close()
    # Who has the case open again goes on.
    mine.visitor.be(mine.sponsor.client)
    page = mine.visitor.context.new_page()
    later = Watch(page)
    page.goto(mine.sponsor.url("photo-id"))
    expect(page.locator(".shot")).to_have_count(1)
    expect(rows(page)).to_have_count(0)
    [content] = stored()
    assert watch.announced == {hashlib.sha256(content).hexdigest()}
    assert not later.announced
    assert watch.sent + later.sent - len(content) <= chunks.SIZE
    assert page.evaluate(KEPT) == []


def test_all_that_were_chosen_without_a_line_go_on_after_the_page_was_closed(phone, tmp_path: Path) -> None:
    mine = phone()
    page = mine.page()
    choose(page, photos(tmp_path, [(600, 450), (640, 450), (600, 460)]), Line(page))
    expect(rows(page).filter(has_text="Ya casi le toca")).to_have_count(2)
    assert len(page.evaluate(KEPT)) == 3
    assert not page.evaluate(WARNS)
    page.close()
    page = mine.page()
    expect(page.locator(".shot")).to_have_count(3)
    expect(rows(page)).to_have_count(0)
    assert len(stored()) == 3
    assert page.evaluate(KEPT) == []


def test_a_browser_that_can_keep_nothing_asks_before_it_closes_the_page(phone, tmp_path: Path) -> None:
    page = phone().page()
    line = Line(page)
    page.evaluate(FULL)
    assert not page.evaluate(WARNS)
    choose(page, photos(tmp_path, [(600, 450)]), line)
    assert page.evaluate(WARNS)
    line.be(slow=False)
    expect(page.locator(".shot")).to_have_count(1)
    assert not page.evaluate(WARNS)


def test_what_cannot_be_used_stands_there_with_its_reason_and_is_not_sent_again(phone, tmp_path: Path) -> None:
    page = phone().page()
    broken, [photo] = tmp_path / "rota.jpg", photos(tmp_path, [(600, 450)])
    broken.write_bytes(b"x" * 2000)
    page.get_by_text("Lo mando ahora").click()
    follow(page.locator(".btns button[value=next]"))
    expect(page.locator("#errors")).to_be_visible()
    files(page).set_input_files([broken, photo])
    expect(page.locator(".shot")).to_have_count(1)
    # That we have none is not so any more.
    expect(page.locator("#errors, .err, .err-msg")).to_have_count(0)
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("rota.jpg")
    expect(rows(page)).to_contain_text("No podemos abrir este tipo de archivo")
    expect(rows(page).get_by_role("button")).to_have_text(["Quitar"])
    assert page.evaluate(KEPT) == []
    # One that is chosen later and arrives takes its reason away.
    files(page).set_input_files(photos(tmp_path, [(640, 450)]))
    expect(page.locator(".shot")).to_have_count(2)
    expect(rows(page)).to_have_count(0)
    page.goto(page.url)
    expect(page.locator(".shot")).to_have_count(2)
    expect(rows(page)).to_have_count(0)


@pytest.mark.parametrize("way", ["leave", "remove"])
def test_leaving_and_removing_stop_it_and_leave_nothing_behind(phone, tmp_path: Path, settings, way: str) -> None:
    mine = phone()
    settings.LEAVE_URL = mine.visitor.url + "/health/live"
    page = mine.page()
    Line(page).be()
    files(page).set_input_files(photos(tmp_path, [(1600, 1200)]))
    expect(rows(page)).to_contain_text(PART)
    assert len(page.evaluate(KEPT)) == 1
    if way == "leave":
        page.click("a.exit")
        page.wait_for_url("**/health/live")
    else:
        with page.expect_response(lambda response: response.request.method == "DELETE"):
            page.get_by_role("button", name="Quitar: IMG_0001.jpg").click()
        expect(rows(page)).to_have_count(0)
        expect(files(page)).to_be_focused()
    watch = Watch(page)
    assert page.evaluate(KEPT) == []
    page.wait_for_timeout(1500)
    assert not watch.pieces
    assert not stored()
    assert Upload.objects.count() == (1 if way == "leave" else 0)


def test_while_the_store_is_down_it_says_so_and_goes_on_by_itself_afterwards(phone, tmp_path: Path, settings) -> None:
    page, there = phone().page(), settings.S3
    page.clock.install()
    settings.S3 = {**there, "endpoint_url": "http://127.0.0.1:9"}
    files(page).set_input_files(photos(tmp_path, [(600, 450)]))
    again = page.get_by_role("button", name="Intentar otra vez: IMG_0001.jpg")
    # However long each of its tries takes us. Who tries at once stays at that photo.
    for _turn in range(7):
        expect(again).to_be_visible()
        expect(rows(page)).to_contain_text("Tenemos un problema. Todavía no lo guardamos.")
        with page.expect_response(lambda response: response.status == 503):
            page.clock.fast_forward(60_000)
    again.click()
    expect(rows(page)).to_be_focused()
    expect(again).to_be_visible()
    assert not stored()
    settings.S3 = there
    page.clock.fast_forward(60_000)
    expect(page.locator(".shot")).to_have_count(1)
    assert len(stored()) == 1


def test_a_locked_pdf_asks_for_its_password_and_is_not_chosen_again(phone, tmp_path: Path) -> None:
    mine = phone()
    page = mine.page()
    watch, locked = Watch(page), tmp_path / "acta.pdf"
    locked.write_bytes(made.pdf(user="Quetzal 7", owner="other", encrypted=True))
    files(page).set_input_files(locked)
    word = page.get_by_label("Contraseña del PDF: acta.pdf")
    for password, told in (("mala", "Esa contraseña no abre este PDF."), ("Quetzal 7", "")):
        expect(word).to_be_visible()
        assert_accessible(page)
        if not told:
            # The session may end meanwhile: what is there already needs it no more.
            mine.visitor.context.clear_cookies()
        # Key by key, as it is typed.
        word.press_sequentially(password)
        expect(word).to_have_value(password)
        word.press("Enter")
        if told:
            expect(rows(page)).to_contain_text(told)
    expect(page.get_by_role("status").last).to_contain_text("Recibo")
    expect(rows(page)).to_contain_text("Recibo")
    expect(rows(page).get_by_role("button")).to_have_count(0)
    assert len(stored()) == 1
    assert watch.sent == len(locked.read_bytes())
    assert "Quetzal" not in page.content()


def test_a_photo_that_is_hard_to_read_is_told_before_continue_goes_on(phone, tmp_path: Path) -> None:
    page = phone().page()
    small = tmp_path / "pequeña.jpg"
    small.write_bytes(made.picture(size=(400, 304)))
    files(page).set_input_files(small)
    page.click(".btns button[value=next]")
    expect(page.locator(".doubt")).to_be_visible()
    assert page.url.endswith("/photo-id/")
    page.get_by_role("button", name="Dejarla así").click()
    expect(page.locator(".doubt")).to_have_count(0)
    page.click(".btns button[value=next]")
    page.wait_for_url("**/consent/")

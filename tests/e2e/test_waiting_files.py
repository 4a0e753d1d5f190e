"""Files that wait in a browser, in two windows or after the session has ended, and notices of files that could not be used."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from intake_forms.documents import services
from intake_forms.records.uploads import Upload
from tests.e2e.axe import assert_accessible
from tests.e2e.going import follow
from tests.e2e.phone import FULL, KEPT, WARNS, choose, files, photos, rows, stored
from tests.e2e.sending import Line, Watch

pytestmark = [pytest.mark.slow, pytest.mark.once]


def test_the_notice_of_a_file_that_cannot_be_used_goes_when_another_has_taken_its_place(phone, tmp_path: Path) -> None:
    mine = phone()
    mine.sponsor.fill("photo-id", "consent")
    assert mine.sponsor.send().status_code == 303
    page = mine.visitor.context.new_page()
    page.goto("/es/case/papers/sponsor_id/")
    one, two, three = photos(tmp_path, [(600, 450), (640, 450), (600, 460)])
    files(page).set_input_files([one, two])
    expect(page.locator(".shot")).to_have_count(2)
    for upload in Upload.objects.all():
        services.reject(upload=upload, reason="infected")
    page.reload()
    notices = page.get_by_text("No podemos usar este archivo")
    expect(notices).to_have_count(2)
    follow(page.locator("a[href*=instead]").first)
    files(page).set_input_files(three)
    expect(page.locator(".shot")).to_have_count(1)
    # The other file waits still.
    expect(notices).to_have_count(1)
    expect(page.locator("#instead")).to_have_count(0)
    page.reload()
    expect(notices).to_have_count(1)


def test_what_is_removed_in_one_window_is_not_sent_from_another(phone, tmp_path: Path) -> None:
    mine = phone()
    one = mine.page()
    choose(one, photos(tmp_path, [(600, 450), (640, 450)]), Line(one))
    # Each window has both: the first sends, the second waits for its turn.
    two = mine.page()
    watch = Watch(two)
    expect(rows(two)).to_have_count(2)
    one.get_by_role("button", name="Quitar: IMG_0001").click()
    expect(rows(one)).to_have_count(1)
    expect(rows(one)).to_contain_text("IMG_0002")
    one.close()
    expect(two.locator(".shot")).to_have_count(1)
    expect(rows(two)).to_have_count(0)
    assert len(stored()) == 1
    assert watch.announced == {hashlib.sha256(content).hexdigest() for content in stored()}
    assert two.evaluate(KEPT) == []
    assert Upload.objects.count() == 1


def test_a_photo_chosen_after_the_session_has_ended_waits_until_the_words_are_entered(phone, tmp_path: Path) -> None:
    mine = phone()
    reference, words = mine.sponsor.key_page()
    page = mine.page()
    mine.visitor.context.clear_cookies()
    files(page).set_input_files(photos(tmp_path, [(600, 450)]))
    expect(rows(page)).to_contain_text("El archivo espera en este teléfono")
    expect(rows(page).get_by_role("button")).to_have_text(["Abrir su formulario", "Quitar"])
    assert_accessible(page)
    assert not stored()
    # Continue would lead past it.
    page.click(".btns button[value=next]")
    expect(page.locator("h1")).to_contain_text("cerrado en este navegador")
    page.fill("#id_reference", reference)
    page.fill("#id_words", " ".join(words))
    page.click(".btns button[value=next]")
    page.wait_for_url("**/photo-id/")
    expect(page.locator(".shot")).to_have_count(1)
    expect(rows(page)).to_have_count(0)
    assert len(stored()) == 1


def test_the_receipt_of_one_that_arrives_after_the_session_has_ended_stays_beside_those_that_wait(
    phone, tmp_path: Path
) -> None:
    mine = phone()
    page = mine.page()
    line = Line(page)
    line.be()
    files(page).set_input_files(photos(tmp_path, [(1000, 750), (600, 450)]))
    expect(rows(page).first).to_contain_text(re.compile(r"Va en camino: [1-9]"))
    mine.visitor.context.clear_cookies()
    line.be(slow=False)
    expect(rows(page).nth(1)).to_contain_text("El archivo espera en este teléfono")
    expect(rows(page).first).to_contain_text(re.compile(r"IMG_0001\.jpg.*Ya lo tenemos\. Recibo [A-Z0-9]{6}"))
    expect(rows(page).first.get_by_role("button")).to_have_count(0)
    assert_accessible(page)
    assert len(stored()) == 1


def test_where_it_cannot_wait_either_the_page_says_to_choose_it_again(phone, tmp_path: Path) -> None:
    mine = phone()
    page = mine.page()
    page.evaluate(FULL)
    mine.visitor.context.clear_cookies()
    files(page).set_input_files(photos(tmp_path, [(600, 450)]))
    expect(rows(page)).to_contain_text("Luego escoja el archivo otra vez")
    assert page.evaluate(WARNS)

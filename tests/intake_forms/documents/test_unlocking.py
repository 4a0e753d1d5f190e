"""A PDF that asks for a password: its sender is asked once, what is stored asks for none, and the password is kept nowhere."""

from __future__ import annotations

import io
import json

import pikepdf
import pypdfium2
import pytest
from django.test import Client

from intake_forms.documents import opening
from intake_forms.records import late
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from tests.intake_forms import papers

pytestmark = pytest.mark.django_db

LOCKED = papers.pdf(user="Quetzal 7", owner="other", encrypted=True)


def opens():
    upload = Upload.objects.get()
    content = b"".join(opening.plain_bytes(upload.case, upload))
    assert len(pypdfium2.PdfDocument(content)) == 1
    assert not pikepdf.open(io.BytesIO(content)).is_encrypted


def test_in_pieces_the_file_need_not_come_again(sender, stored):
    page = sender(LOCKED)
    told = page.send()
    assert (told.status_code, told.json()["problem"]) == (422, "locked")
    assert "contraseña" in told.json()["sentence"]
    assert page.finish("wrong").json()["problem"] == "wrong_password"
    assert page.finish("Quetzal 7").status_code == 200
    assert page.sent == len(LOCKED)
    opens()
    assert stored()[1] == {"received": 1}


@pytest.mark.parametrize("revision", [3, 4, 6])
@pytest.mark.parametrize("password", ["Quetzal 7", "Peña Ávila"])
def test_a_password_with_accents_opens_old_files_and_new_ones(sender, revision, password):
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        rights = {"aes": revision > 3, "metadata": revision > 3}
        document.save(out, encryption=pikepdf.Encryption(user=password, owner="other", R=revision, **rights))
    page = sender(out.getvalue())
    assert page.send().json()["problem"] == "locked"
    assert page.finish(password).status_code == 200
    opens()


@pytest.mark.parametrize("language", ["es", "en"])
def test_without_javascript_a_field_stands_beside_the_message(send_file, at_photo, stored, language):
    at_photo.language = language
    field = 'name="photo-id-sponsor_id.password"'
    assert field not in at_photo.get("photo-id").content.decode()
    assert field in send_file(LOCKED).content.decode()

    def given(password):
        answers = {"sponsor_id": papers.sent(LOCKED), "sponsor_id.password": password}
        return at_photo.post("photo-id", answers, go="upload-sponsor_id")

    wrong = given("wrong Quetzal").content.decode()
    assert field in wrong
    assert "wrong Quetzal" not in wrong
    assert given("Quetzal 7").status_code == 303
    opens()
    assert stored()[1] == {"received": 1}
    assert "Quetzal" not in at_photo.get("photo-id").content.decode()


def test_it_is_no_answer_and_is_not_kept_aside_for_an_ended_session(send_file, at_photo, monkeypatch):
    kept = []
    monkeypatch.setattr(late, "keep", lambda **given: kept.append(json.dumps(given["data"])))
    mark = late.mark(Case.objects.get().pk)
    page = {"photo-id-sponsor_id.password": "Quetzal 7", "photo-id-word": "kept", "case": mark, "go": "next"}
    Client().post(at_photo.url("photo-id"), page)
    assert len(kept) == 1
    assert "kept" in kept[0]
    assert "Quetzal" not in kept[0]

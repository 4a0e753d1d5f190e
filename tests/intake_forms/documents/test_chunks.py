"""A photo that comes in pieces: cut anywhere, taken up again by any server, and never said to be there before it is."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from intake_forms.documents import chunks, opening, services, storage
from intake_forms.privacy.sealing import open_, place
from intake_forms.records import services as records
from intake_forms.records.models import Case
from intake_forms.records.uploads import Chunk, Upload
from intake_forms.wizard import sending
from tests.intake_forms import papers
from tests.intake_forms.documents.pieces import SIZE

pytestmark = pytest.mark.django_db

#: Seven pieces, the last of them shorter.
PHOTO = papers.picture() + b"x" * (6 * SIZE)


@pytest.fixture
def sender(sender):
    """Makes senders of that photo, or of another file."""
    return lambda content=PHOTO, **more: sender(content, **more)


def plain(upload):
    return b"".join(opening.plain_bytes(upload.case, upload))


def test_it_arrives_as_it_left_with_a_receipt_and_nothing_else_stays(sender, stored, at_photo):
    page = sender()
    answer = page.send()
    upload = Upload.objects.get()
    assert answer.status_code == 200
    assert "Ya lo tenemos. Recibo" in answer.json()["sentence"]
    assert f"remove-{upload.pk}" in answer.json()["html"]
    assert plain(upload) == PHOTO
    assert (upload.size, upload.content_type, upload.due_at is not None) == (len(PHOTO), "image/jpeg", True)
    assert stored() == ([upload.object_key], {"received": 1})
    assert not Chunk.objects.exists()
    assert (page.requests, page.sent) == (9, len(PHOTO))
    assert f"remove-{upload.pk}" in at_photo.get("photo-id").content.decode()
    assert answer.json()["html"] in at_photo.get("photo-id").content.decode()


@pytest.mark.parametrize("cut", range(10))
def test_a_cut_at_any_point_sends_at_most_one_piece_again(sender, stored, cut):
    """Before the announcement's answer, after each piece (its answer lost), before and after the end."""
    page = sender()
    page.announce()
    for number in range(min(cut, page.pieces)):
        page.put(number)
    again = sender()
    if cut > page.pieces:
        page.finish()
    else:
        # The piece that was on its way when the line broke.
        page.put(min(cut, page.pieces - 1), body=PHOTO[:1000])
    assert again.announce().status_code == 200
    assert again.upload == page.upload
    again.rest()
    assert again.finish().status_code == 200
    assert page.sent + again.sent - len(PHOTO) <= SIZE
    assert stored()[1] == {"received": 1}
    assert plain(Upload.objects.get()) == PHOTO


def test_the_answer_waits_for_no_piece_to_be_taken_away(sender, stored, monkeypatch):
    page, asked = sender(), []
    page.announce()
    page.rest()
    for what in ("get", "put", "delete"):
        ask = getattr(storage, what)
        monkeypatch.setattr(
            storage, what, lambda *given, what=what, ask=ask, **more: (asked.append(what), ask(*given, **more))[1]
        )

    def close(answer) -> None:
        """As far as this its reader has it."""
        asked.append("told")
        monkeypatch.undo()
        answer.close()

    monkeypatch.setattr(sending.Told, "close", close)
    assert page.finish().status_code == 200
    # Each of the pieces once, the whole, and nothing else: as many files, as many requests.
    assert asked == ["get"] * 7 + ["put", "told"]
    assert stored() == ([Upload.objects.get().object_key], {"received": 1})


def test_a_piece_that_comes_twice_is_kept_once_and_another_in_its_place_is_refused(sender, stored):
    page = sender()
    page.announce()
    assert [page.put(1).status_code for _time in range(2)] == [204, 204]
    assert page.put(1, body=b"y" * SIZE).status_code == 422
    assert page.put(2, body=b"short").status_code == 422
    assert page.put(7, body=b"z").status_code == 422
    assert page.put(3, **{"X-Chunk-SHA256": "0" * 64}).status_code == 422
    assert page.put(0, body=b"y" * (SIZE + 1)).status_code == 413
    assert page.ask("get").json() == {"there": [1]}
    assert len(stored()[0]) == 1


def test_what_lies_in_the_store_meanwhile_is_sealed_and_its_name_says_nothing(sender):
    page = sender()
    page.announce()
    page.put(0)
    [key] = storage.keys()
    assert key.startswith("staging/")
    assert page.upload not in key
    content = storage.get(key).read()
    assert b"JFIF" not in content
    assert b"xxxxxxxx" not in content


def test_before_it_is_whole_nobody_is_told_that_we_have_it(sender, at_photo, stored):
    page = sender()
    page.announce()
    page.put(0)
    assert page.finish().status_code == 410
    shown = at_photo.get("photo-id").content.decode()
    assert "No llegó completo" in shown
    assert "Recibo" not in shown
    assert stored()[1] == {"receiving": 1}


def test_one_that_is_all_here_is_not_called_cut_and_holds_nobody_up(sender, at_photo):
    page = sender()
    page.announce()
    page.rest()
    shown = at_photo.get("photo-id").content.decode()
    assert "Ya está todo aquí" in shown
    assert "No llegó completo" not in shown
    assert at_photo.post("photo-id").url == at_photo.url("consent")
    assert "no ha llegado" not in at_photo.get("check").content.decode()


def test_an_ended_session_stops_nothing_but_opens_nothing_either(sender, at_photo, stored):
    page = sender()
    page.announce()
    page.put(0)
    page.client = Client(enforce_csrf_checks=True)
    page.there = [0]
    page.rest()
    answer = page.finish()
    assert answer.status_code == 200
    assert answer.json()["html"] == ""
    assert stored()[1] == {"received": 1}
    assert not page.client.cookies


def test_another_token_another_case_or_a_page_of_another_case_is_let_in_nowhere(sender, version):
    page = sender()
    page.announce()
    token, page.token = page.token, "guessed"
    assert [page.put(0).status_code, page.ask("get").status_code, page.finish().status_code] == [410, 410, 410]
    page.token = token
    Upload.objects.update(created_at=timezone.now() - datetime.timedelta(hours=49))
    assert page.put(0).status_code == 410
    assert sender(mark="somebody else's").announce().status_code == 403
    page.client = Client()
    assert page.announce().status_code == 403
    page.client = Client(enforce_csrf_checks=True)
    assert page.announce().status_code == 403
    assert token.encode() not in bytes(Upload.objects.get().token_hash)


@pytest.mark.parametrize("paper", ["nothing", "sponsor_id.5f0e3b6e-0000-4000-8000-000000000000", "", "consent_store"])
def test_a_paper_that_nobody_asks_for_is_not_taken(sender, paper, stored):
    assert sender(paper=paper).announce().status_code == 404
    assert stored() == ([], {})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vacío"),
        (b"x" * (2**20 + 1), "1 MB"),
        (b"just a text", "No podemos abrir"),
        (papers.picture()[:-200], "puede estar dañado"),
    ],
    ids=["empty", "too-big", "a-text", "damaged"],
)
def test_what_cannot_be_taken_is_told_as_without_pieces_and_stored_nowhere(sender, stored, settings, content, sentence):
    settings.UPLOAD_MAX_BYTES = 2**20
    page = sender(content)
    answer = page.announce()
    if answer.status_code == 200:
        answer = page.put(0)
    if answer.status_code == 204:
        answer = page.finish()
    assert answer.status_code == 422
    assert sentence in answer.json()["sentence"]
    assert stored() == ([], {})


def test_bytes_that_are_not_what_was_announced_are_not_taken(sender, stored):
    page = sender(sha256="0" * 64)
    assert page.send().json()["problem"] == "unfinished"
    assert stored() == ([], {})


def test_there_is_a_limit_to_files_of_a_paper_on_their_way_and_in_an_hour(sender, settings):
    def told(number):
        answer = sender(papers.picture() + b"x" * number).announce()
        return answer.json().get("problem", "")

    settings.UPLOAD_MAX_FILES = 2
    assert [told(number) for number in (1, 2, 3)] == ["", "", "too_many"]
    # The same once more is no other.
    assert told(2) == ""
    settings.UPLOAD_MAX_FILES, settings.UPLOAD_MAX_UNDERWAY = 20, 2
    assert told(3) == "too_many_underway"
    settings.UPLOAD_PER_HOUR = 1
    assert told(3) == "too_often"


def test_a_paper_that_is_full_meanwhile_takes_no_more(sender, send_file, settings, stored):
    settings.UPLOAD_MAX_FILES = 1
    page = sender()
    page.announce()
    page.rest()
    send_file(papers.picture())
    assert page.finish().json()["problem"] == "too_many"
    assert stored()[1] == {"received": 1}


def test_a_file_removed_half_way_is_gone_by_each_of_both_buttons(sender, at_photo, stored):
    for remove in (
        lambda page: page.ask("delete"),
        lambda page: at_photo.post("photo-id", go=f"remove-{page.upload}"),
    ):
        page = sender()
        page.announce()
        page.put(0)
        assert remove(page).status_code in (204, 303)
        assert stored() == ([], {})
        assert page.put(1).status_code == 410


def test_the_row_of_a_piece_is_there_before_its_bytes_and_says_so_only_after(sender, monkeypatch):
    page, seen, put = sender(), [], storage.put_bytes
    page.announce()

    def watched(key, content):
        seen.append((Chunk.objects.get().sealed_size, list(storage.keys())))
        put(key, content)
        seen.append((Chunk.objects.get().sealed_size, list(storage.keys()) == [key]))

    monkeypatch.setattr(storage, "put_bytes", watched)
    page.put(0)
    assert seen == [(0, []), (0, True)]
    assert Chunk.objects.get().sealed_size > SIZE


def test_the_last_answer_that_was_lost_is_given_again(sender, stored):
    page = sender()
    first, again = page.send(), page.finish()
    assert again.json() == first.json()
    assert stored()[1] == {"received": 1}
    # Also after the page was closed: the same photo is not there twice.
    reopened = sender()
    assert reopened.announce().json()["upload"] == page.upload
    assert reopened.finish().json()["sentence"] == first.json()["sentence"]


def test_two_servers_do_not_put_it_together_at_the_same_time(sender, stored):
    page = sender()
    page.announce()
    page.rest()
    upload = Upload.objects.select_related("case__key").get()
    with chunks.composed(upload):
        assert page.finish().status_code == 409
    assert page.finish().status_code == 200
    assert len(stored()[0]) == 1


def test_one_that_died_while_it_put_it_together_is_followed_by_another(sender, stored):
    page = sender()
    page.announce()
    page.rest()
    Upload.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    assert page.finish().status_code == 200
    upload = Upload.objects.get()
    assert stored() == ([upload.object_key], {"received": 1})
    assert plain(upload) == PHOTO


def test_while_the_store_is_down_it_says_so_and_afterwards_it_goes_on(sender, store_down, stored):
    page = sender()
    page.announce()
    page.put(0)
    store_down()
    answers = [page.put(1), page.finish()]
    assert [answer.status_code for answer in answers] == [503, 410]
    assert "todavía no" in answers[0].json()["sentence"]
    store_down(back=True)
    page.there = page.ask("get").json()["there"]
    assert page.there == [0]
    page.rest()
    store_down()
    assert page.finish().status_code == 503
    assert not Upload.objects.filter(state="received").exists()
    store_down(back=True)
    assert page.finish().status_code == 200
    assert stored()[1] == {"received": 1}
    assert plain(Upload.objects.get()) == PHOTO


def test_the_pieces_of_a_deleted_case_open_for_nobody(sender):
    page = sender()
    page.announce()
    Case.objects.update(deleted_at=timezone.now())
    assert page.put(0).status_code == 410


def test_the_name_and_what_a_piece_is_are_sealed(sender):
    page = sender(name="cédula de María.jpg")
    page.announce()
    page.put(0)
    upload, chunk = Upload.objects.get(), Chunk.objects.get()
    for sealed in (upload.sealed_details, chunk.sealed_digest):
        assert "María".encode() not in bytes(sealed)
        assert page.about["sha256"].encode() not in bytes(sealed)
    assert len(open_(upload.case, place("chunk", chunk.id, "digest"), chunk.sealed_digest)) == 64
    assert chunks.file_name(upload) == "cédula de María.jpg"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fotos\\a.jpg", "a.jpg"),
        ("a\r\n\x00\u202egpj.jpg", "agpj.jpg"),
        ("x" * 300, "x" * 255),
    ],
    ids=["folders", "backslashes", "controls", "long"],
)
def test_a_name_has_no_folder_and_no_controls(sender, name, kept):
    sender(name=name).announce()
    assert chunks.file_name(Upload.objects.get()) == kept


def test_a_paper_that_staff_ask_for_is_answered_by_pieces_too(sender, at_photo, stored):
    from intake_forms.records import requests

    at_photo.fill("photo-id", "consent")
    at_photo.send()
    case = Case.objects.get()
    requests.ask(case=case, key=("sponsor_id", ""), reason="unreadable", note={}, by=1)
    page = sender()
    answer = page.send()
    assert answer.status_code == 200
    assert "remove-" not in answer.json()["html"]
    assert requests.of_case(case).get().state == "received"
    assert answer.json()["gone"] == "id_said_0"
    shown = at_photo.client.get("/es/case/papers/sponsor_id/").content.decode()
    assert "Recibo" in shown
    cut = sender(PHOTO + b"y")
    cut.announce()
    assert "No llegó completo" in at_photo.client.get("/es/case/papers/sponsor_id/").content.decode()
    at_photo.client.post("/es/case/papers/sponsor_id/", {"go": f"remove-{cut.upload}"})
    at_photo.client.post("/es/case/papers/sponsor_id/", {"go": f"remove-{page.upload}"})
    assert stored()[1] == {"received": 1}


def test_a_deleted_case_leaves_no_piece(sender, stored):
    page = sender()
    page.announce()
    page.put(0)
    assert services.remove_all(case=Case.objects.get()) == 1
    assert stored() == ([], {})
    records.delete_case(case=Case.objects.get(), action="case.gone")

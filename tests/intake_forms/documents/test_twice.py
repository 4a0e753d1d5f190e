"""The same file sent twice for a paper: pressed twice, the page loaded anew, Back and again. It is there once, and told so."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connections
from django.utils import timezone

from intake_forms.documents import services, storage
from intake_forms.records import queries, references, requests
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.wizard.refusals import refusals
from tests.intake_forms.documents.pieces import SIZE
from tests.intake_forms.factories import Paper, sealed
from tests.intake_forms.papers import pdf, picture, sent

pytestmark = pytest.mark.django_db

TOLD = {"es": "Usted ya mandó esto. Lo tenemos una sola vez.", "en": "You sent this before. We have it once."}


def receipt() -> str:
    return references.receipt(Upload.objects.get().pk)


@pytest.mark.parametrize("language", TOLD)
def test_a_form_that_is_sent_twice_leaves_one_page_and_names_its_receipt(
    send_file, at_photo, stored, settings, language
):
    at_photo.language = language
    # Nor is it told that there is no room for it.
    settings.UPLOAD_MAX_FILES = 1
    send_file(picture())
    again = send_file(picture())
    assert again.status_code == 303
    assert again.url == f"{at_photo.url('photo-id')}?again={receipt()}#paper-sponsor_id"
    page = at_photo.client.get(again.url).content.decode()
    assert page.count(TOLD[language]) == 1
    assert page.count(receipt()) == 2
    assert stored()[1] == {"received": 1}
    assert TOLD[language] not in at_photo.get("photo-id").content.decode()


def test_with_a_new_page_beside_it_both_are_told(send_file, at_photo, stored):
    send_file(picture())
    both = send_file(picture(), picture("PNG"))
    page = at_photo.client.get(both.url).content.decode()
    assert TOLD["es"] in page
    assert "Ya lo tenemos. Gracias." in page
    assert stored()[1] == {"received": 2}


def test_a_locked_pdf_is_the_same_once_it_is_opened(at_photo, stored):
    for _time in range(2):
        answers = {
            "sponsor_id": [sent(pdf(user="secret", owner="other", encrypted=True))],
            "sponsor_id.password": "secret",
        }
        answer = at_photo.post("photo-id", answers, go="upload-sponsor_id")
    assert f"?again={receipt()}" in answer.url
    assert stored()[1] == {"received": 1}


@pytest.mark.parametrize("before", ["in a form", "in pieces"])
def test_in_pieces_it_is_too(send_file, at_photo, sender, stored, before):
    locked = pdf(user="secret", owner="other", encrypted=True)
    if before == "in a form":
        answers = {"sponsor_id": [sent(locked)], "sponsor_id.password": "secret"}
        at_photo.post("photo-id", answers, go="upload-sponsor_id")
    else:
        first = sender(locked)
        first.send()
        assert first.finish("secret").status_code == 200
    page = sender(locked)
    assert page.send().json()["problem"] == "locked"
    answer = page.finish("secret").json()
    assert TOLD["es"] in answer["sentence"]
    assert receipt() in answer["sentence"]
    assert answer["html"].count('class="shot"') == 1
    assert stored() == ([Upload.objects.get().object_key], {"received": 1})


@pytest.mark.parametrize("pieces", [True, False])
def test_what_was_sent_before_the_form_was_is_one_file_after_it_too(send_file, at_photo, sender, stored, pieces):
    send_file(picture())
    at_photo.fill("photo-id", "consent")
    assert at_photo.send().status_code == 303
    if pieces:
        # Older than an upload may be on its way: its pieces travel, and it is found at the end.
        Upload.objects.update(created_at=timezone.now() - datetime.timedelta(days=3))
        told = sender(picture()).send().json()["sentence"]
    else:
        there = at_photo.client.post("/es/case/papers/sponsor_id/", {"paper-sponsor_id": [sent(picture())]}).url
        told = at_photo.client.get(there.partition("#")[0]).content.decode()
    assert TOLD["es"] in told
    assert receipt() in told
    assert stored() == ([Upload.objects.get().object_key], {"received": 1})


@pytest.mark.parametrize("pieces", [True, False])
def test_a_file_of_before_does_not_answer_what_was_asked_since(send_file, at_photo, sender, stored, pieces):
    send_file(picture())
    at_photo.fill("photo-id", "consent")
    at_photo.send()
    case = Case.objects.get()
    requests.ask(case=case, key=("sponsor_id", ""), reason="unreadable", note={}, by=1)
    if pieces:
        assert sender(picture()).send().status_code == 200
    else:
        at_photo.client.post("/es/case/papers/sponsor_id/", {"paper-sponsor_id": [sent(picture())]})
    assert requests.of_case(case).get().state == "open"
    assert stored()[1] == {"received": 1}


@pytest.mark.parametrize("pieces", [True, False])
def test_instead_of_a_refused_file_one_that_is_there_settles_it(send_file, at_photo, sender, stored, pieces):
    send_file(picture(), picture("PNG"))
    at_photo.fill("photo-id", "consent")
    at_photo.send()
    there, refused = Upload.objects.order_by("position")
    services.reject(upload=refused, reason="unreadable")
    assert refusals(there.case)["sponsor_id"]
    if pieces:
        told = sender(picture(), instead=str(refused.pk)).send().json()["sentence"]
    else:
        data = {"paper-sponsor_id": [sent(picture())], "instead": str(refused.pk)}
        answer = at_photo.client.post("/es/case/papers/sponsor_id/", data)
        told = at_photo.client.get(answer.url.partition("#")[0]).content.decode()
    assert TOLD["es"] in told
    assert refusals(there.case) == {}
    assert stored()[1] == {"received": 1, "rejected": 1}


@pytest.mark.parametrize("pieces", [True, False])
def test_instead_of_a_file_that_we_have_one_that_is_there_changes_nothing(send_file, at_photo, sender, stored, pieces):
    send_file(picture(), picture("PNG"))
    at_photo.fill("photo-id", "consent")
    at_photo.send()
    other = Upload.objects.order_by("position")[1]
    if pieces:
        assert sender(picture(), instead=str(other.pk)).send().status_code == 200
    else:
        data = {"paper-sponsor_id": [sent(picture())], "instead": str(other.pk)}
        assert at_photo.client.post("/es/case/papers/sponsor_id/", data).status_code == 303
    assert queries.papers(other.case).count() == 2
    assert stored()[1] == {"received": 2}


def test_what_was_taken_away_or_could_not_be_used_may_be_sent_again(send_file, at_photo, stored):
    send_file(picture())
    at_photo.post("photo-id", go=f"remove-{Upload.objects.get().pk}")
    assert "sent=" in send_file(picture()).url
    Upload.objects.update(state="rejected", reason="unreadable")
    assert "sent=" in send_file(picture()).url
    assert stored()[1] == {"rejected": 1, "received": 1}


def test_pieces_of_a_file_that_came_in_a_form_are_not_sent_at_all(send_file, sender, stored):
    send_file(picture())
    page = sender(picture())
    assert receipt() in page.send().json()["sentence"]
    assert (page.sent, stored()[1]) == (0, {"received": 1})


def test_a_form_overtakes_the_pieces_of_the_same_file(send_file, sender, stored):
    content = picture() + bytes(SIZE)
    page = sender(content)
    page.announce()
    page.rest()
    send_file(content)
    first = Upload.objects.get(chunk_count=0)
    assert references.receipt(first.pk) in page.finish().json()["sentence"]
    assert stored() == ([first.object_key], {"received": 1})


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_at_the_same_moment_one_is_kept(begun, bucket, monkeypatch):
    together, put = threading.Barrier(2), storage.put

    def both(*given, **more):
        put(*given, **more)
        together.wait(60)

    monkeypatch.setattr(storage, "put", both)
    found = []

    def send() -> None:
        case = Case.objects.select_related("key").get()
        found.append(services.store(case=case, slot="sponsor_id", incoming=sealed(case, Paper(picture(), "id.jpg"))).pk)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    kept = Upload.objects.get()
    assert found == [kept.pk, kept.pk]
    assert list(storage.keys()) == [kept.object_key]

"""Sending a paper from the page: what is taken, what is refused, and what stays whatever happens."""

import io
import os
import tempfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake_forms.documents import opening, storage
from intake_forms.privacy.models import AuditEvent
from intake_forms.records import services
from intake_forms.records.models import Case, Draft
from intake_forms.records.uploads import Upload
from intake_forms.schema import document
from tests.intake_forms import forms, papers
from tests.intake_forms.documents.pieces import Sender
from tests.intake_forms.papers import sent
from tests.intake_forms.sponsor import Sponsor, problems

pytestmark = pytest.mark.django_db

CONTROL = "id_photo-id-sponsor_id"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (papers.picture("JPEG"), "foto.jpg", "image/jpeg"),
        (papers.picture("PNG"), "foto.png", "image/png"),
        (papers.heic(), "IMG_0001.HEIC", "image/heic"),
        (papers.pdf(), "id.pdf", "application/pdf"),
        (papers.pdf(owner="other", encrypted=True), "id.pdf", "application/pdf"),
        (papers.picture("JPEG"), "id.exe", "application/octet-stream"),
        (papers.picture("JPEG"), "../../etc/passwd", "text/html"),
    ],
    ids=["jpeg", "png", "heic", "pdf", "pdf-owner-password", "jpeg-with-a-strange-name", "jpeg-with-a-path"],
)
def test_a_paper_is_taken_and_shown(send_file, at_photo, stored, content, name, kind):
    response = send_file(sent(content, name, kind))
    assert response.status_code == 303
    assert response.url == at_photo.url("photo-id") + "?sent=sponsor_id#paper-sponsor_id"
    upload = Upload.objects.get()
    assert stored() == ([upload.object_key], {"received": 1})
    assert b"".join(opening.plain_bytes(upload.case, upload)) == content
    assert f'value="remove-{upload.pk}"' in at_photo.get("photo-id").content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vacío"),
        (papers.PROGRAM, "No podemos abrir"),
        (papers.SVG, "No podemos abrir"),
        (papers.archive(), "No podemos abrir"),
        (papers.PAGE, "No podemos abrir"),
        (b"just a text", "No podemos abrir"),
        (papers.picture("GIF"), "No podemos abrir"),
        (papers.pdf(user="secret", owner="other", encrypted=True), "contraseña"),
    ],
    ids=["empty", "renamed-program", "svg", "zip", "html", "text", "gif", "locked-pdf"],
)
def test_what_cannot_be_taken_is_told_in_one_sentence_and_stored_nowhere(send_file, stored, content, sentence):
    response = send_file(content)
    assert response.status_code == 200
    assert list(problems(response)) == [CONTROL]
    assert sentence in problems(response)[CONTROL]
    assert stored() == ([], {})


def test_the_sentence_comes_in_english_on_the_english_page(send_file, at_photo):
    at_photo.language = "en"
    assert "empty" in problems(send_file(b""))[CONTROL]


def test_a_file_that_is_too_big_is_told_so_with_the_size(send_file, stored, settings):
    settings.UPLOAD_MAX_BYTES = 2**20
    response = send_file(papers.picture() + b"x" * 2**20)
    assert "1 MB" in problems(response)[CONTROL]
    assert stored() == ([], {})


def test_a_file_just_small_enough_is_taken(send_file, stored, settings):
    settings.UPLOAD_MAX_BYTES = 2**20
    content = papers.picture()
    assert send_file(content + b"x" * (2**20 - len(content))).status_code == 303
    assert stored()[1] == {"received": 1}


def test_a_body_far_too_big_is_not_read_and_not_an_error_page(send_file, stored, settings):
    settings.UPLOAD_MAX_BYTES = 2**16
    response = send_file(papers.picture() + b"x" * 2**20)
    assert response.status_code < 500
    assert stored() == ([], {})


def test_pressing_send_without_a_file_asks_for_one(send_file):
    assert "escoja una foto" in problems(send_file())[CONTROL]


def test_going_on_without_a_paper_is_fine(at_photo):
    assert at_photo.post("photo-id").url == at_photo.url("consent")


def test_going_on_with_a_chosen_file_sends_it(send_file, at_photo, stored):
    assert send_file(papers.picture(), go="next").url == at_photo.url("consent")
    assert stored()[1] == {"received": 1}


def test_going_on_with_a_bad_file_stays_and_says_why(send_file):
    assert CONTROL in problems(send_file(b"text", go="next"))


def test_several_files_at_once_and_a_bad_one_among_them(send_file, at_photo, stored):
    response = send_file(papers.picture(), b"text", papers.pdf())
    assert "No podemos abrir" in problems(response)[CONTROL]
    assert stored()[1] == {"received": 2}
    assert response.content.decode().count('name="go" value="remove-') == 2


def test_going_back_keeps_the_paper_and_does_not_ask_for_it_again(send_file, at_photo, stored):
    send_file(papers.picture())
    at_photo.post("photo-id", go="back")
    assert at_photo.post("photo-id").url == at_photo.url("consent")
    assert stored()[1] == {"received": 1}


def test_no_more_than_so_many_files_for_one_paper(send_file, stored, settings):
    settings.UPLOAD_MAX_FILES = 2
    response = send_file(papers.picture(), papers.picture("PNG"), papers.pdf())
    assert "2" in problems(response)[CONTROL]
    assert stored()[1] == {"received": 2}
    assert "2" in problems(send_file(papers.heic()))[CONTROL]
    assert stored()[1] == {"received": 2}


def test_no_more_than_so_many_files_in_an_hour_however_they_come(send_file, at_photo, stored, settings):
    settings.UPLOAD_PER_HOUR = 2
    one, two, three = (papers.picture(kind) for kind in ("JPEG", "PNG", "WEBP"))
    send_file(one)
    told = problems(send_file(sent(two, "b.png"), sent(three, "c.webp")))[CONTROL]
    assert "c.webp" in told
    assert "b.png" not in told
    assert "Espere una hora" in told
    assert stored()[1] == {"received": 2}
    # What is here already is no file more.
    assert send_file(one).status_code == 303
    pieces = Sender(at_photo.client, Case.objects.get().pk, papers.pdf(), "sponsor_id")
    assert pieces.announce().json()["problem"] == "too_often"


def test_a_removed_paper_is_gone_and_the_others_stay(send_file, at_photo, stored):
    send_file(papers.picture())
    send_file(papers.picture("PNG"))
    first = Upload.objects.earliest("created_at")
    response = at_photo.post("photo-id", go=f"remove-{first.pk}")
    assert response.url == at_photo.url("photo-id") + "#paper-sponsor_id"
    assert Upload.objects.get().content_type == "image/png"
    assert len(stored()[0]) == 1


def test_replacing_a_paper_leaves_no_object_behind(send_file, at_photo, stored):
    send_file(papers.picture())
    at_photo.post("photo-id", go=f"remove-{Upload.objects.get().pk}")
    send_file(papers.picture("PNG"))
    assert stored() == ([Upload.objects.get().object_key], {"received": 1})


@pytest.mark.parametrize("name", ["nonsense", "", "00000000-0000-0000-0000-000000000000"])
def test_removing_what_is_not_there_changes_nothing(send_file, at_photo, stored, name):
    send_file(papers.picture())
    assert at_photo.post("photo-id", go=f"remove-{name}").status_code == 303
    assert stored()[1] == {"received": 1}


def test_nobody_removes_another_familys_paper(send_file, client, version, stored):
    send_file(papers.picture())
    other = Sponsor(type(client)())
    other.fill("gate")
    other.post("photo-id", go=f"remove-{Upload.objects.get().pk}")
    assert stored()[1] == {"received": 1}


def test_a_store_that_is_down_is_told_with_503_and_works_again_later(send_file, at_photo, store_down, stored):
    store_down()
    response = send_file(papers.picture())
    assert response.status_code == 503
    assert "todavía no" in problems(response)[CONTROL]
    assert "Llame o mande" in response.content.decode() or "[[phone]]" in response.content.decode()
    assert at_photo.get("photo-id").status_code == 200
    store_down(back=True)
    assert send_file(papers.picture()).status_code == 303
    assert stored()[1] == {"received": 1, "intent": 1}


def test_a_store_that_is_down_holds_nobody_up_who_sends_no_file(at_photo, store_down):
    store_down()
    assert at_photo.post("photo-id").url == at_photo.url("consent")
    assert at_photo.get("check").status_code == 200


@pytest.mark.parametrize("bad", ["empty", "down"])
def test_answers_of_the_same_page_are_kept_when_the_file_is_refused(client, bucket, store_down, bad):
    slot = {"kind": "slot", "key": "paper", "label": forms.text("paper"), "why": forms.text("because")}
    services.release(form=document.parse(forms.form(forms.step("one", forms.question("word"), slot))))
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    if bad == "down":
        store_down()
    content = b"" if bad == "empty" else papers.picture()
    response = sponsor.post("one", {"word": "quetzal", "paper": sent(content)})
    assert "id_one-paper" in problems(response)
    assert 'value="quetzal"' in response.content.decode()
    assert 'value="quetzal"' in sponsor.get("one").content.decode()


def test_no_plain_byte_of_a_paper_touches_the_disk(send_file, tmp_path, monkeypatch):
    """Every file of the temporary folder is looked at, also the unnamed ones, while the bytes are on their way."""
    written = []
    real = tempfile.TemporaryFile

    def watched(*args, **more):
        file = real(*args, **more)
        written.append(os.fdopen(os.dup(file.fileno()), "rb"))
        return file

    def refuse(*args, **more):
        raise AssertionError("a named temporary file")

    monkeypatch.setattr(tempfile, "TemporaryFile", watched)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    canary = b"canary-" * 20_000
    assert send_file(papers.picture() + canary).status_code == 303
    assert len(written) == 1
    for file in written:
        file.seek(0)
        content = file.read()
        assert len(content) > len(canary)
        assert b"canary" not in content
        assert b"JFIF" not in content
        file.close()


def test_a_file_sent_to_a_page_that_takes_none_is_read_past(sponsor, stored, monkeypatch):
    def refuse(*args, **more):
        raise AssertionError("a temporary file")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    extra = {"contacted": "yes", "child_location": "in_care", "photo": sent(papers.picture() * 500)}
    assert sponsor.post("gate", extra).url == sponsor.url("key")
    assert stored() == ([], {})


def test_a_file_under_another_name_is_not_kept(at_photo, stored):
    # Another window may have taken the paper, or the person whose it was, off the page.
    for go in ("upload-sponsor_id", "next"):
        page = at_photo.post("photo-id", {"other": sent(papers.picture())}, go=go)
        assert "id.jpg" in problems(page)["main"]
        assert "esta página ya no pide ese papel" in problems(page)["main"]
    assert stored() == ([], {})


def test_a_body_that_breaks_off_is_no_error_page_and_keeps_nothing(at_photo, stored):
    boundary = "XX"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="photo-id-sponsor_id"; filename="a.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode() + papers.picture()[:200]
    response = at_photo.client.generic(
        "POST",
        at_photo.url("photo-id"),
        io.BytesIO(body).read(),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert response.status_code < 500
    assert Draft.objects.count() == Case.objects.count() == 1


def test_with_javascript_off_the_token_is_still_asked_for(version, bucket):
    from django.test import Client

    sponsor = Sponsor(Client(enforce_csrf_checks=True))
    response = sponsor.post("gate")
    assert response.status_code == 403
    assert not Case.objects.exists()
    assert not AuditEvent.objects.exists()


def test_papers_are_counted_on_the_check_page(send_file, at_photo):
    send_file(papers.picture(), papers.pdf())
    assert "2 archivos" in at_photo.get("check").content.decode()


def test_the_papers_of_a_sent_form_stay(send_file, at_photo, stored):
    send_file(papers.picture())
    at_photo.fill("photo-id", "consent")
    assert at_photo.send().url == at_photo.url("done")
    assert stored() == ([Upload.objects.get().object_key], {"received": 1})
    assert storage.get(Upload.objects.get().object_key).read()


@pytest.mark.parametrize("size", [1, 200_000], ids=["at the end", "on the way"])
def test_a_disk_that_is_full_is_told_so_and_the_answers_of_the_page_are_kept(client, bucket, monkeypatch, stored, size):
    slot = {"kind": "slot", "key": "paper", "label": forms.text("paper"), "why": forms.text("because")}
    services.release(form=document.parse(forms.form(forms.step("one", forms.question("word"), slot))))
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    page = Sender(client, Case.objects.get().pk, papers.picture() + b"x" * size, "paper")
    page.announce()
    page.rest()
    with monkeypatch.context() as full:
        full.setattr(tempfile, "TemporaryFile", lambda: open("/dev/full", "w+b"))  # noqa: SIM115
        response = sponsor.post("one", {"word": "quetzal", "paper": sent(papers.picture() + b"x" * size)})
        assert page.finish().status_code == 503
    assert response.status_code == 503
    assert "todavía no" in problems(response)["id_one-paper"]
    assert 'value="quetzal"' in sponsor.get("one").content.decode()
    assert stored()[1] == {"receiving": 1}
    assert page.finish().status_code == 200
    assert sponsor.post("one", {"word": "quetzal", "paper": sent(papers.picture())}).status_code == 303
    assert stored()[1] == {"received": 2}


def writes_of_the_form(captured):
    return [each["sql"] for each in captured if each["sql"].startswith(("INSERT", "UPDATE")) and "draft" in each["sql"]]


def test_another_photo_from_the_same_page_writes_the_page_no_more(send_file, at_photo, stored):
    send_file(papers.picture())
    with CaptureQueriesContext(connection) as captured:
        send_file(papers.picture("PNG"))
    assert writes_of_the_form(captured) == []
    assert stored()[1] == {"received": 2}


@pytest.mark.parametrize("between", ["answer", "other-step", "minutes"])
def test_a_page_is_written_with_a_photo_where_it_says_more_or_was_not_the_last_or_is_old(send_file, at_photo, between):
    send_file(papers.picture())
    if between == "minutes":
        Draft.objects.update(updated_at=timezone.now() - timedelta(minutes=6))
    elif between == "other-step":
        at_photo.fill("contact")
    with CaptureQueriesContext(connection) as captured:
        at_photo.post(
            "photo-id",
            {
                "sponsor_id": [sent(papers.picture("PNG"))],
                **({"sponsor_id.said": "now"} if between == "answer" else {}),
            },
            "upload-sponsor_id",
        )
    assert len(writes_of_the_form(captured)) == 2

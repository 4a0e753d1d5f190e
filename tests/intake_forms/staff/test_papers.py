"""One paper at the desk: the pictures of its pages, what is said while there are none, and the file as it was sent."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from intake_forms.documents import checking, services, storage
from intake_forms.privacy import audit
from intake_forms.privacy.models import CaseKey
from intake_forms.records import receipts, references
from intake_forms.records.uploads import PageImage, Upload
from tests.hostile import pdfs
from tests.intake_forms import papers
from tests.intake_forms.factories import HEIC, JPEG, PDF, PNG, Made, Paper, make_case
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.staff.test_case import main

pytestmark = pytest.mark.usefixtures("bucket")


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def check() -> None:
    """The worker checks what is due."""
    while (upload := checking.claim(timezone.now())) is not None:
        checking.check(upload)


@pytest.fixture
def made(db) -> Made:
    """A case with a photo and a PDF of two pages, checked."""
    made = make_case(papers=[Paper(papers.picture()), Paper(pdfs.scan(2), "María López DPI.pdf")])
    check()
    return made


def get(at: Any, what: str, made: Made, number: int, *more: int) -> Any:
    return at.client.get(reverse(f"cases:{what}", args=[made.case.pk, made.papers[number].pk, *more]))


def test_the_pages_of_a_paper_are_shown_in_order_and_each_look_leaves_a_row(desk, people, made) -> None:
    at = desk("ana")
    page = get(at, "paper", made, 1)
    addresses = [reverse("cases:page_image", args=[made.case.pk, made.papers[1].pk, number]) for number in (0, 1)]
    places = [page.content.decode().index(f'src="{address}"') for address in addresses]
    assert places == sorted(places)
    assert page["Cache-Control"] == "no-store"
    for number, address in enumerate(addresses, start=2):
        picture = at.client.get(address)
        assert max(Image.open(io.BytesIO(content(picture))).size) == 1000
        assert picture["Content-Type"] == "image/jpeg"
        assert picture["Cache-Control"] == "no-store"
        assert picture["X-Content-Type-Options"] == "nosniff"
        assert picture["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert len(rows("paper.read")) == number
    row = rows("paper.read")[0]
    assert (row.actor, row.case_id, row.paper_id) == (audit.actor(people["ana"].pk), made.case.pk, made.papers[1].pk)


def test_the_case_shows_a_small_picture_of_each_paper_and_never_the_file_itself(desk, made) -> None:
    at = desk("ana")
    page = at.look(made.case).content.decode()
    for number in (0, 1):
        address = reverse("cases:thumbnail", args=[made.case.pk, made.papers[number].pk, 0])
        assert f'src="{address}"' in page
        assert max(Image.open(io.BytesIO(content(at.client.get(address)))).size) <= 240
    assert "/original/" not in page
    assert {row.paper_id for row in rows("paper.read")} == {upload.pk for upload in made.papers}
    assert "not scanned" in main(at.look(made.case))


def test_a_page_that_was_turned_is_shown_turned(desk, made) -> None:
    row = PageImage.objects.get(upload=made.papers[0])
    shown = {}
    for turn in (0, 90, 180, 270):
        Upload.objects.update(turn=turn)
        shown[turn] = get(desk("ana"), "paper", made, 0).content.decode()
    wide, high = row.width, row.height
    assert '<svg class="desk-page"' not in shown[0]
    assert f'viewBox="0 0 {high} {wide}"' in shown[90]
    assert f'transform="translate({high} 0) rotate(90)"' in shown[90]
    assert f'transform="translate({wide} {high}) rotate(180)"' in shown[180]
    assert f'transform="translate(0 {wide}) rotate(270)"' in shown[270]
    assert 'class="desk-thumb desk-turn-270"' in desk("ana").look(made.case).content.decode()


def test_while_it_is_not_checked_staff_read_so_and_see_nothing_of_it(desk) -> None:
    made = make_case(papers=[Paper(papers.picture())])
    at = desk("ana")
    assert "being checked" in main(at.look(made.case))
    assert "This file is being checked." in main(get(at, "paper", made, 0))
    assert "<img" not in get(at, "paper", made, 0).content.decode().partition("<main")[2]
    assert get(at, "page_image", made, 0, 0).status_code == 302
    # Nor has anybody the file itself, however long the scanner is away.
    assert get(desk("supervisor"), "original", made, 0).status_code == 302
    assert "Download the original" not in main(get(desk("supervisor"), "paper", made, 0))
    check()
    assert "being checked" not in main(get(at, "paper", made, 0))
    assert get(desk("supervisor"), "original", made, 0).status_code == 200


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("held", "looked_at_by_staff", "The scanner had doubts"),
        ("held", "gave_up", "The check failed again and again."),
        ("rejected", "infected", "Harmful."),
        ("rejected", "locked", "The PDF is locked with a password."),
    ],
)
def test_of_what_is_held_or_was_rejected_staff_read_why(desk, made, state: str, reason: str, said: str) -> None:
    Upload.objects.filter(pk=made.papers[0].pk).update(state=state, reason=reason)
    at = desk("ana")
    case = main(at.look(made.case))
    assert said in case
    assert ("Could not be used" in case) == (state == "rejected")
    assert said in main(get(at, "paper", made, 0))
    seen = reason == "looked_at_by_staff"
    assert get(at, "page_image", made, 0, 0).status_code == (200 if seen else 302)


def test_what_a_pdf_could_do_by_itself_is_told(desk) -> None:
    made = make_case(papers=[Paper(pdfs.javascript())])
    check()
    for page in (desk("ana").look(made.case), get(desk("ana"), "paper", made, 0)):
        assert "parts that act by themselves: actions of its own, JavaScript" in main(page)


@pytest.mark.parametrize(
    ("sent", "kind", "ending"),
    [
        (JPEG, "image/jpeg", "jpg"),
        (PNG, "image/png", "png"),
        (HEIC, "image/heic", "heic"),
        (PDF, "application/pdf", "pdf"),
        (JPEG[:20] + os.urandom(300_000), "image/jpeg", "jpg"),
    ],
    ids=["jpeg", "png", "heic", "pdf", "of-several-blocks"],
)
def test_the_original_comes_whole_as_a_download_and_leaves_a_row(desk, people, sent, kind, ending) -> None:
    made = make_case(papers=[Paper(JPEG), Paper(sent, "María López DPI.xyz")])
    Upload.objects.update(state="accepted")
    name = f"{made.case.reference}-{references.receipt(made.papers[1].pk)}.{ending}"
    at = desk("supervisor")
    at.client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    response = get(at, "original", made, 1)
    [row] = rows("paper.original")
    assert (row.actor, row.paper_id) == (audit.actor(people["supervisor"].pk), made.papers[1].pk)
    assert content(response) == sent
    assert response["Content-Type"] == kind
    assert response["Content-Length"] == str(len(sent))
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert [opening.papers for _day, those in receipts.receipt(made.case) for opening in those] == [1]


def test_a_download_keeps_its_name_whatever_comes_or_goes_beside_it(desk) -> None:
    made = make_case(papers=[Paper(JPEG), Paper(PNG)])
    Upload.objects.update(state="accepted")
    at, before = desk("supervisor"), ""
    for _time in range(2):
        name = get(at, "original", made, 1)["Content-Disposition"]
        assert before in ("", name)
        before = name
        services.discard(upload=made.papers[0])


def test_the_original_is_for_whom_it_is_allowed_and_what_is_harmful_for_nobody(desk, made) -> None:
    for name, allowed in (("ana", False), ("supervisor", True), ("admin", True)):
        at = desk(name)
        assert ("Download the original" in main(get(at, "paper", made, 0))) == allowed
        assert get(at, "original", made, 0).status_code == (200 if allowed else 302)
    Upload.objects.update(scan="infected", state="rejected", reason="infected")
    assert get(desk("admin"), "original", made, 0).status_code == 302
    assert "Download the original" not in main(get(desk("admin"), "paper", made, 0))


VIEWS = [("paper", ()), ("page_image", (0,)), ("thumbnail", (0,)), ("original", ())]


@pytest.mark.parametrize(("view", "more"), VIEWS, ids=[view for view, _ in VIEWS])
def test_a_paper_opens_in_its_own_case_only_and_only_for_whoever_sees_that(desk, people, made, view, more) -> None:
    other = make_case(papers=[Paper(papers.picture())], assignee=people["luis"])
    check()
    mixed = Made(made.case, made.draft, made.submission, other.papers)
    assert get(desk("supervisor"), view, mixed, 0, *more).status_code == 302
    for name in ("ana", "editor", "anonymous"):
        assert get(desk(name), view, other, 0, *more).status_code == 302
    assert get(desk("supervisor"), view, other, 0, *more).status_code == 200


@pytest.mark.parametrize("state", [Upload.State.INTENT, Upload.State.RECEIVING, Upload.State.PURGED])
def test_what_we_do_not_have_is_not_there(desk, made, state: str) -> None:
    Upload.objects.update(state=state)
    for view, more in VIEWS:
        assert get(desk("supervisor"), view, made, 0, *more).status_code == 302


def test_a_paper_of_a_form_that_is_not_sent_stays_the_familys(desk, made) -> None:
    Upload.objects.filter(pk=made.papers[1].pk).update(slot="of_another_form")
    assert "File 2" not in desk("ana").look(made.case).content.decode()
    for view, more in VIEWS:
        assert get(desk("supervisor"), view, made, 1, *more).status_code == 302


def test_while_the_store_is_down_a_page_says_so(desk, made, store_down) -> None:
    store_down()
    at = desk("supervisor")
    assert at.look(made.case).status_code == get(at, "paper", made, 0).status_code == 200
    for view, more in VIEWS[1:]:
        response = get(at, view, made, 0, *more)
        assert response.status_code == 503
        assert len(rows("paper.read")) == 1
        assert "The store of papers does not answer just now." in response.content.decode()
        assert "Back to the case" in response.content.decode()
    assert rows("paper.original") == []
    store_down(back=True)
    assert get(at, "page_image", made, 0, 0).status_code == 200


def put(key: str, body: bytes) -> None:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    storage.put(key, io.BytesIO(body), length=len(body), sha256=digest)


@pytest.mark.parametrize("harm", ["missing", "rubbish", "empty", "swapped", "shredded"])
def test_a_paper_that_does_not_open_is_a_sentence_and_never_a_trace(desk, made, harm: str) -> None:
    page = PageImage.objects.get(upload=made.papers[0])
    other = made.papers[1].object_key
    for view, more, key in (("original", (), made.papers[0].object_key), ("page_image", (0,), page.object_key)):
        if harm == "missing":
            storage.delete(key)
        elif harm == "shredded":
            CaseKey.objects.all().delete()
        else:
            put(key, {"rubbish": os.urandom(500), "empty": b"", "swapped": storage.get(other).read()}[harm])
        response = get(desk("supervisor"), view, made, 0, *more)
        assert response.status_code == 410
        said = response.content.decode()
        assert "This file is missing or was changed since it was stored." in said
        assert "Traceback" not in said
    assert rows("paper.read") == rows("paper.original") == []


def test_a_rejected_paper_does_not_count_as_sent(desk, made) -> None:
    for upload in made.papers:
        services.reject(upload=upload, reason="locked")
    page = main(desk("ana").look(made.case))
    assert "No paper was sent." in page
    assert page.count("The PDF is locked with a password.") == 2

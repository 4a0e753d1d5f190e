"""One paper on the screen or as a download."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from typing import Any

import pytest

from intake_forms.documents import storage
from intake_forms.privacy import audit
from intake_forms.privacy.models import CaseKey
from intake_forms.records.uploads import Upload
from tests.intake_forms.factories import HEIC, JPEG, PDF, PNG, Paper, make_case
from tests.intake_forms.staff.conftest import rows

pytestmark = pytest.mark.usefixtures("bucket")


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("sent", "kind", "how", "ending"),
    [
        (JPEG, "image/jpeg", "inline", "jpg"),
        (PNG, "image/png", "inline", "png"),
        (HEIC, "image/heic", "attachment", "heic"),
        (PDF, "application/pdf", "attachment", "pdf"),
    ],
)
def test_what_comes_out_is_what_was_sent(desk, sent: bytes, kind: str, how: str, ending: str) -> None:
    made = make_case(papers=[Paper(JPEG), Paper(sent, "María López DPI.xyz")])
    response = desk("ana").paper(made.case, made.papers[1])
    assert content(response) == sent
    assert response["Content-Type"] == kind
    assert response["Content-Length"] == str(len(sent))
    assert response["Content-Disposition"] == f'{how}; filename="{made.case.reference}-2.{ending}"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


def test_a_picture_of_several_blocks_is_whole_also_for_a_browser_that_takes_gzip(desk) -> None:
    picture = JPEG[:20] + os.urandom(300_000)
    made = make_case(papers=[Paper(picture)])
    at = desk("ana")
    at.client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    response = at.paper(made.case, made.papers[0])
    assert content(response) == picture
    assert response["Content-Length"] == str(len(picture))


def test_every_look_at_a_paper_leaves_one_row_before_a_byte_is_sent(desk, people) -> None:
    made = make_case(papers=[Paper(JPEG), Paper(PNG)])
    response = desk("ana").paper(made.case, made.papers[1])
    (row,) = rows("paper.read")
    assert (row.actor, row.case_id, row.paper_id) == (audit.actor(people["ana"].pk), made.case.pk, made.papers[1].pk)
    content(response)
    assert len(rows("paper.read")) == 1
    assert rows("case.read") == []


def test_a_paper_opens_in_its_own_case_only(desk) -> None:
    one, other = make_case(papers=[Paper(JPEG)]), make_case(papers=[Paper(PNG)])
    assert desk("supervisor").paper(one.case, other.papers[0]).status_code == 302


@pytest.mark.parametrize("state", [Upload.State.INTENT, Upload.State.PURGED])
def test_what_we_do_not_have_is_not_there(desk, state: str) -> None:
    made = make_case(papers=[Paper(JPEG)])
    Upload.objects.update(state=state)
    assert desk("ana").paper(made.case, made.papers[0]).status_code == 302


def test_a_paper_of_a_form_that_is_not_sent_stays_the_familys(desk) -> None:
    made = make_case(papers=[Paper(JPEG), Paper(PNG)])
    Upload.objects.filter(pk=made.papers[1].pk).update(slot="of_another_form")
    assert "Page 2" not in desk("ana").look(made.case).content.decode()
    assert desk("ana").paper(made.case, made.papers[1]).status_code == 302


def test_while_the_store_is_down_a_page_says_so(desk, store_down) -> None:
    made = make_case(papers=[Paper(JPEG)])
    store_down()
    assert desk("ana").look(made.case).status_code == 200
    response = desk("ana").paper(made.case, made.papers[0])
    assert response.status_code == 503
    assert "The store of papers does not answer just now." in response.content.decode()
    assert "Back to the case" in response.content.decode()
    assert rows("paper.read") == []
    store_down(back=True)
    assert content(desk("ana").paper(made.case, made.papers[0])) == JPEG


def put(key: str, body: bytes) -> None:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    storage.put(key, io.BytesIO(body), length=len(body), sha256=digest)


@pytest.mark.parametrize("harm", ["missing", "rubbish", "empty", "swapped", "shredded"])
def test_a_paper_that_does_not_open_is_a_sentence_and_never_a_trace(desk, harm: str) -> None:
    made = make_case(papers=[Paper(JPEG), Paper(PNG)])
    key, other = (upload.object_key for upload in made.papers)
    if harm == "missing":
        storage.delete(key)
    elif harm == "shredded":
        CaseKey.objects.all().delete()
    else:
        put(key, {"rubbish": os.urandom(500), "empty": b"", "swapped": storage.get(other).read()}[harm])
    response = desk("ana").paper(made.case, made.papers[0])
    assert response.status_code == 410
    page = response.content.decode()
    assert "This file is missing or was changed since it was stored." in page
    assert "Traceback" not in page
    assert rows("paper.read") == []

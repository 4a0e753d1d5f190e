"""A copy of a case on legal hold, for the court: whole, also once its family wanted everything deleted, and written down."""

from __future__ import annotations

import io
import zipfile
from uuid import uuid4

import pytest
from django.urls import reverse

from intake_forms.documents import storage
from intake_forms.records import legal_holds, references
from intake_forms.records.legal_holds import LegalHold
from intake_forms.records.uploads import Upload
from tests.intake_forms.case.conftest import drafting, family, text  # noqa: F401
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.staff.test_case import main

WHY = "Juez Robles, 3:26-cv-0417"


@pytest.fixture
def held(drafting, people, bucket):  # noqa: F811
    """On hold; since then the family has changed a name and taken a photo away, and has sent nothing."""
    legal_holds.put(case=drafting.case, reason=WHY, by=people["supervisor"].pk, once=uuid4())
    drafting.client.post(drafting.url(f"children/{drafting.kid}"), {"children-name": "Otro <b>", "go": "next"})
    drafting.post("proofs", {"photo": [sent(picture())]}, go="upload")
    drafting.post("proofs", {}, go=f"remove-{Upload.objects.get().pk}")
    drafting.press("messages/", text="Hola a todos")
    return drafting


def copied(desk, case) -> zipfile.ZipFile:
    answer = desk.client.post(reverse("cases:give_out", args=[case.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="{case.reference}.zip"'
    assert answer["Cache-Control"] == "no-store"
    found = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert found.testzip() is None
    return found


def test_it_has_everything_also_what_is_not_sent_and_what_was_changed_or_taken_away(held, desk, people) -> None:
    held.press("delete/", "delete")
    case = held.case
    supervisor = desk("supervisor")
    held_page = supervisor.client.get(reverse("cases:hold", args=[case.pk])).content.decode()
    assert reverse("cases:give_out", args=[case.pk]) in held_page
    assert "It also has what the family did not send" in main(
        supervisor.client.get(reverse("cases:give_out", args=[case.pk]))
    )
    assert rows("hold.given_out") == []
    found = copied(supervisor, case)
    name = f"files/{references.receipt(Upload.objects.get().pk)}.jpg"
    assert found.namelist() == ["case.html", name]
    page = found.read("case.html").decode()
    for said in ("Qzxana", "Otro &lt;b&gt;", "Hola a todos", WHY, case.reference, "The family asked on"):
        assert said in page
    assert found.read(name) == picture()
    assert [(row.actor, row.case_id) for row in rows("hold.given_out")] == [
        (f"user:{people['supervisor'].pk}", case.pk)
    ]
    # It stays out of everything else.
    assert case.reference not in supervisor.list().content.decode()
    assert supervisor.look(case).status_code == 302


def test_only_who_may_hold_makes_it_and_only_while_it_is_held(held, desk, people) -> None:
    url = reverse("cases:give_out", args=[held.case.pk])
    for who in ("anonymous", "editor", "ana"):
        assert desk(who).client.post(url).status_code == desk(who).client.get(url).status_code == 302
    legal_holds.lift(hold=LegalHold.objects.get(), by=people["supervisor"].pk)
    assert desk("supervisor").client.post(url).status_code == 302
    assert rows("hold.given_out") == []


def test_the_family_reads_of_it_while_it_can_open_its_case(family, desk, people) -> None:  # noqa: F811
    legal_holds.put(case=family.case, reason=WHY, by=people["supervisor"].pk, once=uuid4())
    assert b"sent on" in copied(desk("supervisor"), family.case).read("case.html")
    assert "todo lo que guardamos de usted, para entregarlo a un juez" in text(family.see())


def test_a_file_that_cannot_be_read_is_named_and_the_rest_comes(held, desk) -> None:
    storage.delete(Upload.objects.get().object_key)
    found = copied(desk("supervisor"), held.case)
    assert found.namelist() == ["case.html", "missing.txt"]
    assert f"files/{references.receipt(Upload.objects.get().pk)}.jpg" in found.read("missing.txt").decode()

"""A copy of a case on legal hold, for the court: whole, also once its family wanted everything deleted, and written down."""

from __future__ import annotations

import io
import json
import zipfile
from uuid import uuid4

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from intake_forms.documents import storage
from intake_forms.records import invitations, legal_holds, references
from intake_forms.records.legal_holds import LegalHold
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from tests.intake_forms import roles
from tests.intake_forms.case.conftest import drafting, family, text  # noqa: F401
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.staff.test_case import main

WRITTEN = ["case.html", "case.pdf", "case.json"]
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
    assert found.namelist() == [*WRITTEN, name]
    page = found.read("case.html").decode()
    for said in ("Qzxana", "Otro &lt;b&gt;", "Hola a todos", WHY, case.reference, "The family asked on"):
        assert said in page
    assert found.read(name) == picture()
    told = json.loads(found.read("case.json"))
    assert (told["reference"], told["messages"][0]["from"]) == (case.reference, "the family")
    assert told["files"] == [{"name": name, "paper": "photo", "state": "Removed"}]
    assert told["deletion_asked"]
    for said in ("Qzxana", "Otro <b>", "Hola a todos", WHY):
        assert said in json.dumps(told, ensure_ascii=False)
        assert said in pdf_text(found)
    assert [(row.actor, row.case_id) for row in rows("hold.given_out")] == [
        (f"user:{people['supervisor'].pk}", case.pk)
    ]
    # It stays out of everything else.
    assert case.reference not in supervisor.list().content.decode()
    assert supervisor.look(case).status_code == 302


def pdf_text(found: zipfile.ZipFile) -> str:
    pages = pypdfium2.PdfDocument(found.read("case.pdf"))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_it_names_whom_the_family_invited_and_the_linked_cases_and_has_nothing_that_opens_one(desk, people) -> None:
    roles.release()
    sponsor, adult = roles.sponsor(), Client()
    _reference, words = sponsor.key_page()
    case = roles.case_of(sponsor)
    used, open_, back = (invitations.invite(case=case, role=role) for role in ("household", "backup", "backup"))
    codes = [invitations.code(case, each) for each in (used, open_, back)]
    roles.enter(adult, codes[0])
    adult.post("/es/forms/family/gate/", {"gate-let_in": "yes", "go": "next"})
    invitations.take_back(case=case, pk=back.pk)
    beside = Case.objects.get(sponsor_case=case)
    legal_holds.put(case=case, reason=WHY, by=people["supervisor"].pk, once=uuid4())
    found = copied(desk("supervisor"), case)
    told = json.loads(found.read("case.json"))
    assert [each["used"] for each in told["invitations"]] == [True, False, True]
    assert told["linked_cases"][0]["lines"] == [{"label": beside.reference, "text": "an adult of the household"}]
    page = " ".join(found.read("case.html").decode().split())
    for shown in (page, pdf_text(found)):
        assert beside.reference in shown
        for became in ("Used on ", "Not used.", "Works no more since "):
            assert shown.count(became) == 1
    everything = page + pdf_text(found) + found.read("case.json").decode()
    assert not [code for code in codes if code in everything or code.replace("-", "") in everything]
    assert " ".join(words) not in everything
    # Told from the other side as well.
    legal_holds.put(case=beside, reason=WHY, by=people["supervisor"].pk, once=uuid4())
    assert case.reference in copied(desk("supervisor"), beside).read("case.html").decode()


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
    assert found.namelist() == [*WRITTEN, "missing.txt"]
    assert f"files/{references.receipt(Upload.objects.get().pk)}.jpg" in found.read("missing.txt").decode()

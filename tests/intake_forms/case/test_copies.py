"""What a family takes along: its answers to read, to print and as a PDF, all that is kept of it as data; and permissions."""

import json
import re
from html import unescape

import pypdfium2
import pytest
from django.test import Client

from intake_forms.privacy.models import AuditEvent
from intake_forms.records import services
from intake_forms.records.consents import Consent
from intake_forms.records.models import Case
from intake_forms.schema import document
from tests.intake_forms.case.conftest import Family, links
from tests.intake_forms.case.conftest import text as main_text
from tests.intake_forms.forms import choice, form, group, question, slot, step, text
from tests.intake_forms.papers import picture, sent

pytestmark = pytest.mark.django_db

KID = "00000000-0000-4000-8000-000000000001"
FORM = form(
    step(
        "you",
        question("full_name", "name"),
        question("nickname", required=False),
        {**question("count", required=False), "kind": "number"},
    ),
    step("children", group("kids", question("name"), min=0)),
    step("proofs", slot("photo"), slot("letter", per="kids")),
    step(
        "agree",
        choice("pass_on", "yes", "no", kind="permission", gives_it=["yes"], body=text("what is read")),
    ),
)
NAME = "Ana #panic() <b>Ixchel</b>"


@pytest.fixture
def drafting(db):
    services.release(form=document.parse(FORM))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    family.post("you", {"full_name": NAME, "nickname": "\N{LATIN SMALL LETTER GLOTTAL STOP}a"})
    family.client.post(f"/es/forms/small/children/{KID}/", {"children-name": "Beto", "go": "next"})
    family.post("children", {})
    return family


@pytest.fixture
def done(drafting, bucket):
    drafting.post("proofs", {"photo": [sent(picture(), "mi foto.jpg")], "letter." + KID + ".said": "will_bring"})
    drafting.post("agree", {"pass_on": "yes"})
    assert drafting.send(drafting.submit_key()).status_code == 303
    return drafting


def shown(page):
    return unescape(page.content.decode())


def pdf_text(response):
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(response.content))


def test_what_was_sent_stands_on_a_page_and_in_a_pdf(done):
    page, pdf = done.see("summary/"), done.see("summary.pdf")
    assert "Lo que usted envió" in shown(page)
    assert "no enviado" not in shown(page).lower()
    text_of_pdf = pdf_text(pdf)
    for said in (NAME, "Beto", "full_name ES", "yes ES", done.case.reference):
        assert said in shown(page)
        assert said in text_of_pdf
    assert pdf["Content-Type"] == "application/pdf"
    # A phone that others use must not say in its list of downloads whose it is.
    assert pdf["Content-Disposition"] == 'attachment; filename="copy.pdf"'
    assert page["Cache-Control"] == pdf["Cache-Control"] == "no-store"
    assert done.see("summary/", "en").content.decode().count("full_name ES") == 0


def test_before_sending_what_stands_there_can_be_taken_along_and_says_that_it_is_not_sent(drafting):
    drafting.post("you", {"full_name": NAME, "nickname": "Nicté", "count": "seis"})
    assert "/es/case/summary/" in links(drafting.see())
    page, pdf = shown(drafting.see("summary/")), pdf_text(drafting.see("summary.pdf"))
    for found in (page, pdf):
        for said in (
            "Sus respuestas",
            "No enviado. Se guardó por última vez el",
            NAME,
            "seis (sin terminar)",
            "Beto",
            "Nicté",
        ):
            assert said in found
        assert "Lo que usted envió" not in found
    assert "small ES (no enviado)" in pdf
    assert page.index("puede quedar guardado") < page.index("summary.pdf")


def test_all_that_is_kept_comes_as_data(done):
    response = done.see("data.json")
    data = json.loads(response.content)
    [sent_form] = data["forms"]
    answers = {each["question"]: each["answer"] for each in sent_form["answers"]}
    assert answers["full_name ES"] == NAME
    assert answers["name ES"] == "Beto"
    [paper] = data["papers"]
    assert (paper["paper"], paper["file_name"], paper["type"]) == ("photo ES", "mi foto.jpg", "image/jpeg")
    [permission] = data["permissions"]
    assert (permission["answer"], permission["taken_back"]) == ("yes ES", None)
    assert permission["sha256_of_the_words"] == Consent.objects.get().text_sha256
    assert data["reference"] == done.case.reference
    assert response["Content-Disposition"] == 'attachment; filename="copy.json"'
    assert response["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(action="data.downloaded", actor="sponsor", case_id=done.case.pk).count() == 1


def test_data_of_what_is_not_sent_has_what_is_typed_and_not_finished(drafting):
    drafting.post("you", {"full_name": "", "nickname": "only this"})
    [begun] = json.loads(drafting.see("data.json").content)["forms"]
    assert begun["sent"] is None
    assert begun["typed"]["you"]["nickname"] == ["only this"]
    assert [each["answer"] for each in begun["answers"] if each["question"] == "name ES"] == ["Beto"]


@pytest.mark.parametrize("path", ["summary/", "summary.pdf", "data.json", "permissions/"])
def test_nobody_else_gets_them(done, path):
    stranger = Client().get(done.case_url(path))
    assert stranger.status_code == 403
    assert NAME not in stranger.content.decode()


def test_a_permission_is_taken_back_after_one_question(done):
    page = shown(done.see("permissions/"))
    assert "pass_on ES" in page
    assert "what is read ES" in page
    [link] = re.findall(r'href="(\?take=[^"]+)"', page)
    assert Consent.objects.get().holds
    asked = shown(done.see(f"permissions/{link}"))
    assert "papeles que ya llegaron a ORR" in asked
    # What it does not do, and where that is done.
    assert "no borra nada" in asked
    assert done.case_url("delete/") in asked
    permission = re.search(r'name="permission" value="([^"]+)"', asked)[1]
    assert done.press("permissions/", "take", permission=permission).status_code == 303
    assert not Consent.objects.get().holds
    after = shown(done.see("permissions/"))
    assert "?take=" not in after
    assert "Lo quitó el" in after


SOME = choice("which", "photo", "letter", kind="choices")
CHOOSING = form(
    *FORM["sections"][0]["steps"][1:3],
    step("agree", choice("pass_on", "yes", "only_these", "no", kind="permission", gives_it=["yes", "only_these"])),
    {**step("only", SOME), "show_if": {"rows": [{"source": "pass_on", "op": "is", "value": "only_these"}]}},
    step("sign", question("keep", "consent", required=False)),
)


def permitting(**answers):
    """A family that sent a form in which it permitted something of its papers."""
    services.release(form=document.parse(CHOOSING))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    family.client.post(f"/es/forms/small/children/{KID}/", {"children-name": "Beto", "go": "next"})
    for each, given in {"children": {}, "proofs": {}, **answers}.items():
        family.post(each, given)
    assert family.send(family.submit_key()).status_code == 303
    return family


@pytest.mark.parametrize(
    ("answers", "papers"),
    [
        ({"agree": {"pass_on": "yes"}}, ["photo ES", "letter ES: Beto"]),
        ({"agree": {"pass_on": "only_these"}, "only": {"which": ["letter"]}}, ["letter ES: Beto"]),
        ({"agree": {"pass_on": "no"}}, []),
    ],
    ids=["all", "some", "none"],
)
def test_a_permission_names_the_papers_that_it_is_about(answers, papers):
    family = permitting(**answers, sign={"keep": "yes"})
    page = main_text(family.see("permissions/"))
    assert ("Es para estos papeles: " + " ".join(papers) in page) == bool(papers)
    assert page.count("Es para estos papeles:") == bool(papers)
    assert ("Con esta respuesta no permitió nada." in page) == (not papers)
    for named in {"photo ES", "letter ES: Beto"} - {*papers}:
        assert named not in page


def test_what_was_taken_back_is_given_again_after_one_question_that_says_what_it_is(done, desk, people):
    consent = str(Consent.objects.get().pk)
    assert done.press("permissions/", "again", permission=consent).status_code == 303
    assert Consent.objects.get().given_again_at is None
    done.press("permissions/", "take", permission=consent)
    page = shown(done.see("permissions/"))
    assert f'href="?again={consent}"' in page
    asked = main_text(done.see(f"permissions/?again={consent}"))
    assert "pass_on ES what is read ES Su respuesta: yes ES" in asked
    assert done.press("permissions/", "again", permission=consent).status_code == 303
    assert Consent.objects.get().holds
    page = main_text(done.see("permissions/"))
    assert "Lo quitó el" in page
    assert "Lo dio otra vez el" in page
    assert "Quitar el permiso" in page
    Case.objects.update(assignee=people["ana"])
    assert "given again on" in desk("ana").look(done.case).content.decode()
    assert json.loads(done.see("data.json").content)["permissions"][0]["given_again"] is not None
    assert AuditEvent.objects.filter(action="consent.given_again:pass_on", actor="sponsor").count() == 1
    # And back once more.
    done.press("permissions/", "take", permission=consent)
    assert not Consent.objects.get().holds


def test_nobody_gives_again_what_was_never_given(done):
    Consent.objects.update(gives=False)
    consent = str(Consent.objects.get().pk)
    assert "?again=" not in shown(done.see("permissions/"))
    done.press("permissions/", "again", permission=consent)
    assert not Consent.objects.get().holds


@pytest.mark.parametrize("permission", ["", "nonsense", "00000000-0000-4000-8000-000000000009"])
def test_a_permission_that_is_none_changes_nothing(done, permission):
    assert done.press("permissions/", "take", permission=permission).status_code == 303
    assert Consent.objects.get().holds


def test_the_desk_sees_what_holds(done, desk, people):
    Case.objects.update(assignee=people["ana"])
    page = desk("ana").look(done.case).content.decode()
    assert "Permissions" in page
    assert "taken back" not in page
    consent = Consent.objects.get()
    done.press("permissions/", "take", permission=str(consent.pk))
    assert "taken back on" in desk("ana").look(done.case).content.decode()

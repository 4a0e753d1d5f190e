"""A family's own list of papers: before and after sending, on a page and as a PDF, and no name of anybody on it."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2
import pytest
from django.test import Client

from intake_forms.records import services
from intake_forms.records.models import Case
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.case.conftest import Family, links, text
from tests.intake_forms.papers import picture, sent

pytestmark = pytest.mark.django_db

SURNAME = "Xicohténcatl-Netzahualcóyotl de la Cruzz"


def kids(count: int) -> Family:
    """She has so many children on her list; an authorization and an ID are asked of her, a birth certificate of each."""
    group = forms.group(
        "kids", forms.question("name", "name"), forms.question("last", "name"), min=0, title=["name", "last"]
    )
    accepts = [
        {"key": "card", "label": forms.text("card"), "alone": False},
        {"key": "passport", "label": forms.text("passport")},
    ]
    papers = [
        forms.slot("form", cannot_get=forms.text("we read it with you")),
        forms.slot("photo", accepts=accepts),
        forms.slot("birth", per="kids", optional=True),
        forms.slot("other", label={"en": "call [[phone]]", "es": "llame al [[phone]]"}),
    ]
    services.release(form=document.parse(forms.form(forms.step("children", group), forms.step("proofs", *papers))))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    for number in range(count):
        kid = family.post("children", {}, go="add").url.split("/")[-2]
        names = {"children-name": "José", "children-last": SURNAME if number else "López", "go": "next"}
        family.client.post(family.url(f"children/{kid}"), names)
        family.kid = kid
    family.post("children", {})
    return family


def pdf_of(family: Family) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(family.see("checklist.pdf").content)


def test_before_sending_each_paper_stands_where_her_answer_puts_it(bucket):
    family = kids(2)
    answers = {
        "form.said": "cannot_get",
        "form.reason": "lost",
        "photo": sent(picture()),
        "other.said": "not_applicable",
    }
    family.post("proofs", answers | {f"birth.{family.kid}.said": "will_bring"}, go="save")
    page = family.see("checklist/")
    shown = text(page)
    bring, rest = shown.split("Estos ya los tenemos. Traiga los originales.")
    have, without = rest.split("Estos no los puede conseguir")
    assert "birth ES: person ES 1 (J. L.) (opcional)" in bring
    assert "birth ES: person ES 2 (J. X. C.) (opcional)" in bring
    assert "photo ES Tenemos 1 archivo." in have
    assert "form ES Se perdió we read it with you ES Vamos a buscar otra forma con usted." in without
    assert "llame al" not in shown
    assert family.case.reference in shown
    for name in ("José", "Xicoht", "López"):
        assert name not in shown
    assert f"/es/forms/small/proofs/?tasks#paper-birth.{family.kid}" in links(page)


def test_what_works_for_a_paper_stands_beside_it_in_the_language_of_the_page(bucket):
    family = kids(0)
    assert "photo ES Pueden servir: card ES (junto con otro más); passport ES" in text(family.see("checklist/"))
    assert "photo These can work: card (together with one more); passport" in text(family.see("checklist/", "en"))
    # Folded on the screen, where a dozen lines of it hid the next paper; whole on paper, which nobody can unfold.
    page = family.see("checklist/").content.decode()
    assert re.search(r'<p class="hint print-only">Pueden servir: card ES', page)
    assert re.search(
        r'<details class="why noprint">.*?<li>card ES \(junto con otro más\)</li><li>passport ES</li>', page, re.S
    )


def test_after_sending_the_list_leads_to_each_papers_own_page(bucket):
    family = kids(1)
    family.post("proofs", {"form.said": "will_bring"})
    assert family.send().status_code == 303
    page = family.see("checklist/")
    assert "/es/case/papers/photo/" in links(page)
    assert f"/es/case/papers/birth/{family.kid}/" in links(page)
    assert text(page).count("Mandar una foto") == 4
    family.photo("papers/photo/", "photo")
    assert "photo ES Tenemos 1 archivo." in text(family.see("checklist/"))


def test_a_papers_page_tells_how_an_answer_is_changed_once_the_form_is_sent(bucket):
    family = kids(0)
    family.post("proofs", {"form.said": "will_bring"})
    family.send()
    told = {"form": "¿Cambió su respuesta?", "photo": "¿No puede conseguir este papel?"}
    for paper, question in told.items():
        page = family.see(f"papers/{paper}/")
        assert question in text(page)
        assert "/es/case/messages/" in links(page)
    family.photo("papers/photo/", "photo")
    assert told["photo"] not in text(family.see("papers/photo/"))


def test_every_page_that_speaks_of_papers_leads_to_it(bucket):
    family = kids(0)
    here = family.case_url("checklist/")
    assert here in links(family.get("tasks"))
    family.post("proofs", {})
    assert here in links(family.get("check"))
    family.send()
    for page in (family.get("done"), family.see(), family.see("papers/photo/")):
        assert here in links(page)


def test_the_pdf_says_the_same_on_one_sheet_with_the_reference_and_is_tagged(bucket):
    family = kids(6)
    found = pdf_of(family)
    assert len(found) == 1
    sheet = found[0].get_textpage().get_text_range()
    for line in (
        "Papeles que hay que traer",
        "Traiga estos",
        "birth ES: person ES 6 (J.",
        family.case.reference,
        "[[phone]]",
    ):
        assert line in sheet
    assert "José" not in sheet
    response = family.see("checklist.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="list.pdf"'
    assert response["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(response.content)) as pdf, pdf.open_metadata() as metadata:
        assert pdf.Root.MarkInfo.Marked
        assert metadata["pdfuaid:part"] == "1"


def test_nobody_else_sees_it_and_a_form_without_papers_leads_to_the_public_list(db):
    for path in ("checklist/", "checklist.pdf"):
        assert Family(Client()).see(path).status_code == 403
    services.release(form=document.parse(forms.form()))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    assert "/es/papers/" in links(family.see("checklist/"))
    assert family.case_url("checklist/") not in links(family.get("tasks"))


OLD, NEW = "si llegó antes", "si llegó después"
DOUBT = f"{NEW}: puede ser que algunos papeles de la lista no basten. Pregunte a la persona que lleva el caso."


def rules_open() -> Family:
    """Her list while staff have not chosen the rules: under the older ones one more paper works, the newer ask for income."""
    rules = [
        {"key": key, "label": {"en": key, "es": when}, "source": "the law", "checked_on": "2026-11-23"}
        for key, when in (("old", OLD), ("new", NEW))
    ]
    foreign = {
        "key": "foreign",
        "label": forms.text("foreign"),
        "show_if": forms.rows(forms.row("rule_set", "is", "old")),
    }
    works = [{"key": "passport", "label": forms.text("passport")}, foreign]
    papers = [
        forms.slot("photo", accepts=works),
        forms.slot("income", show_if=forms.rows(forms.row("rule_set", "is", "new"))),
        forms.slot("adult_id", per="adults", accepts=works),
        forms.slot("adult_id_again", per="adults", label=forms.text("adult_id")),
    ]
    group = forms.group("adults", forms.question("name", "name"))
    steps = (forms.step("home", group), forms.step("proofs", *papers))
    services.release(form=document.parse(forms.form(*steps, rule_sets=rules)))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    return family


def test_what_is_not_answered_or_chosen_yet_may_be_asked_for_too_and_the_page_says_when(db):
    """She has not said who lives with her: what hangs on it stands apart, once, and what only some rules ask says when."""
    family = rules_open()
    sure, maybe = text(family.see("checklist/")).split("También le pueden pedir estos")
    assert f"photo ES {DOUBT} Pueden servir: passport ES; foreign ES ¿Qué papeles" in sure
    assert f"income ES {NEW}" in maybe
    assert f"adult_id ES Para cada person ES {DOUBT} Pueden servir: passport ES; foreign ES ¿Qué papeles" in maybe
    assert maybe.count("adult_id ES") == 1
    assert OLD not in sure + maybe
    assert "También le pueden pedir estos" in pdf_of(family)[0].get_textpage().get_text_range()
    # Nobody else lives there, and staff chose the rules: nothing is left open.
    family.post("home", {})
    Case.objects.update(rule_set="new")
    shown = text(family.see("checklist/"))
    assert "También le pueden pedir" not in shown
    assert "photo ES Pueden servir: passport ES ¿Qué papeles" in shown
    assert "adult_id" not in shown
    assert NEW not in shown


def test_after_sending_it_warns_of_stricter_rules_until_staff_choose_them(db):
    family = rules_open()
    family.post("home", {})
    family.post("proofs", {"photo.said": "will_bring"})
    assert family.send().status_code == 303
    sure, maybe = text(family.see("checklist/")).split("También le pueden pedir estos")
    assert f"photo ES {DOUBT} Pueden servir: passport ES; foreign ES ¿Qué papeles" in sure
    assert f"income ES {NEW}" in maybe
    assert "adult_id" not in maybe
    for chosen, works, asked in (("old", "passport ES; foreign ES", False), ("new", "passport ES", True)):
        Case.objects.update(rule_set=chosen)
        shown = text(family.see("checklist/"))
        assert f"photo ES Pueden servir: {works} ¿Qué papeles" in shown
        assert ("income ES" in shown) is asked
        assert NEW not in shown

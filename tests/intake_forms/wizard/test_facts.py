"""Where a fact comes from, and when somebody last looked, stands in small print wherever the fact is told."""

import re

import pytest

from intake_forms.records import services
from intake_forms.records.models import Case
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.sponsor import Sponsor

FACT = {"source": "https://www.example.org/rules/7", "checked_on": "2026-11-23"}
LAW = {"source": "Law 11166", "checked_on": "2026-11-24"}
LINK = '<a href="https://www.example.org/rules/7" rel="noreferrer nofollow">example.org</a>'
WEB = f"Fuente: {LINK}, revisado el 23 de noviembre de 2026"
BOOK = "Fuente: Law 11166, revisado el 24 de noviembre de 2026"


@pytest.fixture
def sponsor(db, client):
    """At a form in which an exit, a note, a question and a paper each have a source."""
    note = {"kind": "content", "key": "told", "body": forms.text("by law"), "style": "note", "fact": LAW}
    plain = forms.form(forms.step("one", note, forms.question("word", fact=FACT), forms.slot("proof", fact=FACT)))
    away = {"key": "away", "when": forms.rows(forms.row("let_in", "is", "no"))}
    plain["gate"]["exits"] = [{**away, "title": forms.text("away"), "body": forms.text("go"), "fact": FACT}]
    services.release(form=document.parse(plain))
    return Sponsor(client, form="small")


def sources(response):
    found = re.findall(r'<p class="source">(.*?)</p>', response.content.decode(), re.S)
    return [" ".join(each.split()) for each in found]


def test_an_exit_says_where_it_knows_it_from(sponsor):
    assert sources(sponsor.post("gate", {"let_in": "no"}, follow=True)) == [WEB]


def test_notes_questions_and_papers_do(sponsor):
    sponsor.post("gate", {"let_in": "yes"})
    assert sources(sponsor.get("one")) == [BOOK, WEB, WEB]


def test_a_paper_asked_for_again_and_the_list_of_papers_do(sponsor):
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("one", {"word": "x"})
    sponsor.send()
    assert sources(sponsor.client.get("/es/case/papers/proof/")) == [WEB]
    assert sources(sponsor.client.post("/es/papers/", {})) == [WEB]


def test_where_other_rules_take_other_papers_their_source_stands_in_its_place(db, client):
    rules = [
        {"key": key, "label": forms.text(key), "source": source, "checked_on": "2026-11-23"}
        for key, source in (("old", "the old law"), ("new", FACT["source"]))
    ]
    foreign = {
        "key": "foreign",
        "label": forms.text("foreign"),
        "show_if": forms.rows(forms.row("rule_set", "is", "old")),
    }
    proof = forms.slot("proof", accepts=[foreign], fact={**LAW, "rule_set": "old"})
    services.release(form=document.parse(forms.form(forms.step("one", proof), rule_sets=rules)))
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    assert sources(sponsor.get("one")) == [BOOK]
    Case.objects.update(rule_set="new")
    assert sources(sponsor.get("one")) == [WEB]
    sponsor.post("one", {})
    sponsor.send()
    assert sources(client.get("/es/case/papers/proof/")) == [WEB]
    # Nobody's rules are known on the public list: there each stands.
    assert sources(client.post("/es/papers/", {})) == [BOOK]
    takes_all = {**foreign, "key": "own", "show_if": forms.rows(forms.row("rule_set", "is", "new"))}
    proof = forms.slot("proof", accepts=[foreign, takes_all], fact={**LAW, "rule_set": "old"})
    services.release(form=document.parse(forms.form(forms.step("one", proof), rule_sets=rules)))
    assert sources(client.post("/es/papers/", {})) == [BOOK, WEB]

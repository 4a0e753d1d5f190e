"""The check page tells what is still missing from what was left out."""

import re

import pytest

from intake_forms.records import services
from intake_forms.records.models import Case, Submission
from intake_forms.records.papers import expected
from intake_forms.records.uploads import Upload
from intake_forms.schema import document
from tests.intake_forms.forms import choice, form, group, question, row, rows, slot, step, text
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ["Todavía falta", "Sin respuesta", "Sin respuesta", "Todavía falta", "Ninguno"]),
        ("en", ["Still missing", "Not answered", "Not answered", "Still missing", "None"]),
    ],
)
def test_a_required_answer_is_missing_and_an_optional_one_not_provided(client, language, words):
    # Its least value is no demand to answer.
    number = {**question("count", required=False), "kind": "number", "min": 1}
    asked = step("one", question("must"), question("may", required=False), number)
    people = (
        step("people", group("somebody", question("name"), min=1)),
        step("more", group("anybody", question("name"))),
    )
    services.release(form=document.parse(form(asked, *people)))
    somebody = Sponsor(client, language, form="small")
    somebody.post("gate", {"let_in": "yes"})
    page = somebody.get("check").content.decode()
    assert re.findall(r'<span class="tag (?:warn|wait)">(.*?)</span>', page) == words


@pytest.mark.parametrize("questions", [2, 12])
def test_a_long_page_has_links_to_its_sections_and_a_short_one_none(client, questions):
    data = form()
    data["sections"] = [
        {
            "key": name,
            "title": text(name),
            "steps": [step(name, *(question(f"{name}_{number}", required=False) for number in range(questions)))],
        }
        for name in ("home", "work")
    ]
    services.release(form=document.parse(data))
    somebody = Sponsor(client, form="small")
    somebody.post("gate", {"let_in": "yes"})
    page = somebody.get("check").content.decode()
    links = re.findall(r'<li><a href="#(part-\d)">(.*?)</a>', page)
    assert [title for _anchor, title in links] == (["gate ES", "home ES", "work ES"] if questions > 2 else [])
    for anchor, title in links:
        assert f'<h2 id="{anchor}">{title}</h2>' in page


def test_papers_not_spoken_of_are_named_and_the_form_is_sent_all_the_same(client):
    needed, nice = slot("wages"), {**slot("extra"), "optional": True}
    services.release(form=document.parse(form(step("one", question("must")), step("two", needed), step("three", nice))))
    somebody = Sponsor(client, "en", form="small")
    somebody.post("gate", {"let_in": "yes"})
    assert "Finish this before you send" in somebody.get("check").content.decode()
    somebody.post("one", {"must": "yes"}, query="?tasks")
    hub = somebody.get("tasks").content.decode()
    assert 'class="row open"' in re.findall(r"<li class.*?</li>", hub, re.S)[-1]
    page = somebody.get("check").content.decode()
    assert "Finish this before you send" not in page
    told = re.search(r'<section class="note.*?</section>', page, re.S)[0]
    assert "Sending does not wait for these papers." in told
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', told) == [(somebody.url("two", "?change#id_two-wages"), "wages")]
    somebody.send()
    assert Submission.objects.count() == 1
    kept = expected(Case.objects.get())
    assert [paper.need.state for paper in kept.values()] == ["needed", "needed"]


def test_what_was_said_of_a_paper_is_no_longer_named(client):
    services.release(form=document.parse(form(step("one", slot("wages")), step("two", slot("lease")))))
    somebody = Sponsor(client, "en", form="small")
    somebody.post("gate", {"let_in": "yes"})
    somebody.post("one", {"wages.said": "will_bring"})
    told = re.search(r'<section class="note.*?</section>', somebody.get("check").content.decode(), re.S)[0]
    assert re.findall(r">(\w+)</a>", told) == ["lease"]


def test_what_we_have_and_nobody_asks_for_any_more_is_named_before_it_is_deleted(client, bucket):
    when = rows(row("works", "is", "yes"))
    kids = group("kids", question("name"), min=0)
    asked = slot("slip", show_if=when), slot("letter", per="kids", show_if=when), slot("lease")
    released = form(step("work", choice("works")), step("children", kids), step("papers", *asked))
    services.release(form=document.parse(released))
    somebody = Sponsor(client, "en", form="small")
    somebody.post("gate", {"let_in": "yes"})
    somebody.post("work", {"works": "yes"})
    kid = re.search(r"children/(.{36})/", somebody.post("children", {}, go="add").url)[1]
    client.post(somebody.url(f"children/{kid}"), {"children-name": "Ana", "go": "next"})
    somebody.post("children", {})
    for number, name in enumerate(("slip", f"letter.{kid}", "lease")):
        somebody.post("papers", {name: [sent(picture() + b"x" * number)]}, go="upload")
    assert Upload.objects.count() == 3
    assert 'id="unneeded"' not in somebody.get("check").content.decode()
    somebody.post("work", {"works": "no"})
    for language, first in (("en", "No longer needed:"), ("es", "Ya no hace falta:")):
        told = re.search(
            r'id="unneeded">(.*?)</div>', client.get(somebody.url("check", language=language)).content.decode(), re.S
        )[1]
        named = re.findall(rf"<p>{first} (.*?)\.", told)
        assert named == {"en": ["slip", "letter: Ana"], "es": ["slip ES", "letter ES: Ana"]}[language]
    somebody.post("papers", {})
    somebody.send()
    assert [upload.slot for upload in Upload.objects.exclude(state="purged")] == ["lease"]

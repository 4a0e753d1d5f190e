"""Very long forms, full groups, long lists and long texts, through the pages that sponsors use."""

import re

import pytest
from django.test import Client

from intake_forms.documents import storage
from intake_forms.records import queries, services
from intake_forms.records.models import Draft
from intake_forms.records.uploads import Upload
from intake_forms.schema import document, faults, lint
from portal.bench import forms as measured
from tests.intake_forms.forms import choice, form, group, question, slot, step
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import Sponsor, problems

pytestmark = pytest.mark.django_db


def released(data):
    """A sponsor who has come through the gate of this form."""
    made = document.parse(data)
    assert faults.errors(lint.faults(made)) == []
    services.release(form=made)
    sponsor = Sponsor(Client(), form=made.key)
    assert sponsor.post("gate", {"let_in": "yes"}).status_code == 303
    return sponsor


def test_a_form_of_two_hundred_steps_is_walked_from_end_to_end(db):
    sponsor = released(measured.chain(200))
    for number in range(200):
        there = sponsor.post(f"s{number}", measured.answers(number))
        assert there.url == sponsor.url(f"s{number + 1}" if number < 199 else "check")
    assert "Paso 200 de 200" in sponsor.get("s199").content.decode()
    assert sponsor.get("check").content.decode().count("word") >= 200 * 7
    assert sponsor.send().url == sponsor.url("done")


def test_a_no_in_the_middle_of_it_leads_to_the_end(db):
    sponsor = released(measured.chain(200))
    for number in range(100):
        sponsor.post(f"s{number}", measured.answers(number))
    assert sponsor.post("s99", {**measured.answers(99), "go99": "no"}).url == sponsor.url("check")
    assert sponsor.get("s150").url == sponsor.url("check"), "nothing comes after it on this way"


def test_sending_it_opens_no_paper(bucket, monkeypatch):
    data = measured.chain(200)
    data["sections"][0]["steps"].append(step("papers", slot("letter")))
    sponsor = released(data)
    draft = Draft.objects.select_related("case__key", "version").get()
    for number in range(200):
        answers = measured.answers(number)
        typed = {key: [value] for key, value in answers.items()}
        saved = queries.StepAnswers(typed, answers, complete=True)
        services.save_step(draft=draft, step=f"s{number}", answers=saved)
    assert sponsor.post("papers", {"letter": [sent(picture())], "letter.said": "now"}).url == sponsor.url("check")
    assert Upload.objects.get().state == Upload.State.RECEIVED
    key = sponsor.submit_key()
    monkeypatch.setattr(storage, "_client", lambda: pytest.fail("sending asked the object store"))
    assert sponsor.send(key).url == sponsor.url("done")
    assert Upload.objects.get().state == Upload.State.RECEIVED


def test_a_group_takes_fifty_people(db):
    adults = group("adults", question("name", "name"), choice("works"), max=50)
    sponsor = released(form(step("people", adults), step("end", question("word"))))
    for number in range(50):
        there = sponsor.post("people", {}, go="add").url
        item = re.search(r"people/(.{36})/", there)[1]
        given = {"people-name": f"Ana {number}", "people-works": "no", "go": "next"}
        assert sponsor.client.post(sponsor.url(f"people/{item}"), given).url == sponsor.url("people")
    page = sponsor.get("people").content.decode()
    assert all(f"Ana {number}" in page for number in range(50))
    assert 'value="add"' not in page
    assert sponsor.post("people", {}).url == sponsor.url("end")
    sponsor.post("end", {"word": "yes"})
    assert sponsor.send().url == sponsor.url("done")
    draft = Draft.objects.select_related("case__key").get()
    answers = queries.submitted_answers(draft.case, queries.submission(draft.case, "small"))
    assert [person["name"] for person in answers["people"]["adults"]] == [f"Ana {number}" for number in range(50)]


@pytest.mark.parametrize("layout", ["rows", "list"])
def test_a_list_of_three_hundred_options_is_offered_and_its_last_taken(db, layout):
    values = [f"v{number}" for number in range(300)]
    sponsor = released(form(step("one", choice("country", *values, layout=layout))))
    page = sponsor.get("one").content.decode()
    assert all(f'value="{value}"' in page for value in values)
    assert problems(sponsor.post("one", {"country": "v300"}))
    assert sponsor.post("one", {"country": "v299"}).url == sponsor.url("check")
    assert "v299 ES" in sponsor.get("check").content.decode()


def test_a_help_text_of_ten_thousand_characters_is_shown_whole(db):
    help_text = {language: (f"{language} " + "palabra " * 1_250)[:9_997] + "fin" for language in ("en", "es")}
    asked = question("word", hint=help_text, why=help_text)
    sponsor = released(form(step("one", asked), step("two", {"kind": "content", "key": "note", "body": help_text})))
    assert sponsor.get("one").content.decode().count(help_text["es"]) == 2
    assert sponsor.post("one", {"word": "yes"}).url == sponsor.url("two")
    assert help_text["es"] in sponsor.get("two").content.decode()

"""A second form in a case begins with what the first was told, which counts once it is confirmed."""

import re
from html import unescape

import pytest
from django.test import Client

from intake_forms.records import opening, queries, services
from intake_forms.records.models import Case, Draft
from intake_forms.schema import document, faults, lint
from tests.intake_forms.forms import choice, form, group, question, row, rows, step
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db

NOTE = "Usted ya nos dijo esto"
FIRST = form(
    step("you", question("full_name", "name"), question("born", "date"), choice("works")),
    step("job", question("employer"), show_if=rows(row("works", "is", "yes"))),
    key="first",
)
CARRIES = [
    {"form": "first", "source": "full_name", "target": "name"},
    {"form": "first", "source": "born", "target": "birth"},
    {"form": "first", "source": "employer", "target": "boss"},
    {"form": "first", "source": "full_name", "target": "children"},
]
SECOND = form(
    step("person", question("name", "name"), question("birth", "date")),
    step("work", question("boss", required=False), question("children", "number", required=False)),
    step("older", question("proof"), show_if=rows(row("birth", "older_than", 18))),
    key="second",
    carries=CARRIES,
    opened_by="staff",
)
YOU = {"full_name": "Ana Ixchel", "born.day": "3", "born.month": "mayo", "born.year": "1990", "works": "yes"}


@pytest.fixture
def first(db):
    for data in (FIRST, SECOND):
        services.release(form=document.parse(data))
    sponsor = Sponsor(Client(), form="first")
    sponsor.post("gate", {"let_in": "yes"})
    assert sponsor.post("you", YOU).status_code == 303
    assert sponsor.post("job", {"employer": "Granja"}).status_code == 303
    return sponsor


def second(first, step="person"):
    opening.open_form(case=Case.objects.get(), form_key="second", by=1)
    sponsor = Sponsor(first.client, form="second")
    assert sponsor.post("gate", {"let_in": "yes"}).url == sponsor.url(step)
    return sponsor


def summary(sponsor):
    """What the check page says is missing: where each leads, and its words."""
    box = re.search(r'<div class="summary".*?</div>', sponsor.get("check").content.decode(), re.S)[0]
    return [(href, unescape(told)) for href, told in re.findall(r'<a href="(.*?)">(.*?)</a>', box)]


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "open"])
def test_what_was_told_stands_there_and_says_where_it_is_from(first, sent):
    if sent:
        first.send()
    sponsor = second(first)
    assert Case.objects.count() == 1
    page = sponsor.get("person").content.decode()
    assert 'value="Ana Ixchel"' in page
    assert 'value="1990"' in page
    assert page.count(NOTE) == 2


def test_it_counts_for_nothing_until_it_is_confirmed(first):
    sponsor = second(first)
    draft = Draft.objects.select_related("case__key", "version").get(form_key="second")
    assert "birth" not in queries.facts(draft)
    assert sponsor.send().url == sponsor.url("person", "?check")
    given = {"name": "Ana Ixchel", "birth.day": "3", "birth.month": "5", "birth.year": "1990"}
    assert sponsor.post("person", given).url == sponsor.url("work")
    assert NOTE not in sponsor.get("person").content.decode()
    assert sponsor.post("work", {"boss": "Granja"}).url == sponsor.url("older")


def test_the_check_page_asks_to_confirm_what_stands_there_and_to_answer_what_does_not(first):
    sponsor = second(first)
    assert summary(sponsor) == [
        ("/es/forms/second/person/?check#id_person-name", "Confirme lo que nos dijo en otro formulario: name ES"),
        ("/es/forms/second/person/?check#id_person-birth", "Confirme lo que nos dijo en otro formulario: birth ES"),
        ("/es/forms/second/work/?check", "Confirme lo que nos dijo en otro formulario: work ES"),
    ]
    assert sponsor.get("person", "?check").content.decode().count(NOTE) == 2
    sponsor.post("person", {"name": "Ana Ixchel"})
    told = dict(summary(sponsor))
    assert not [each for each in told.values() if "birth" in each and "Confirme" in each]
    assert "/es/forms/second/person/?check#id_person-birth" in told


KIDS = group("kids", question("called", "name"), question("age", "number"), min=0)


def test_of_somebody_on_a_list_it_says_so_once(db):
    for key, more in (
        ("first", {}),
        ("second", {"opened_by": "staff", "carries": [{"form": "first", "source": "kids", "target": "kids"}]}),
    ):
        services.release(form=document.parse(form(step("list", KIDS), key=key, **more)))
    sponsor = Sponsor(Client(), form="first")
    sponsor.post("gate", {"let_in": "yes"})
    kid = sponsor.post("list", {}, go="add").url
    sponsor.client.post(kid, {"list-called": "Ana", "list-age": "7", "go": "next"})
    again = second(sponsor, "list")
    there = kid.split("?")[0].replace("first", "second") + "?check"
    confirm = (there, "Confirme lo que nos dijo de Ana en otro formulario")
    assert summary(again) == [confirm]
    assert again.client.get(there).content.decode().count(NOTE) == 2
    # One whom she adds here came from nowhere.
    new = again.post("list", {}, go="add").url
    again.client.post(new, {"list-age": "x", "go": "next"})
    assert [each for each in summary(again) if "Confirme" in each[1]] == [confirm]
    assert len(summary(again)) > 1


def test_what_does_not_fit_the_question_is_asked_again(first):
    page = second(first).get("work").content.decode()
    assert 'value="Granja"' in page
    assert page.count(NOTE) == 1


def test_a_hidden_answer_is_not_taken_over(first):
    first.post("you", {**YOU, "works": "no"})
    page = second(first).get("work").content.decode()
    assert "Granja" not in page


def test_a_form_that_is_begun_at_its_start_never_joins_the_case_that_the_browser_had_open(first):
    services.release(form=document.parse({**FIRST, "key": "third"}))
    reference = first.key_page()[0]
    assert "Ana" not in Sponsor(first.client, form="third").get().content.decode()
    third = Sponsor(first.client, form="third")
    assert third.post("gate", {"let_in": "yes"}).url == third.url("key")
    assert third.key_page()[0] != reference
    assert first.get("you").status_code == 403
    assert Case.objects.count() == 2


def test_the_words_lead_back_to_the_form_that_is_still_open(first):
    reference, words = first.key_page()
    first.send()
    second(first)
    there = Sponsor(Client(), form="second").resume(reference, " ".join(words))
    assert there.url == "/es/forms/second/tasks/"


@pytest.mark.parametrize(
    ("carry", "code"),
    [
        ({"form": "second", "source": "name", "target": "name"}, "carry"),
        ({"form": "first", "source": "full_name", "target": "let_in"}, "carry"),
        ({"form": "first", "source": "full_name", "target": "nothing"}, "unknown_source"),
    ],
)
def test_what_cannot_be_taken_over_is_refused(carry, code):
    made = document.parse({**SECOND, "carries": [carry]})
    assert {each.code for each in faults.errors(lint.faults(made))} == {code}


def test_two_answers_for_one_question_are_refused():
    made = document.parse({**SECOND, "carries": [CARRIES[0], {**CARRIES[0], "source": "employer"}]})
    assert [each.code for each in faults.errors(lint.faults(made))] == ["carry", "carry"]

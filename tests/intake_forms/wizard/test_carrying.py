"""A second form in a case begins with what the first was told, which counts once it is confirmed."""

import re
from html import unescape

import pytest
from django.test import Client

from intake_forms.authoring import carries
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


ADULTS = group("adults", question("who"), max=5)
COUNTED = {"form": "first", "source": "count", "target": "adults"}


def counted(told, *who, sent=True):
    """Somebody who told the first form a number, or not, and has added these people to the list of the second."""
    services.release(form=document.parse(form(step("home", question("count", "number", required=False)), key="first")))
    services.release(
        form=document.parse(form(step("people", ADULTS), key="second", opened_by="staff", carries=[COUNTED]))
    )
    sponsor = Sponsor(Client(), form="first")
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("home", {"count": told})
    if sent:
        assert sponsor.send().url == sponsor.url("done")
    there = second(sponsor, "people")
    for name in who:
        there.client.post(there.post("people", {}, go="add").url, {"people-who": name, "go": "next"})
    return there


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "open"])
def test_a_list_says_how_many_another_form_was_told_and_asks_once_whether_somebody_is_missing(sent):
    sponsor = counted("3", "Ana", "Luis", sent=sent)
    said, asked = "le preguntamos: «count ES» Nos dijo: 3.", "En esta lista hay 2. <b>¿Falta alguien?</b>"
    page = sponsor.get("people").content.decode()
    assert said in page
    assert asked not in page
    once = sponsor.post("people", {})
    assert once.status_code == 200
    page = once.content.decode()
    assert said in page
    assert asked in page
    assert 'class="summary"' not in page, "nothing is wrong"
    (told,) = re.findall(r'name="told" value="(.*?)"', page)
    assert sponsor.post("people", {"told": told}).status_code == 200, "a question of that name is another thing"
    assert sponsor.client.post(sponsor.url("people"), {"told": told, "go": "next"}).url == sponsor.url("check")
    assert sponsor.send().url == sponsor.url("done"), "the list is as long as it is"


@pytest.mark.parametrize(("told", "who"), [("1", ["Ana"]), ("1", ["Ana", "Luis"]), ("0", []), ("", []), ("", ["Ana"])])
def test_a_list_that_is_as_long_as_was_told_or_of_which_nothing_was_told_asks_nothing(told, who):
    sponsor = counted(told, *who)
    assert ("Nos dijo" in sponsor.get("people").content.decode()) is bool(told)
    assert sponsor.post("people", {}).url == sponsor.url("check")
    item = sponsor.client.get(sponsor.post("people", {}, go="add").url).content.decode()
    assert "Nos dijo" not in item
    assert NOTE not in item


def test_only_a_number_tells_how_many_a_list_should_have():
    for kind, refused in (("number", []), ("short_text", ["carry"])):
        giving = document.parse(form(step("home", question("count", kind)), key="first"))
        taking = document.parse(form(step("people", ADULTS), key="second", opened_by="staff", carries=[COUNTED]))
        services.release(form=giving)
        assert [each.code for each in carries.faults(taking)] == refused


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

"""People on a list, each on a page of their own; papers that hang on them; what is said of a paper."""

import re
import uuid

import pytest
from django.test import Client

from intake_forms.records import queries, services
from intake_forms.records.models import Draft, DraftStep
from intake_forms.schema import document
from tests.intake_forms.forms import choice, form, group, question, row, rows, slot, step
from tests.intake_forms.sponsor import Sponsor, headings, problems

pytestmark = pytest.mark.django_db

ADULTS = group(
    "adults",
    question("name", "name"),
    choice("works"),
    question("employer", show_if=rows(row("adults.works", "is", "yes"))),
    min=1,
    max=2,
)
FORM = form(
    step("people", ADULTS),
    step("papers", slot("letter", per="adults", show_if=rows(row("adults.works", "is", "yes"))), slot("lease")),
)


@pytest.fixture
def sponsor(db, client):
    services.release(form=document.parse(FORM))
    person = Sponsor(client, "es", form="small")
    person.post("gate", {"let_in": "yes"})
    return person


def add(sponsor, **answers):
    there = sponsor.post("people", {}, go="add").url
    item = re.search(r"people/(.{36})/", there)[1]
    return item, sponsor.post(f"people/{item}", {}) if not answers else post(sponsor, item, **answers)


def post(sponsor, item, go="next", query="", **answers):
    data = {f"people-{key}": value for key, value in answers.items()}
    return sponsor.client.post(sponsor.url(f"people/{item}", query), {**data, "go": go})


def test_a_person_is_added_changed_and_removed(sponsor):
    item, _ = add(sponsor, name="Ana", works="no")
    page = sponsor.get("people").content.decode()
    assert "Ana" in page
    assert f"people/{item}/" in page
    assert 'value="Ana"' in sponsor.get(f"people/{item}").content.decode()
    post(sponsor, item, name="Ana María", works="no")
    assert "Ana María" in sponsor.get("people").content.decode()
    asked = sponsor.get(f"people/{item}", "?remove")
    assert headings(asked) == ["¿Quitar: Ana María?"]
    assert "Se borran las respuestas y las fotos que dio aquí." in asked.content.decode()
    assert DraftStep.objects.filter(item=item).exists(), "looking at the question removes nothing"
    assert post(sponsor, item, go="remove").url == sponsor.url("people")
    assert not DraftStep.objects.filter(item=item).exists()
    assert "Ana" not in sponsor.get("people", follow=True).content.decode()


def test_who_must_be_there_is_asked_at_once_and_one_alone_goes_past_the_list(sponsor):
    first = sponsor.get("people")
    assert re.fullmatch(rf"{sponsor.url('people')}.{{36}}/", first.url), "an empty list is not worth a page"
    item = first.url.split("/")[-2]
    page = sponsor.client.get(first.url)
    assert headings(page) == ["people ES"]
    assert post(sponsor, item, go="back").url == sponsor.url("gate"), "back leads out, not round"
    assert post(sponsor, item, name="Ana", works="no").url == sponsor.url("papers")
    assert "Ana" in sponsor.get("people").content.decode(), "the list is there for who comes back"
    assert sponsor.send().url == sponsor.url("done"), "sending waits for no paper"


def test_another_is_added_from_the_page_of_the_first(sponsor):
    item = sponsor.get("people").url.split("/")[-2]
    other = post(sponsor, item, go="add", name="Ana", works="no").url
    assert headings(sponsor.client.get(other)) == ["add to adults ES"]
    assert post(sponsor, other.split("/")[-2], name="Beto", works="no").url == sponsor.url("people")
    assert 'value="add"' not in sponsor.get(f"people/{item}").content.decode(), "there is room for two"


def test_one_left_unfinished_is_asked_again_with_what_is_missing(sponsor):
    item = sponsor.get("people").url.split("/")[-2]
    post(sponsor, item, go="save", name="Ana")
    there = sponsor.send()
    assert there.url == sponsor.url("people", "?check")
    page = sponsor.client.get(sponsor.client.get(there.url).url)
    assert list(problems(page)) == ["id_people-works_0"]
    assert post(sponsor, item, query="?check", name="Ana", works="no").url == sponsor.url("check")


def test_an_answer_brings_the_question_that_hangs_on_it_before_anything_is_called_missing(sponsor):
    item, response = add(sponsor, name="Ana", works="yes")
    assert response.url == f"{sponsor.url(f'people/{item}')}#id_people-employer"
    assert 'name="people-employer"' in sponsor.get(f"people/{item}").content.decode()
    refused = post(sponsor, item, name="Ana", works="yes", employer="")
    assert list(problems(refused)) == ["id_people-employer"]
    assert post(sponsor, item, name="Ana", works="yes", employer="Taller").url == sponsor.url("papers")


def test_half_a_person_is_kept_and_the_list_says_what_is_missing(sponsor):
    item, response = add(sponsor, name="Ana")
    assert list(problems(response)) == ["id_people-works_0"]
    assert 'value="Ana"' in sponsor.get(f"people/{item}").content.decode()
    refused = sponsor.post("people", {})
    assert problems(refused) == {f"change-{item}": "Conteste lo que falta de Ana."}
    assert sponsor.get("people").url == sponsor.url(f"people/{item}")
    post(sponsor, item, name="Ana", works="no")
    assert sponsor.post("people", {}).url == sponsor.url("papers")


def test_an_untouched_page_adds_nobody(sponsor):
    for go in ("back", "save", "lang-en", "next"):
        post(sponsor, uuid.uuid4(), go=go)
    assert DraftStep.objects.exclude(item=None).count() == 0
    assert problems(sponsor.post("people", {})) == {"add": "Agregue por lo menos 1."}


def test_there_is_no_room_for_more_than_the_group_may_have(sponsor):
    for name in ("Ana", "Beto"):
        add(sponsor, name=name, works="no")
    assert 'value="add"' not in sponsor.get("people").content.decode()
    assert sponsor.get(f"people/{uuid.uuid4()}").url == sponsor.url("people")
    refused = post(sponsor, uuid.uuid4(), name="Luz", works="no")
    assert problems(refused) == {"main": "Puede agregar 2. Quite uno para agregar otro."}
    assert 'value="Luz"' in refused.content.decode()
    assert DraftStep.objects.exclude(item=None).count() == 2


def test_language_and_change_lead_back_to_where_one_was(sponsor):
    item, _ = add(sponsor, name="Ana", works="no")
    assert post(sponsor, item, go="lang-en", name="Eva", works="no").url == sponsor.url(f"people/{item}", language="en")
    assert 'value="Eva"' in sponsor.get(f"people/{item}").content.decode()
    assert post(sponsor, item, query="?change", name="Eva", works="no").url == sponsor.url("check")


def test_a_number_we_never_keep_is_held_back_inside_a_group_too(sponsor):
    item, response = add(sponsor, name="Ana", works="yes", employer="123-45-6789")
    assert "id_people-employer" in problems(response)
    draft = Draft.objects.select_related("case__key", "version").get()
    assert "employer" not in queries.step_answers(draft, "people", item).typed


def sent(sponsor):
    sponsor.send()
    draft = Draft.objects.select_related("case__key").get()
    found = queries.submission(draft.case, "small")
    return queries.submitted_answers(draft.case, found) if found else None


def test_every_person_is_checked_sent_and_nothing_hidden_goes_along(sponsor):
    ana, _ = add(sponsor, name="Ana", works="yes")
    post(sponsor, ana, name="Ana", works="yes", employer="Taller")
    beto, _ = add(sponsor, name="Beto", works="yes")
    post(sponsor, beto, name="Beto", works="yes", employer="Obra")
    post(sponsor, beto, name="Beto", works="no")
    sponsor.post("people", {})
    papers = sponsor.get("papers").content.decode()
    assert "letter ES: Ana" in papers
    assert "letter ES: Beto" not in papers
    said = {f"letter.{ana}.said": "cannot_get", f"letter.{ana}.reason": "lost", "lease.said": "will_bring"}
    assert sponsor.post("papers", said).url == sponsor.url("check")
    check = sponsor.get("check").content.decode()
    assert "No puedo conseguirlo: Se perdió" in check
    assert "Lo voy a llevar" in check
    assert "Taller" in check
    assert 'value="lost" selected' in sponsor.get("papers").content.decode()
    answers = sent(sponsor)
    assert answers["people"]["adults"] == [
        {"_id": ana, "name": "Ana", "works": "yes", "employer": "Taller"},
        {"_id": beto, "name": "Beto", "works": "no"},
    ]
    assert answers["papers"] == {
        f"letter.{ana}": {"said": "cannot_get", "reason": "lost"},
        "lease": {"said": "will_bring"},
    }


def test_a_person_left_unfinished_keeps_the_form_from_being_sent(sponsor):
    add(sponsor, name="Ana", works="no")
    sponsor.post("people", {})
    sponsor.post("papers", {})
    item, _ = add(sponsor, name="Beto")
    assert sent(sponsor) is None
    post(sponsor, item, go="remove")
    assert [each["name"] for each in sent(sponsor)["people"]["adults"]] == ["Ana"]


def test_an_answer_about_a_paper_that_is_none_is_refused(sponsor):
    add(sponsor, name="Ana", works="no")
    sponsor.post("people", {})
    assert list(problems(sponsor.post("papers", {"lease.said": "whatever"}))) == ["id_papers-lease.said_0"]


def test_no_other_browser_reaches_a_person(sponsor):
    item, _ = add(sponsor, name="Ana", works="no")
    stranger = Sponsor(Client(), "es", form="small")
    assert stranger.get(f"people/{item}").status_code == 403
    assert stranger.get(f"gate/{item}").status_code == 404

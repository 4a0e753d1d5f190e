"""A page is saved just when, or after, its draft is moved to another version of the form: what was typed is not lost."""

import re
import uuid
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from intake_forms.records import moves, queries, services
from intake_forms.records.models import Draft, DraftStep, FormVersion
from intake_forms.records.queries import StepAnswers
from intake_forms.schema import document
from tests.intake_forms.forms import choice, form, group, question, step
from tests.intake_forms.sponsor import Sponsor, problems
from tests.intake_forms.threads import at_once

pytestmark = pytest.mark.django_db

ADULTS = group("adults", question("first", "name"), question("last", "name", required=False))
OLD = [step("one", question("name")), step("two", question("town"), question("note")), step("people", ADULTS)]
#: The town is asked elsewhere, the note no more, the list of people has another address and one question less.
NEW = [
    step("one", question("name"), question("town")),
    step("three", choice("color", required=False)),
    step("household", {**ADULTS, "items": ADULTS["items"][:1]}),
]


def release(steps, **more):
    return services.release(form=document.parse(form(*steps)), **more)[0]


def move(steps=NEW):
    release(steps, moves_drafts_at=timezone.now())
    return moves.move_due_drafts(timezone.now() + timezone.timedelta(days=1))


@pytest.fixture
def sponsor(client):
    release(OLD)
    somebody = Sponsor(client, form="small")
    somebody.post("gate", {"let_in": "yes"})
    somebody.post("one", {"name": "Ana"})
    return somebody


def draft():
    return queries.draft(Draft.objects.get().case_id, "small")


class Page:
    """A page as it was shown: it posts everything hidden in it."""

    def __init__(self, sponsor, path):
        self.sponsor, self.path = sponsor, path
        page = sponsor.get(path).content.decode()
        self.hidden = dict(re.findall(r'<input type="hidden" name="(made_from|version|case)" value="(.*?)"', page))

    def post(self, go="next", client=None, **answers):
        data = {f"{self.path.split('/')[0]}-{key}": value for key, value in answers.items()}
        return (client or self.sponsor.client).post(self.sponsor.url(self.path), {**self.hidden, **data, "go": go})


def test_what_was_typed_goes_where_the_new_version_asks_it(sponsor):
    page = Page(sponsor, "two")
    assert move() == 1
    answer = page.post(town="Fresno", note="hello")
    assert answer.url == sponsor.url("tasks"), "its step is no more"
    assert 'value="Fresno"' in sponsor.get("one").content.decode()
    assert queries.step_answers(draft(), "one").values == {"name": "Ana", "town": "Fresno"}
    assert set(DraftStep.objects.values_list("step", flat=True)) == {"gate", "one"}
    assert not queries.step_answers(draft(), "one").complete, "nobody has seen both on one page"
    assert sponsor.post("one", {"name": "Ana", "town": "Fresno"}).url == sponsor.url("three")


def test_the_address_of_a_step_that_is_no_more_leads_to_the_list_of_parts(sponsor):
    assert sponsor.get("two").status_code == 200
    move()
    assert sponsor.get("two").url == sponsor.url("tasks")
    assert sponsor.get("never-was").status_code == 404


def test_a_page_whose_step_is_still_there_is_shown_anew_with_what_was_typed(sponsor):
    page = Page(sponsor, "two")
    move([OLD[0], step("two", question("town"), question("more")), step("last", question("note"))])
    assert page.post(town="Fresno", note="hello").url == sponsor.url("two")
    assert 'value="Fresno"' in sponsor.get("two").content.decode()
    assert 'value="hello"' in sponsor.get("last").content.decode()
    assert queries.step_answers(draft(), "last").values == {"note": "hello"}


def test_a_number_that_we_never_keep_is_told_on_the_new_versions_page(sponsor):
    page = Page(sponsor, "two")
    move([OLD[0], step("two", question("town"), question("more")), step("last", question("note"))])
    answer = page.post(town="123-45-6789", note="hello")
    assert problems(answer).items() >= {"id_two-town": "Quite este número, por favor; no lo guardamos."}.items()
    assert queries.step_answers(draft(), "last").values == {"note": "hello"}


def not_kept(answer):
    """The page that tells of what was not kept: what was written, and where each leads to write it again."""
    page = answer.content.decode()
    assert "Una parte de lo que escribió no se guardó" in page
    texts = [unescape(text) for text in re.findall(r"<textarea[^>]* readonly[^>]*>(.*?)</textarea>", page, re.S)]
    return texts, re.findall(r'<a class="btn" href="(.*?)">Escribirlo otra vez', page)


def test_a_number_that_we_never_keep_is_told_where_its_question_moved_or_is_no_more(sponsor):
    page, secret = Page(sponsor, "two"), "123-45-6789"
    move()
    told = page.post(town=f"Fresno {secret}", note=f"{secret} and a story")
    assert not_kept(told) == ([f"Fresno {secret}", f"{secret} and a story"], [sponsor.url("one")])
    assert "Ya no preguntamos esto. No tiene que hacer nada." in told.content.decode()
    assert b"123-45" not in str(queries.all_answers(draft())).encode()
    there = page.post(go="lang-en", town=f"Fresno {secret}", note="kept nowhere: nobody asks it")
    assert (there.status_code, there["Location"]) == (307, "/en/forms/small/two/")


def test_what_is_told_on_a_page_of_its_own_is_there_in_the_other_language_too(sponsor):
    page = Page(sponsor, "two")
    move()
    told = page.post(town="123-45-6789", note="a\nb 123-45-6789").content.decode()
    fields = {
        name: unescape(text) for name, text in re.findall(r'type="hidden" name="(.*?)" value="(.*?)"', told, re.S)
    }
    again = sponsor.client.post(sponsor.url("two", language="en"), {**fields, "go": "lang-en"})
    assert "Some of what you wrote was not kept" in again.content.decode()
    assert "a\nb 123-45-6789" in again.content.decode()


def test_only_what_has_the_number_is_left_out_of_a_page_whose_step_is_still_there(sponsor):
    page = Page(sponsor, "two")
    move([OLD[0], step("two", question("town")), step("last", choice("color", required=False))])
    assert not_kept(page.post(town="Fresno", note="A12345678")) == (["A12345678"], [])
    assert queries.step_answers(draft(), "two").values == {"town": "Fresno"}


@pytest.mark.parametrize("still_there", [True, False])
def test_of_somebody_on_a_list_it_is_told_too(sponsor, still_there):
    item = uuid.uuid4()
    page = Page(sponsor, f"people/{item}")
    people = {**ADULTS, "items": [ADULTS["items"][0], *([ADULTS["items"][1]] if still_there else [])]}
    move([OLD[0], step("people" if still_there else "home", people, question("street", required=False))])
    answer = page.post(first="Beto", last="123-45-6789")
    if still_there:
        assert problems(answer) == {"id_people-last": "Quite este número, por favor; no lo guardamos."}
    else:
        assert not_kept(answer) == (["123-45-6789"], [])
    assert queries.step_answers(draft(), "people" if still_there else "home", item).values == {"first": "Beto"}


def test_somebody_of_a_list_that_moved_is_where_the_number_can_be_taken_out(sponsor):
    item = uuid.uuid4()
    page = Page(sponsor, f"people/{item}")
    move([OLD[0], step("home", ADULTS)])
    assert not_kept(page.post(first="Beto", last="123-45-6789"))[1] == [sponsor.url(f"home/{item}")]
    assert 'value="Beto"' in sponsor.get(f"home/{item}").content.decode()


def test_somebody_just_added_to_a_list_is_on_the_new_one(sponsor):
    item = uuid.uuid4()
    page = Page(sponsor, f"people/{item}")
    move()
    assert page.post(first="Beto", last="Ruiz").url == sponsor.url("tasks")
    assert "Beto" in sponsor.get("household").content.decode()
    assert queries.step_answers(draft(), "household", item) == StepAnswers({"first": ["Beto"]}, {"first": "Beto"}, True)
    assert [entry["first"] for entry in queries.facts(draft())["adults"]] == ["Beto"]


@pytest.mark.parametrize("steps", [[OLD[0], *OLD], OLD[:1]], ids=["before", "after"])
def test_a_page_that_asks_the_same_in_both_versions_is_simply_saved(sponsor, steps):
    page = Page(sponsor, "one")
    release([OLD[0], OLD[1], step("more", question("word", required=False)), OLD[2]])
    assert Draft.objects.get().version.number == 2, "harmless: it went along"
    assert page.post(name="Eva").url == sponsor.url("two")
    assert queries.step_answers(draft(), "one").values == {"name": "Eva"}


def test_a_page_of_a_version_that_never_was_is_saved_as_the_draft_stands(sponsor):
    page = Page(sponsor, "one")
    for number in ("99", "-1", "x" * 50, "9" * 50):
        page.hidden["version"] = number
        assert page.post(name="Eva").url == sponsor.url("two")


def test_a_service_that_finds_the_draft_moved_writes_nothing(sponsor):
    stale, item = draft(), uuid.uuid4()
    services.save_item(draft=draft(), step="people", item=item, answers=StepAnswers({}, {"first": "Luz"}, True))
    move()
    before = list(DraftStep.objects.order_by("id").values()), Draft.objects.values().get()
    answers = StepAnswers({"town": ["Selma"]}, {"town": "Selma"}, True)
    with pytest.raises(services.Moved):
        services.save_step(draft=stale, step="two", answers=answers)
    with pytest.raises(services.Moved):
        services.save_item(draft=stale, step="people", item=item, answers=answers)
    with pytest.raises(services.Moved):
        services.remove_item(draft=stale, step="people", item=item)
    assert (list(DraftStep.objects.order_by("id").values()), Draft.objects.values().get()) == before


def test_a_page_that_comes_once_its_form_is_sent_changes_nothing(sponsor):
    stale = draft()
    Draft.objects.update(submitted=True)
    version = FormVersion.objects.get()
    answers = StepAnswers({"town": ["Selma"]}, {"town": "Selma"}, True)
    assert not moves.bring(draft=stale, made_for=version, step="two", item=None, answers=answers)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(6))
def test_a_step_saved_in_the_very_moment_its_draft_moves_is_where_the_new_version_asks_it(client, turn):
    release(OLD)
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("one", {"name": "Ana"})
    page, cookies = Page(sponsor, "two"), client.cookies
    new = release(NEW)

    def task(number):
        if number == 0:
            return moves.move_draft(draft=Draft.objects.get(), version=new)
        browser = Client()
        browser.cookies = cookies.copy()
        return page.post(client=browser, go="next" if turn % 2 else "save", town="Fresno", note="hello").status_code

    assert at_once(2, task) == [True, 303]
    assert draft().version == new
    assert queries.step_answers(draft(), "one").typed == {"name": ["Ana"], "town": ["Fresno"]}
    assert set(DraftStep.objects.values_list("step", flat=True)) == {"gate", "one"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_a_step_saved_while_a_release_takes_its_draft_along_keeps_its_facts(client, turn):
    """The new version reads the town: the facts are written anew from the rows, by the one or by the other."""
    release(OLD)
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("two", {"town": "Selma", "note": "x"})
    page, cookies = Page(sponsor, "two"), client.cookies
    reads = {"match": "all", "rows": [{"source": "town", "op": "is", "value": "Fresno"}]}
    asked = step("asked", question("q", required=False), show_if=reads)

    def task(number):
        if number == 0:
            return release([*OLD, asked]).number
        browser = Client()
        browser.cookies = cookies.copy()
        return page.post(client=browser, go="save", town="Fresno", note="hello").status_code

    assert at_once(2, task) == [2, 303]
    assert draft().version.number == 2
    assert queries.step_answers(draft(), "two").values["town"] == queries.facts(draft())["town"] == "Fresno"

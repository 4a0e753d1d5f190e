"""Every kind of question through the real wizard, in both languages; and numbers that are held back."""

import re
from html import unescape

import pytest

from intake_forms.records import queries, services
from intake_forms.records.models import Draft, DraftStep
from intake_forms.schema import document
from intake_forms.schema.items import Question
from intake_forms.schema.kinds import kinds
from tests.intake_forms import forms
from tests.intake_forms.forms import QUESTIONS, choice, question, step
from tests.intake_forms.sponsor import Sponsor, problems

pytestmark = pytest.mark.django_db

SECRET = "123-45-6789"
POSTED = {
    "short_text": "word",
    "long_text": "some words",
    "name": "Xochitl ʔu",
    "signature": "Ana",
    "date.day": "31",
    "date.month": "mayo",
    "date.year": "2020",
    "partial_date.year": "2019",
    "number": "3",
    "age": "9",
    "phone": "(415) 555-2671",
    "email": "ana@example.com",
    "address.street": "Calle 1",
    "address.city": "Oakland",
    "yes_no": "not_sure",
    "choice": "b",
    "choices": ["b", "a"],
    "consent": "yes",
    "permission": "only_these",
}
UNDERSTOOD = {
    "date": "2020-05-31",
    "partial_date": "2019",
    "number": 3,
    "age": 9,
    "phone": "+14155552671",
    "address": {"street": "Calle 1", "city": "Oakland"},
    "choices": ["a", "b"],
    "consent": True,
}


@pytest.fixture(params=["es", "en"])
def sponsor(request, client):
    services.release(form=document.parse(forms.form(step("all", *QUESTIONS.values()))))
    at = Sponsor(client, language=request.param, form="small")
    at.post("gate", {"let_in": "yes"})
    return at


def stored():
    return queries.step_answers(Draft.objects.select_related("case__key", "version").get(), "all")


def test_the_test_asks_every_kind_there_is():
    assert set(QUESTIONS) == {name for name, kind in kinds().items() if issubclass(kind, Question)}


def test_every_kind_is_taken_and_shown_again(sponsor):
    assert sponsor.post("all", POSTED).headers["Location"].endswith("/check/")
    assert stored().values == {**{key: POSTED.get(key) for key in QUESTIONS}, **UNDERSTOOD}
    page = unescape(sponsor.get("all").content.decode())
    for key, value in POSTED.items():
        if key.split(".")[0] in {"date", "address", "partial_date"}:
            assert re.search(rf'name="all-{re.escape(key)}"[^>]*value="{value}"', page)
    check = unescape(sponsor.get("check").content.decode())
    assert {"es": "31 de mayo de 2020", "en": "May 31, 2020"}[sponsor.language] in check
    assert {"es": "No sé", "en": "I don't know"}[sponsor.language] in check


def test_a_date_is_asked_in_the_order_of_the_language(sponsor):
    names = re.findall(r'name="all-date\.(\w+)"', sponsor.get("all").content.decode())
    assert names == {"es": ["day", "month", "year"], "en": ["month", "day", "year"]}[sponsor.language]


def test_every_part_has_a_label(sponsor):
    page = sponsor.get("all").content.decode()
    for part in re.findall(r'<input[^>]*name="all-[a-z_]+\.\w+"[^>]*>', page):
        control = re.search(r' id="(.*?)"', part)[1]
        assert f'<label for="{control}">' in page


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"date.day": "32"}, "day"),
        ({"date.day": ""}, "day"),
        ({"date.month": "nada"}, "month"),
        ({"date.year": "20"}, "year"),
        ({"date.year": "2999"}, "day"),
        ({"address.street": ""}, "street"),
        ({"address.city": ""}, "city"),
    ],
)
def test_an_error_leads_to_the_part_to_mend(sponsor, wrong, at):
    key = next(iter(wrong)).split(".")[0]
    response = sponsor.post("all", {**POSTED, **wrong})
    page = response.content.decode()
    (control,) = problems(response)
    if wrong == {"date.year": "2999"}:
        assert control == f"id_all-{key}_0"
    else:
        assert re.search(rf'name="all-{key}\.{at}"[^>]*id="{control}"', page)
    assert re.search(rf'id="{control}"[^>]*aria-invalid="true"', page)
    assert page.count('aria-invalid="true"') == 1
    assert stored().values.keys() == QUESTIONS.keys() - {key}


def test_a_limit_is_told_as_people_write_dates(client):
    first = step("one", question("it", "date", earliest="2020-03-01"))
    services.release(form=document.parse(forms.form(first)))
    at = Sponsor(client, form="small")
    at.post("gate", {"let_in": "yes"})
    response = at.post("one", {"it.day": "1", "it.month": "1", "it.year": "2020"})
    assert "1 de marzo de 2020" in next(iter(problems(response).values()))


@pytest.mark.parametrize("go", ["next", "back", "save", "lang-en", "lang-es", "remove-x", "upload"])
def test_a_secret_is_held_back_whatever_button_is_pressed(sponsor, go):
    typed = {**POSTED, "long_text": f"mi número {SECRET}"}
    response = sponsor.post("all", typed, go=go)
    if response.status_code == 307:
        # To the other language: the browser brings along what was typed.
        sponsor.language = go.removeprefix("lang-")
        assert response["Location"] == sponsor.url("all")
        response = sponsor.post("all", typed, go=go)
    assert response.status_code == 200
    sentence = {
        "es": "Quite este número, por favor; no lo guardamos.",
        "en": "Please remove this number; we do not keep it.",
    }
    assert problems(response) == {"id_all-long_text": sentence[sponsor.language]}
    assert SECRET in response.content.decode()
    kept = stored()
    assert "long_text" not in kept.typed
    assert "long_text" not in kept.values
    assert kept.values["name"] == POSTED["name"]
    assert SECRET not in str(kept)


def test_a_secret_in_one_part_keeps_none_of_the_parts(sponsor):
    sponsor.post("all", {**POSTED, "address.city": "A 123 456 789"})
    assert not any(name.startswith("address") for name in stored().typed)


@pytest.mark.parametrize("key", QUESTIONS)
@pytest.mark.parametrize("place", ["alone", "first", "last"])
def test_no_secret_is_stored_however_it_is_posted(client, key, place):
    services.release(form=document.parse(forms.form(step("all", *QUESTIONS.values()))))
    at = Sponsor(client, form="small")
    at.post("gate", {"let_in": "yes"})
    name = next(name for name in POSTED if name.split(".")[0] == key)
    strings = {"alone": [SECRET], "first": [SECRET, "1"], "last": ["1", SECRET]}[place]
    response = at.post("all", {**POSTED, name: strings}, go="back")
    assert "Quite este número" in next(iter(problems(response).values()))
    assert SECRET not in str(stored())
    assert stored().values.keys() == QUESTIONS.keys() - {key}


def test_a_secret_in_a_part_is_told_at_that_part(sponsor):
    response = sponsor.post("all", {**POSTED, "address.zip": SECRET})
    assert list(problems(response)) == ["id_all-address_4"]
    assert re.findall(r'id="(id_all-address_\d)"[^>]*aria-invalid', response.content.decode()) == ["id_all-address_4"]


def test_a_secret_at_the_gate_stores_nothing(client):
    gate = {"step": step("gate", choice("let_in"), question("note")), "exits": []}
    services.release(form=document.parse(forms.form(gate=gate)))
    at = Sponsor(client, form="small")
    moved = at.post("gate", {"let_in": "yes", "note": SECRET}, go="lang-en")
    assert (moved.status_code, moved["Location"]) == (307, at.url("gate", language="en"))
    for go in ("next", "lang-es"):
        assert list(problems(at.post("gate", {"let_in": "yes", "note": SECRET}, go=go))) == ["id_gate-note"]
    assert not DraftStep.objects.exists()


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_a_value_can_be_put_back_into_the_inputs_it_came_from(kind):
    parts = {name.partition(".")[2]: value for name, value in POSTED.items() if name.split(".")[0] == kind}
    raw = {part: value if isinstance(value, list) else [value] for part, value in parts.items()}
    item = document.parse(forms.form(step("one", QUESTIONS[kind]))).item_by_key[kind]
    value = item.answer(raw)
    assert item.answer(item.posted(value)) == value
    assert item.answer(item.sample("es")) not in (None, "", [])

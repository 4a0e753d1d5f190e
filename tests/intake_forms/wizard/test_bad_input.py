"""Whatever is typed or pasted, into any kind of question: stored or refused with a sentence, never an error, the rest kept."""

import re
from html import unescape

import pytest
from django.test import Client
from django.test.client import BOUNDARY

from intake_forms.records import queries, services
from intake_forms.records.models import Draft
from intake_forms.schema import document
from tests.intake_forms.forms import form, group, question, slot, step
from tests.intake_forms.sponsor import Sponsor, problems
from tests.intake_forms.wizard.test_kinds import POSTED, QUESTIONS

pytestmark = pytest.mark.django_db

NASTY = {
    "nonsense": "asdf;;--' OR 1=1 {{x}} %s <b>&amp;",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈",
    "emoji beside letters": "Ana 🌻",
    "ten thousand": "x" * 10_000,
    "one long word of a name": "Ñ" * 40,
    "Arabic": "أحمد محمود",
    "Chinese": "李小龍",
    "Pashto": "زه له افغانستان څخه یم\u200cم",
    "Mam": "Tz'utujil q'anjob'al ẍ",
    "zero width": "A\u200bna\u200d\ufeff",
    "NUL": "An\x00a",
    "only controls": "\x00\x01\x1b\x7f",
    "other controls": "a\x08b\x85c\u2028d",
    "bidi override": "\u202egnp.exe\u2066abc",
    "stacked accents": "Z" + "\u0301" * 300,
    "a letter that did not arrive": "Mar\ufffda",
    "digits of another script": "١٢٣",
    "noncharacter": "a\uffff\ufffe",
    "white space": " \t\u00a0\u3000\n ",
    "many lines": "a\r\n" * 500,
    "a number of a thousand digits": "9" * 1_000,
    "minus": "-1",
    "superscript": "²",
}
ALL = form(step("all", *QUESTIONS.values()), step("people", group("adults", *QUESTIONS.values(), max=50)))


@pytest.fixture
def sponsor(client):
    services.release(form=document.parse(ALL))
    somebody = Sponsor(client, form="small")
    somebody.post("gate", {"let_in": "yes"})
    return somebody


def stored():
    return queries.step_answers(Draft.objects.select_related("case__key", "version").get(), "all")


def said_beside_fields(response):
    """The sentences beside the fields, in the page's order."""
    found = re.findall(r'<p class="err-msg"[^>]*><span class="vh">.*?</span>\s*(.*?)\s*</p>', response.content.decode())
    return [unescape(each) for each in found]


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_it_is_stored_or_refused_with_a_sentence_and_the_rest_is_kept(sponsor, nasty):
    for name in POSTED:
        key = name.split(".")[0]
        response = sponsor.post("all", {**POSTED, name: nasty})
        kept = stored()
        assert kept.values.keys() >= QUESTIONS.keys() - {key}, name
        if response.status_code == 303:
            assert sponsor.get("check").status_code == 200
            continue
        assert response.status_code == 200, name
        told = problems(response)
        assert len(told) == 1, name
        assert next(iter(told)).startswith(f"id_all-{key}"), name
        assert list(told.values()) == said_beside_fields(response), "the same words in the summary and beside the field"
        assert "\x00" not in response.content.decode()
        assert sponsor.get("all").status_code == sponsor.get("all", "?check").status_code == 200


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_it_goes_into_no_button_and_no_mark(sponsor, nasty):
    url = sponsor.url("all")
    for name in ("go", "made_from", "submit_key"):
        assert sponsor.client.post(url, {"all-name": "Ana", "go": "back", name: nasty}).status_code < 500
        assert sponsor.client.post(sponsor.url("check"), {name: nasty}).status_code < 500


def test_everything_nasty_at_once_is_kept_or_told(sponsor):
    for nasty in NASTY.values():
        assert sponsor.post("all", dict.fromkeys(POSTED, nasty), go="back").status_code in {200, 303}
        assert sponsor.get("all").status_code == 200
        assert sponsor.get("check").status_code == 200


def test_people_on_a_list_may_be_called_anything_too(sponsor):
    for nasty in NASTY.values():
        there = sponsor.post("people", {}, go="add").url
        data = {f"people-{name}": value for name, value in {**POSTED, "name": nasty}.items()}
        assert sponsor.client.post(there, {**data, "go": "next"}).status_code in {200, 303}
        assert sponsor.get("people").status_code == sponsor.get("check").status_code == 200


@pytest.mark.parametrize("charset", ["utf-8", "utf-7", "latin-1", "utf-16", "unicode_escape", "nonsense"])
def test_a_body_in_any_encoding_is_never_an_error(client, charset):
    services.release(form=document.parse(form(step("one", question("word"), slot("lease")))))
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    for content in (b"+2AA-", b"\\ud800", b"Mar\xeda", b"\xed\xa0\x80", b"\x00\xff"):
        part = b'--%s\r\nContent-Disposition: form-data; name="one-word"\r\n\r\n%s\r\n--%s--\r\n'
        body = part % (BOUNDARY.encode(), content, BOUNDARY.encode())
        kind = f"multipart/form-data; boundary={BOUNDARY}; charset={charset}"
        assert sponsor.client.generic("POST", sponsor.url("one"), body, content_type=kind).status_code < 500
        kind = f"application/x-www-form-urlencoded; charset={charset}"
        body = b"one-word=" + content
        assert sponsor.client.generic("POST", sponsor.url("one"), body, content_type=kind).status_code < 500
        assert sponsor.get("one").status_code == 200


def test_letters_that_did_not_arrive_are_asked_for_again(sponsor):
    response = sponsor.post("all", {**POSTED, "name": "Mar\ufffda"})
    assert problems(response) == {"id_all-name": "Escríbalo otra vez, por favor. Algunas letras no llegaron bien."}


def test_what_nobody_sees_is_not_kept(sponsor):
    sponsor.post("all", {**POSTED, "name": "\u202eA\u200bna\x00\u2066Mar\ufeffía\u2069", "long_text": "a\x85b\u2028c"})
    assert stored().values["name"] == "Ana María"
    assert stored().values["long_text"] == "a\nb\nc"


def test_a_thousand_fields_nobody_asked_for_change_nothing(sponsor):
    junk = {f"junk{number}": "x" for number in range(1_000)}
    sponsor.client.post(sponsor.url("all"), {**junk, "all-name": "Ana", "go": "back"})
    assert stored().typed == {"name": ["Ana"]}


def test_the_same_at_the_gate_stores_nothing(db):
    gate = {"step": step("gate", *QUESTIONS.values()), "exits": []}
    services.release(form=document.parse(form(gate=gate)))
    somebody = Sponsor(Client(), form="small")
    for nasty in NASTY.values():
        assert somebody.post("gate", {**POSTED, "number": nasty, "name": ""}).status_code == 200
        assert somebody.post("gate", {**POSTED, "name": nasty}, go="lang-en").status_code in {200, 307}
    assert not Draft.objects.exists()

"""Recordings on the page: one player in the page's language, its size said, and nothing loaded before it is played."""

import re
from html import unescape

import pytest
from django.test import Client

from intake_forms.records import services
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, group, question, slot, step
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db


def clips(name, **more):
    return {"en": {"url": f"/documents/1/{name}.mp3", "size": 120_400}, **more}


def spanish(name):
    return {"es": {"url": f"/documents/2/{name}.mp3", "size": 1_260_000}}


def page(name):
    return {"title": forms.text(name), "body": forms.text("its text"), "audio": clips(name, **spanish(name))}


def made():
    people = group("adults", question("full_name", "name", audio=clips("name")), audio=clips("adults"))
    text = {"kind": "content", "key": "text", "body": forms.text("words"), "audio": clips("text")}
    data = forms.form(
        step(
            "one",
            question("word", audio=clips("word", **spanish("word"))),
            question("born", "date", audio=clips("born")),
            question("agreed", "consent", body=forms.text("terms"), audio=clips("agreed")),
            choice("pick", audio=clips("pick")),
            question("quiet"),
            text,
            audio=clips("one"),
        ),
        step("people", people),
        step("papers", slot("letter", audio=clips("letter"))),
        start=page("start"),
        done=page("done"),
    )
    data["gate"]["exits"] = [{"key": "out", "when": forms.rows(forms.row("let_in", "is", "no")), **page("out")}]
    return document.parse(data)


@pytest.fixture
def sponsor():
    services.release(form=made())
    return Sponsor(Client(), "en", form="small")


def players(response):
    """What each player of a page loads, and what it is called."""
    found = re.findall(r'<audio controls preload="none" src="(.*?)" aria-label="(.*?)">', response.content.decode())
    assert len(found) == response.content.decode().count("<audio")
    return {src.rsplit("/", 1)[1]: unescape(label) for src, label in found}


def test_each_question_has_its_player_with_language_and_size_below_its_label(sponsor):
    sponsor.post("gate", {"let_in": "yes"})
    response = sponsor.get("one")
    assert players(response) == {
        "one.mp3": "Listen (English), 118 KB: one",
        "word.mp3": "Listen (English), 118 KB: word",
        "born.mp3": "Listen (English), 118 KB: born",
        "agreed.mp3": "Listen (English), 118 KB: agreed",
        "pick.mp3": "Listen (English), 118 KB: pick",
        "text.mp3": "Listen (English), 118 KB",
    }
    text = response.content.decode()
    assert text.index(">word") < text.index("word.mp3") < text.index('name="one-word"')
    assert text.index("<h1>one") < text.index("one.mp3")
    assert text.index("agreed.mp3") < text.index("terms")
    assert text.count('<span aria-hidden="true">Listen (English), 118 KB</span>') == 6
    assert "script" not in text.split("<audio")[1].split("</audio>")[0]


def test_a_page_has_the_recordings_of_its_own_language_only(sponsor):
    sponsor.post("gate", {"let_in": "yes"})
    response = Sponsor(sponsor.client, "es", form="small").get("one")
    assert players(response) == {"word.mp3": "Escuchar (Español), 1,2 MB: word ES"}
    assert "/documents/1/" not in response.content.decode()


def test_lists_people_papers_and_the_forms_own_pages_are_heard_too(sponsor):
    assert list(players(sponsor.get())) == ["start.mp3"]
    assert list(players(sponsor.get("exit-out"))) == ["out.mp3"]
    sponsor.post("gate", {"let_in": "yes"})
    assert list(players(sponsor.get("people"))) == ["adults.mp3"]
    item = sponsor.post("people", {}, go="add").url
    assert list(players(sponsor.client.get(item))) == ["name.mp3"]
    assert list(players(sponsor.get("papers"))) == ["letter.mp3"]
    assert players(sponsor.get("check")) == {}


def test_the_policy_lets_sound_come_from_this_site_only(sponsor):
    assert "media-src 'self'" in sponsor.get().headers["Content-Security-Policy"]

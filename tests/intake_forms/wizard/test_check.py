"""The check page tells what is still missing from what was left out."""

import re

import pytest

from intake_forms.records import services
from intake_forms.schema import document
from tests.intake_forms.forms import form, group, question, step, text
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

"""The check page tells what is still missing from what was left out."""

import re

import pytest

from intake_forms.records import services
from intake_forms.schema import document
from tests.intake_forms.forms import form, group, question, step
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

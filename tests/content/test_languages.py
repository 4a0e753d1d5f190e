"""The public site in a language added as data, before anybody has written a page in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from content import queries
from content.fields import EachLanguage
from content.seed import plant_site
from content.snippets import SiteFacts
from tests import languages as made


@pytest.fixture
def pashto(site: None, tmp_path: Path):
    made.add(tmp_path, "ps", {"Continue": "دوام ورکړئ"}, name="Pashto", own_name="پښتو", rtl=True, falls_back_to="en")
    with made.known(tmp_path):
        plant_site()
        yield


def test_the_start_page_answers_with_what_there_is(pashto: None, client: Client) -> None:
    assert client.get("/", headers={"accept-language": "ps"}).url == "/ps/"
    page = client.get("/ps/")
    assert page.status_code == 200
    assert '<html lang="ps" dir="rtl"' in page.content.decode()
    assert client.get("/ps/continue/").status_code == 200


def test_facts_take_what_stands_in(pashto: None) -> None:
    SiteFacts.objects.all().delete()
    SiteFacts.objects.create(phone="415 555 0100", hours={"en": "9 to 5", "es": "de 9 a 5"})
    cache.clear()
    assert queries.site_facts("ps")["hours"] == "9 to 5"


def test_inputs_that_were_made_with_a_language_more_still_show(tmp_path: Path) -> None:
    made.add(tmp_path, "ps", {}, name="Pashto", own_name="پښتو", rtl=True, falls_back_to="en")
    with made.known(tmp_path):
        field = EachLanguage().formfield()
    page = field.widget.render("notice", {"en": "Closed.", "es": "Cerrado."})
    assert [text for text in ("Closed.", "Cerrado.", "Pashto") if text not in page] == []

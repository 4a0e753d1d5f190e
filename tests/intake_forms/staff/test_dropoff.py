"""The report "Where people stop"."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.users.models import UserProfile

from intake_forms.records import services, statistics
from intake_forms.records.statistics import ERROR, SAVED, SHOWN
from tests.intake_forms import forms

pytestmark = pytest.mark.django_db
NAME = "Where people stop"


def url():
    return reverse("where_people_stop")


@pytest.fixture
def counts():
    """Two versions of a form with a few counts."""
    older, newer = (services.release(form=forms.chain(count))[0] for count in (2, 3))
    for version, step, language, event, rule, times in [
        (older, "s0", "es", SHOWN, "", 4),
        (older, "s0", "es", SAVED, "", 3),
        (newer, "s0", "es", SHOWN, "", 6),
        (newer, "s0", "es", SAVED, "", 3),
        (newer, "s0", "en", SHOWN, "", 10),
        (newer, "s0", "es", ERROR, "required", 5),
        (newer, "s0", "es", ERROR, "too_long", 2),
        (newer, "s0", "es", ERROR, "no_words_for_this", 1),
        (newer, "s0", "es", ERROR, "file", 9),
    ]:
        for _turn in range(times):
            statistics.note(version.pk, step, language, event, rule)
    statistics.flush()


def table(desk, **chosen):
    """The file's rows, by step."""
    response = desk.client.get(url(), {**chosen, "export": "csv"})
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize(("who", "status"), [("ana", 302), ("supervisor", 200), ("admin", 200), ("anonymous", 302)])
def test_it_is_for_supervisors_and_whoever_releases_forms(desk, counts, who, status):
    assert desk(who).client.get(url()).status_code == status
    home = desk(who).client.get(reverse("wagtailadmin_home")).content.decode()
    assert (url() in home) == (status == 200)


def test_whoever_releases_forms_sees_it(desk, people, counts):
    people["ana"].user_permissions.add(Permission.objects.get(codename="release_form"))
    assert desk("ana").client.get(url()).status_code == 200


def test_it_adds_up_what_was_chosen(desk, counts):
    supervisor = desk("supervisor")
    everything = table(supervisor, form="chain")
    assert list(everything) == ["Step", "gate", "s0", "s1", "s2"]
    assert everything["s0"][:4] == ["20", "6", "30%", "17"]
    assert everything["s0"][4] == "trouble with a file: 9; not answered: 5; too long: 2"
    assert everything["s1"] == ["0", "0", "", "0", "", "0", "0"]
    assert list(table(supervisor, form="chain", version="1")) == ["Step", "gate", "s0", "s1"]
    assert table(supervisor, form="chain", version="1", language="es")["s0"][:3] == ["4", "3", "75%"]
    assert table(supervisor, form="chain", language="en")["s0"][:3] == ["10", "0", "0%"]
    assert table(supervisor, form="nonsense", version="99", language="xx") == everything


def test_the_page_has_chart_table_and_file(desk, counts):
    page = desk("supervisor").client.get(url(), {"form": "chain", "version": "2", "language": "es"}).content.decode()
    assert page.count('class="dropoff-bar"') == 8
    assert 'width="50.0%"' in page
    assert '<th scope="row">s0</th>' in page
    assert "trouble with a file: 9" in page
    assert "?form=chain&amp;version=2&amp;language=es&amp;export=csv" in page


def test_it_is_empty_politely(desk):
    assert "No form was released yet" in desk("supervisor").client.get(url()).content.decode()
    services.release(form=forms.chain(2))
    page = desk("supervisor").client.get(url()).content.decode()
    assert "Nothing was counted for this choice yet." in page
    assert "dropoff-bar" not in page


def test_it_speaks_spanish(desk, people, counts):
    UserProfile.objects.update_or_create(user=people["supervisor"], defaults={"preferred_language": "es"})
    page = desk("supervisor").client.get(url()).content.decode()
    assert "Dónde se detiene la gente" in page
    assert '<th scope="row">s0 ES</th>' in page
    assert NAME not in page

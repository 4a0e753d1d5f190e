"""The report "Where people stop"."""

from __future__ import annotations

import csv
import io
import re

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
    """The page's table, by step."""
    page = desk.client.get(url(), chosen).content.decode()
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.S):
        step, *cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        found[step] = cells
    return found


def file(desk, **chosen):
    """The file's lines: heading -> cell."""
    response = desk.client.get(url(), {**chosen, "export": "csv"})
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(("who", "status"), [("ana", 302), ("supervisor", 200), ("admin", 200), ("anonymous", 302)])
def test_it_is_for_supervisors_and_whoever_releases_forms(desk, counts, who, status):
    assert desk(who).client.get(url()).status_code == status
    home = desk(who).client.get(reverse("wagtailadmin_home")).content.decode()
    assert (url() in home) == (status == 200)


def test_whoever_releases_forms_sees_it(desk, people, counts):
    people["ana"].user_permissions.add(Permission.objects.get(codename="release_form"))
    assert desk("ana").client.get(url()).status_code == 200


def test_it_adds_up_what_was_chosen_and_names_every_broken_rule(desk, counts):
    supervisor = desk("supervisor")
    everything = table(supervisor, form="chain")
    assert list(everything) == ["gate", "s0", "s1", "s2"]
    rules = "trouble with a file: 9<br>not answered: 5<br>too long: 2<br>no words for this: 1"
    assert everything["s0"] == ["20", "6", "30 %", "17", rules, "0", "0"]
    assert everything["s1"] == ["0", "0", "–", "0", "–", "0", "0"]
    assert list(table(supervisor, form="chain", version="1")) == ["gate", "s0", "s1"]
    assert table(supervisor, form="chain", version="1", language="es")["s0"][:3] == ["4", "3", "75 %"]
    assert table(supervisor, form="chain", language="en")["s0"][:3] == ["10", "0", "0 %"]
    assert table(supervisor, form="nonsense", version="99", language="xx") == everything


def test_the_file_tells_versions_steps_languages_and_rules_apart(desk, counts):
    supervisor = desk("supervisor")
    found = file(supervisor, form="chain")
    assert list(found[0]) == [
        "Version", "Step", "Title", "Language", "Shown", "Continued", "Errors", "Error: trouble with a file",
        "Error: not answered", "Error: too long", "Error: no words for this", "Standing here now", "Left here for good",
    ]  # fmt: skip
    by_name = {(each["Version"], each["Step"], each["Language"]): list(each.values())[4:] for each in found}
    assert len(by_name) == len(found) == 2 * (4 + 3)
    assert by_name["2", "s0", "es"] == ["6", "3", "17", "9", "5", "2", "1", "0", "0"]
    assert by_name["2", "s0", "en"] == ["10", "0", "0", "0", "0", "0", "0", "0", "0"]
    assert by_name["1", "s0", "es"] == ["4", "3", "0", "0", "0", "0", "0", "0", "0"]
    chosen = file(supervisor, form="chain", version="1", language="es")
    assert [(each["Version"], each["Step"], each["Language"]) for each in chosen] == [
        ("1", step, "es") for step in ("gate", "s0", "s1")
    ]


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

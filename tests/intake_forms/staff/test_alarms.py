"""The first page of the admin tells those who answer for every case what is wrong with the papers, and no one else."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from intake_forms.records import watching
from tests.intake_forms.factories import Paper, make_case

pytestmark = pytest.mark.django_db

HOME = "wagtailadmin_home"


@pytest.fixture
def home(desk):
    def look(name, language="en"):
        person = desk(name)
        page = person.client.get(reverse(HOME), headers={"Accept-Language": language}).content.decode()
        return dict(re.findall(r'id="alarm-(\w+)">.*?<p>(.*?)</p>', page, re.DOTALL))

    return look


@pytest.fixture
def trouble(bucket, settings):
    """A file that nobody checks, one that is gone, a store and a scanner that do not answer."""
    now = timezone.now()
    made = make_case(papers=[Paper()])
    made.papers[0].received_at = now - datetime.timedelta(minutes=20)
    made.papers[0].save(update_fields=["received_at"])
    for kind, count in (("lost", 2), ("strays", 1), ("store", 1), ("scanner", 1), ("waiting", 0)):
        watching.note(kind=kind, count=count, now=now)
    settings.CLAMD_ADDRESS = "/nowhere"


@pytest.mark.parametrize("name", ["supervisor", "admin"])
def test_supervisors_and_administrators_are_told_what_is_wrong_and_what_to_do(home, trouble, name):
    told = home(name)
    assert next(iter(told)) == "waiting"
    assert told.keys() == {"waiting", "lost", "strays", "store", "scanner"}
    assert "1 file has waited more than 15 minutes for its check" in told["waiting"]
    assert "2 files that we told families we have are missing" in told["lost"]
    assert "belonged to no file" in told["strays"]
    assert "store of papers does not answer" in told["store"]
    assert "scanner does not answer" in told["scanner"]
    assert all("Since" in sentence for sentence in told.values())


def test_in_spanish_too(home, trouble, people):
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=people["supervisor"], defaults={"preferred_language": "es"})
    told = home("supervisor")
    assert "1 archivo espera su revisión" in told["waiting"]
    assert all("Desde" in sentence for sentence in told.values())


@pytest.mark.parametrize("name", ["ana", "editor"])
def test_others_see_nothing_of_it(home, trouble, name):
    assert home(name) == {}


def test_where_all_is_well_there_is_nothing_to_read(home, settings):
    settings.CLAMD_ADDRESS = "/somewhere"
    assert home("admin") == {}


def test_without_a_scanner_that_is_said(home):
    assert list(home("admin")) == ["no_scanner"]

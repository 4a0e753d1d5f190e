"""How long a browser stays the family's, and what ends it."""

import datetime
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from intake_forms.records.models import Case
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """A function that lets minutes pass, for the sessions and for the database."""
    passed = datetime.timedelta()
    now, seconds = timezone.now, time.time

    def wait(minutes):
        nonlocal passed
        passed += datetime.timedelta(minutes=minutes)

    monkeypatch.setattr(timezone, "now", lambda: now() + passed)
    monkeypatch.setattr(time, "time", lambda: seconds() + passed.total_seconds())
    return wait


def test_half_an_hour_of_rest_ends_nothing_and_a_little_more_does(sponsor, clock):
    sponsor.fill("gate", "contact")
    clock(30)
    assert sponsor.get("contact").status_code == 200
    clock(36)
    assert sponsor.get("contact").status_code == 403


@pytest.mark.parametrize("step", ["contact", "key", ""])
def test_looking_at_a_page_is_use_too(sponsor, clock, step):
    sponsor.fill("gate")
    for _ in range(4):
        clock(29)
        assert sponsor.get(step).status_code == 200
    assert sponsor.get("contact").status_code == 200


def test_after_eight_hours_it_ends_however_busy_it_was(sponsor, clock):
    sponsor.fill("gate")
    for _ in range(23):
        clock(20)
        assert sponsor.get("contact").status_code == 200
    clock(21)
    assert sponsor.get("contact").status_code == 403
    assert sponsor.post("contact").status_code == 403


def test_a_case_that_ends_its_sessions_ends_all_of_them_at_once(sponsor):
    sponsor.fill("gate", "contact")
    Case.objects.update(epoch=1)
    for page in (sponsor.get("contact"), sponsor.get("check"), sponsor.post("contact")):
        assert page.status_code == 403
        assert "María" not in page.content.decode()


def test_coming_back_changes_the_sessions_key_and_the_old_one_is_dead(sponsor):
    sponsor.fill("gate", "contact")
    reference, words = sponsor.key_page()
    old = sponsor.client.cookies["sessionid"].value
    sponsor.resume(reference, " ".join(words))
    assert sponsor.client.cookies["sessionid"].value != old
    assert not Session.objects.filter(session_key=old).exists()
    thief = Sponsor(Client())
    thief.client.cookies["sessionid"] = old
    assert thief.get("contact").status_code == 403

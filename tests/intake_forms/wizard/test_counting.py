"""What the wizard counts of a walk, and that looking writes nothing."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake_forms.records import services, statistics
from intake_forms.records.models import StepCount
from tests.intake_forms import forms
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker(client):
    services.release(form=forms.chain(2))
    return Sponsor(client, form="chain")


def counted():
    assert statistics.flush()
    rows = StepCount.objects.values_list("step", "language", "event", "rule", "count")
    return {(f"{step} {language} {event} {rule}").strip(): count for step, language, event, rule, count in rows}


def test_a_walk_is_counted_step_by_step(walker):
    walker.get("gate")
    walker.post("gate", {})
    walker.post("gate", {"let_in": "yes"})
    walker.get("s0")
    walker.post("s0", {"q0_0": "x" * 5000})
    walker.post("s0", {"go0": "yes"})
    assert counted() == {
        "gate es shown": 1,
        "gate es error required": 1,
        "gate es saved": 1,
        "s0 es shown": 1,
        "s0 es error required": 1,
        "s0 es error too_long": 1,
        "s0 es saved": 1,
    }


@pytest.mark.parametrize("go", ["back", "save", "lang-en"])
def test_another_button_is_not_going_on(walker, go):
    walker.post("gate", {"let_in": "yes"})
    walker.post("s0", {"go0": "yes"}, go=go)
    assert counted() == {"gate es saved": 1}


def test_looking_at_what_is_missing_counts_nothing(walker):
    walker.post("gate", {"let_in": "yes"})
    walker.get("s0", "?check")
    walker.client.head(walker.url("s0"))
    assert counted() == {"gate es saved": 1}


def test_the_language_is_the_one_the_page_was_in(walker):
    walker.language = "en"
    walker.get("gate")
    assert counted() == {"gate en shown": 1}


def test_a_get_writes_nothing_until_a_minute_is_over(walker, monkeypatch):
    walker.post("gate", {"let_in": "yes"})
    for _turn in range(5):
        with CaptureQueriesContext(connection) as captured:
            walker.get("s0")
        assert not [query for query in captured if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert not StepCount.objects.exists()
    later = time.monotonic() + 61
    monkeypatch.setattr("intake_forms.wizard.arrival.time.monotonic", lambda: later)
    walker.get("s0")
    assert StepCount.objects.get(step="s0").count == 6

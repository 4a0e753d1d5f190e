"""Counting where people stop: nothing is lost, nothing is personal."""

from __future__ import annotations

import datetime
import time
import uuid

import pytest
from django.db import OperationalError
from django.utils import timezone

from intake_forms.records import queries, services, statistics
from intake_forms.records.models import Case, Draft, DraftStep, StepCount
from intake_forms.records.queries import StepAnswers
from intake_forms.records.statistics import ERROR, LEFT, SAVED, SHOWN
from intake_forms.upkeep import jobs
from portal import gunicorn_conf
from tests.intake_forms import forms
from tests.intake_forms.threads import at_once


@pytest.fixture
def chain(db):
    return services.release(form=forms.chain(3))[0]


def begin(version, *steps, language="es"):
    """A draft at these steps (key -> complete), after the gate."""
    answers = StepAnswers({"let_in": ["yes"]}, {"let_in": "yes"}, complete=True)
    draft = services.begin_case(
        version=version, language=language, step="gate", answers=answers, facts={"let_in": "yes"}
    ).draft
    for step, complete in steps:
        # "yes" leads on to the next one.
        values = {f"go{step[1:]}": "yes"} if complete else {}
        services.save_step(draft=draft, step=step, answers=StepAnswers({}, values, complete))
    return draft


def counted():
    rows = StepCount.objects.values_list("step", "language", "event", "rule", "count")
    return {(step, language, event, rule): count for step, language, event, rule, count in rows}


def test_nothing_is_written_before_the_flush_and_everything_after(chain, django_assert_num_queries):
    with django_assert_num_queries(0):
        for _turn in range(3):
            statistics.note(chain.pk, "s0", "es", SHOWN)
        statistics.note(chain.pk, "s0", "es", ERROR, "required")
    assert statistics.flush()
    statistics.note(chain.pk, "s0", "es", SHOWN)
    assert statistics.flush()
    assert statistics.flush()
    assert counted() == {("s0", "es", "shown", ""): 4, ("s0", "es", "error", "required"): 1}


def test_threads_that_note_at_once_lose_nothing(chain):
    def task(number):
        for _turn in range(500):
            statistics.note(chain.pk, "s0", "es", SHOWN)

    at_once(4, task)
    statistics.flush()
    assert counted() == {("s0", "es", "shown", ""): 2000}


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_lose_nothing():
    version = services.release(form=forms.chain(3))[0]

    def task(number):
        for _turn in range(20):
            statistics.note(version.pk, "s0", "es", SHOWN)
            assert statistics.flush()

    at_once(4, task)
    assert counted() == {("s0", "es", "shown", ""): 80}


def test_what_the_database_refuses_is_written_next_time(chain, monkeypatch, caplog):
    statistics.note(chain.pk, "s0", "es", SHOWN)

    def refuses(*args, **kwargs):
        raise OperationalError("full")

    with monkeypatch.context() as patch:
        patch.setattr(StepCount.objects, "bulk_create", refuses)
        assert not statistics.flush()
    assert not StepCount.objects.exists()
    assert "OperationalError" in caplog.text
    statistics.note(chain.pk, "s0", "es", SHOWN)
    assert statistics.flush()
    assert counted() == {("s0", "es", "shown", ""): 2}


def test_a_version_that_is_gone_does_not_hold_up_the_others(chain):
    statistics.note(uuid.uuid4(), "s0", "es", SHOWN)
    statistics.note(chain.pk, "s0", "es", SHOWN)
    assert statistics.flush()
    assert counted() == {("s0", "es", "shown", ""): 1}


def test_it_writes_once_a_minute(chain, django_assert_num_queries):
    statistics.note(chain.pk, "s0", "es", SHOWN)
    with django_assert_num_queries(0):
        statistics.flush_if_due(time.monotonic())
        statistics.flush_if_due(time.monotonic() + 59)
    statistics.flush_if_due(time.monotonic() + 61)
    assert counted() == {("s0", "es", "shown", ""): 1}
    statistics.note(chain.pk, "s0", "es", SHOWN)
    with django_assert_num_queries(0):
        statistics.flush_if_due(time.monotonic() + 59)


@pytest.mark.parametrize(
    ("steps", "stood"),
    [
        ([], "s0"),
        ([("s0", False)], "s0"),
        # All complete: the one that follows what was saved last; after the last one she stands where she checks it all.
        ([("s0", True)], "s1"),
        ([("s0", True), ("s1", True), ("s2", True)], "s2"),
        # The first that misses something, in the order of the form and not of saving.
        ([("s0", True), ("s2", False), ("s1", False)], "s1"),
        ([("s1", False), ("s0", True)], "s1"),
        # She went back, and on from there.
        ([("s0", True), ("s1", True), ("s0", True)], "s1"),
    ],
)
def test_a_draft_deleted_unsent_is_counted_where_it_stood(chain, steps, stood):
    draft = begin(chain, *steps)
    # A clock may give two saves the same moment.
    for place, step in enumerate(["gate", *(step for step, _complete in steps)]):
        moment = timezone.now() + datetime.timedelta(seconds=place)
        DraftStep.objects.filter(id=queries.step_id(draft.id, step)).update(saved_at=moment)
    assert next(row.open for row in statistics.report("chain") if (row.step, row.language) == (stood, "es")) == 1
    jobs.tick(timezone.now() + datetime.timedelta(days=31))
    assert not Case.objects.exists()
    assert counted() == {(stood, "es", LEFT, ""): 1}
    assert sum(row.open for row in statistics.report("chain")) == 0


def test_a_draft_that_cannot_be_opened_is_counted_at_its_last_step_and_deleted(chain):
    draft = begin(chain, ("s0", True))
    Draft.objects.filter(pk=draft.pk).update(sealed_facts=b"spoilt")
    assert {row.step for row in statistics.report("chain") if row.open} == {"s0"}
    jobs.tick(timezone.now() + datetime.timedelta(days=31))
    assert not Case.objects.exists()
    assert counted() == {("s0", "es", LEFT, ""): 1}


def test_a_case_that_stays_counts_nobody_as_gone(chain, monkeypatch):
    begin(chain)

    def fails(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(services, "delete_case", fails)
    assert jobs.tick(timezone.now() + datetime.timedelta(days=31))["old drafts"] == -1
    assert Draft.objects.exists()
    assert counted() == {}


def test_the_report_has_every_step_of_every_version_in_order(chain):
    newer = services.release(form=forms.chain(2))[0]
    statistics.note(chain.pk, "s2", "es", SHOWN)
    statistics.note(newer.pk, "s1", "en", SHOWN)
    statistics.note(newer.pk, "s1", "en", SAVED)
    statistics.note(newer.pk, "s1", "en", ERROR, "required")
    statistics.note(newer.pk, "s1", "en", ERROR, "too_long")
    statistics.flush()
    rows = list(statistics.report("chain"))
    spanish = [(row.version, row.step) for row in rows if row.language == "es"]
    assert spanish == [(2, "gate"), (2, "s0"), (2, "s1"), (1, "gate"), (1, "s0"), (1, "s1"), (1, "s2")]
    found = next(row for row in rows if (row.version, row.step, row.language) == (2, "s1", "en"))
    assert (found.shown, found.saved, found.errors, found.left) == (1, 1, 2, 0)
    assert found.rules == {"required": 1, "too_long": 1}
    assert found.title["es"] == "s1 ES"
    assert sum(row.shown for row in rows) == 2


def test_the_table_has_no_room_for_a_person_or_a_moment():
    names = {field.name for field in StepCount._meta.get_fields()}
    assert names == {"id", "version", "step", "language", "event", "rule", "count"}


def test_a_process_that_ends_writes_what_it_counted(chain):
    statistics.note(chain.pk, "s0", "es", SHOWN)
    gunicorn_conf.worker_exit(None, None)
    assert counted() == {("s0", "es", "shown", ""): 1}

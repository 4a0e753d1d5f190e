"""The worker's hand: it checks what comes while the worker runs, and lets go of what it has when the worker ends."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from intake_forms.documents import checking, services
from intake_forms.records.uploads import Upload
from intake_forms.upkeep import papers
from tests.intake_forms.factories import Paper, sealed
from tests.intake_forms.papers import picture

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60.0


@pytest.fixture
def store(begun, bucket, monkeypatch):
    monkeypatch.setattr(papers, "IDLE", 0.05)
    monkeypatch.setattr(papers, "TROUBLE", 0.05)

    def take() -> Upload:
        return services.store(case=begun.case, slot="sponsor_id", incoming=sealed(begun.case, Paper(picture())))

    return take


def wait_for(state: str) -> None:
    until = time.monotonic() + PATIENCE
    while Upload.objects.exclude(state=state).exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_came_before_and_what_comes_meanwhile_is_checked(store):
    store()
    with papers.at_work(threading.Event()):
        wait_for("accepted")
        store()
        wait_for("accepted")
    assert Upload.objects.count() == 2


def test_it_goes_on_after_trouble_and_logs_no_text_of_it(store, monkeypatch, caplog):
    claim, troubles = checking.claim, [ValueError("María López")]

    def troubled(now):
        if troubles:
            raise troubles.pop()
        return claim(now)

    monkeypatch.setattr(checking, "claim", troubled)
    store()
    with caplog.at_level(logging.ERROR), papers.at_work(threading.Event()):
        wait_for("accepted")
    assert [record.getMessage() for record in caplog.records] == ["checking papers failed: ValueError"]


def test_a_file_in_hand_at_the_end_goes_back_into_the_queue(store, monkeypatch):
    monkeypatch.setattr(papers, "END", 0.1)
    begun, go_on = threading.Event(), threading.Event()
    check = checking.check

    def slow(upload):
        begun.set()
        go_on.wait(PATIENCE)
        return check(upload)

    monkeypatch.setattr(checking, "check", slow)
    store()
    threads = set(threading.enumerate())
    with papers.at_work(threading.Event()):
        assert begun.wait(PATIENCE)
        [hand] = set(threading.enumerate()) - threads
        assert Upload.objects.get().state == "checking"
    [upload] = Upload.objects.all()
    assert (upload.state, upload.attempts, upload.lease_until) == ("received", 0, None)
    go_on.set()
    hand.join(PATIENCE)
    assert Upload.objects.get().state == "received"

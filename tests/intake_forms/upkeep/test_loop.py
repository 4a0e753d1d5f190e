"""The worker's loop: goes on after a failure, says nothing personal, ends when asked."""

from __future__ import annotations

import datetime
import logging
import threading

import pytest

from intake_forms.upkeep import loop

pytestmark = pytest.mark.django_db


class Rounds:
    """A tick that fails in the first rounds and asks to end after the last."""

    def __init__(self, stop: threading.Event, *, failing: int, rounds: int) -> None:
        self.stop, self.failing, self.rounds, self.count = stop, failing, rounds, 0

    def __call__(self, now: datetime.datetime) -> None:
        self.count += 1
        if self.count >= self.rounds:
            self.stop.set()
        if self.count <= self.failing:
            raise ValueError("Ana Banco, 415 555 2671")


def test_goes_on_after_failures_and_logs_no_text_of_theirs(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop.connections, "close_all", lambda: None)
    monkeypatch.setattr(loop, "close_old_connections", lambda: None)
    stop = threading.Event()
    tick = Rounds(stop, failing=2, rounds=4)
    with caplog.at_level(logging.ERROR):
        loop.run(stop, every=0.01, tick=tick)
    assert tick.count == 4
    assert [record.getMessage() for record in caplog.records] == [
        "tick failed (ValueError), 1 in a row",
        "tick failed (ValueError), 2 in a row",
    ]
    assert "Ana" not in caplog.text


def test_waits_longer_after_each_failure_up_to_the_usual_pause() -> None:
    assert [loop.pause(failures) for failures in range(8)] == [60, 2, 4, 8, 16, 32, 60, 60]

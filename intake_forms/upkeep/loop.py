"""The worker's loop: run what is due every minute, survive what fails, end when asked."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

from django.db import close_old_connections, connections
from django.utils import timezone

from intake_forms.upkeep import jobs

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
FIRST_BACK_OFF = 2.0


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set; the job that runs meanwhile is finished first."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    return stop


def run(stop: threading.Event, *, every: float = EVERY_SECONDS, tick: Callable[..., object] = jobs.tick) -> None:
    """Call ``tick`` every ``every`` seconds until ``stop`` is set.

    After a failure it tries again sooner, waiting twice as long each time up to ``every``.
    """
    failures = 0
    while not stop.is_set():
        close_old_connections()
        try:
            tick(timezone.now())
            failures = 0
        except Exception as error:  # noqa: BLE001  whatever it was, the next round may work
            failures += 1
            # Only the kind of error: its text may quote what a family wrote.
            log.error("tick failed (%s), %d in a row", type(error).__name__, failures)
            connections.close_all()
        stop.wait(pause(failures, every=every))
    connections.close_all()


def pause(failures: int, *, every: float = EVERY_SECONDS) -> float:
    """Seconds until the next round after this many failures in a row."""
    return min(every, FIRST_BACK_OFF * 2.0 ** (failures - 1)) if failures else every

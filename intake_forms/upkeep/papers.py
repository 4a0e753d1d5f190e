"""The worker's hand that checks papers: as long as one is due it goes on, beside the minute's jobs."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator

from django.db import close_old_connections, connections
from django.utils import timezone

from intake_forms.documents import checking
from intake_forms.records.uploads import Upload

log = logging.getLogger(__name__)

#: Seconds between two looks at an empty queue; after something was down; and that a file has to be done when all ends.
IDLE, TROUBLE, END = 1.0, 10.0, 3.0


class Hand(threading.Thread):
    """Checks what is due until ``stop`` is set. What it has then goes back into the queue: see ``at_work``."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._stop_asked = stop
        self.has: Upload | None = None

    def run(self) -> None:
        while not self._stop_asked.is_set():
            close_old_connections()
            try:
                pause = self._round()
            except Exception as error:  # noqa: BLE001  whatever it was, the next round may work
                log.error("checking papers failed: %s", type(error).__name__)
                connections.close_all()
                pause = TROUBLE
            self._stop_asked.wait(pause)
        connections.close_all()

    def _round(self) -> float:
        """Check one file, if one is due. Returns the seconds to wait until the next."""
        self.has = checking.claim(timezone.now())
        if self.has is None:
            return IDLE
        outcome = checking.check(self.has)
        self.has = None
        return 0.0 if outcome.counts else TROUBLE


@contextlib.contextmanager
def at_work(stop: threading.Event) -> Iterator[None]:
    """Papers are checked meanwhile. At the end the file in hand is finished, or given back for the next worker."""
    hand = Hand(stop)
    hand.start()
    try:
        yield
    finally:
        stop.set()
        hand.join(END)
        if hand.is_alive() and hand.has is not None:
            checking.give_back(hand.has)

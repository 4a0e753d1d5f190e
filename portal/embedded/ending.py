"""The signals that end the demo, heard only where it waits: a child that is being started is never lost."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived. Not an Exception: nothing on the way may swallow it."""


class Ending:
    """Remembers the first ending signal and ignores the rest: the ending itself is short and must run whole."""

    def __init__(self) -> None:
        self._asked = False
        self._waiting = False

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """Install the handlers, explicitly: a shell that starts the demo with ``&`` makes it ignore SIGINT."""
        before = {each: signal.signal(each, self._hear) for each in SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """A stretch that a signal may cut short. Raises Ended, at once when one came before."""
        self._waiting = True
        try:
            if self._asked:
                raise Ended
            yield
        finally:
            self._waiting = False

    def _hear(self, number: int, frame: FrameType | None) -> None:
        first, self._asked = not self._asked, True
        if first and self._waiting:
            raise Ended

"""The children of the site as forks: the same code within the same limits, without the start of a Python for each file."""

from __future__ import annotations

import contextlib
import hashlib
import io
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake_forms.documents import sandbox
from tests.hostile.zygote import Ended, Zygote

#: An answer of fewer bytes can be kept.
_SHORT = 100_000


class Forks:
    """``child`` stands in for that of sandbox.py, for one thread after the other. ``ended``: how the last ones went.

    ``keeps``: short answers are kept, and the same file gets the same.
    """

    def __init__(self, keeps: bool = False) -> None:
        self._keeps = keeps
        self.ended: list[Ended] = []
        self._zygotes: dict[tuple[Path, int, int], Zygote] = {}
        self._turn = threading.Lock()
        self._known: dict[tuple[str, ...], Ended] = {}

    @contextlib.contextmanager
    def child(
        self, script: Path, *arguments: str, given: Iterable[bytes], limits: sandbox.Limits
    ) -> Iterator[sandbox.Answer]:
        """Run a script on a file and hand out what it printed."""
        content = b"".join(given)
        with self._turn:
            ended = self._run(script, arguments, content, limits)
        if not self._keeps:
            self.ended.append(ended)
        yield sandbox.Answer(io.BytesIO(ended.printed), limits.answer)
        if ended.late:
            raise sandbox.TooLong

    def _run(self, script: Path, arguments: tuple[str, ...], content: bytes, limits: sandbox.Limits) -> Ended:
        # The clock is another each time, and what was in time once is known.
        kind = script, limits.memory, limits.processor
        asked = (*map(str, kind), *arguments, hashlib.sha256(content).hexdigest())
        if asked in self._known:
            return self._known[asked]
        if kind not in self._zygotes:
            self._zygotes[kind] = Zygote(script, limits)
        ended = self._zygotes[kind].run(content, *arguments, clock=limits.clock)
        if self._keeps and not ended.late and len(ended.printed) < _SHORT:
            self._known[asked] = ended
        return ended

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_error: object) -> None:
        for zygote in self._zygotes.values():
            zygote.close()

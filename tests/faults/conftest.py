"""A sponsor in front of the step with the photo, and a line to the store that fails on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from intake_forms.documents import storage
from tests.faults.proxy import Fault, Proxy, proxy
from tests.intake_forms.conftest import begun, bucket, sponsor, version  # noqa: F401
from tests.intake_forms.documents.conftest import at_photo, send_file  # noqa: F401


class Line:
    """The line to the object store. While it has a fault the store is waited for a tenth as long as otherwise."""

    def __init__(self, made: Proxy, settings: Any, patch: pytest.MonkeyPatch) -> None:
        self._made, self._settings, self._patch, self._there = made, settings, patch, settings.S3
        self._paces, self._travel = storage.PACES, storage.TRAVEL
        self.mend()

    def fail(self, fault: Fault, after: int = 0) -> None:
        """Let it fail; ``after``: bytes that a CUT lets through."""
        short = tuple((seconds, connect / 10, answer / 10) for seconds, connect, answer in self._paces)
        self._become(fault, after, short, self._travel / 10)

    def mend(self, fault: Fault = Fault.PASS) -> None:
        """Let it work again, or with a fault that one can live with."""
        self._become(fault, 0, self._paces, self._travel)

    def _become(self, fault: Fault, after: int, paces: tuple[tuple[float, float, float], ...], travel: float) -> None:
        self._made.become(fault, after)
        self._patch.setattr(storage, "PACES", paces)
        self._patch.setattr(storage, "TRAVEL", travel)
        # Each name has a client of its own, and a client keeps the waits that it was made with.
        name = "127.0.0.1" if paces is self._paces else "localhost"
        self._settings.S3 = {**self._there, "endpoint_url": f"http://{name}:{self._made.port}"}


@pytest.fixture
def line(bucket: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:  # noqa: F811
    """The line to the object store, in the settings."""
    there = urlsplit(settings.S3["endpoint_url"])
    with proxy(str(there.hostname), int(there.port or 0)) as made:
        yield Line(made, settings, monkeypatch)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that fills the folder of temporary files up; called with ``full=False`` there is room again."""
    from intake_forms.documents import incoming

    real = incoming.tempfile.TemporaryFile

    def switch(full: bool = True) -> None:
        # The kernel's own answer to a full disk, on every write that reaches it.
        made = (lambda: open("/dev/full", "wb+")) if full else real  # noqa: SIM115
        monkeypatch.setattr(incoming.tempfile, "TemporaryFile", made)

    return switch

"""A store in memory that fails on demand: for the state machine only, everything else speaks to a real one."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
from collections.abc import Callable, Iterator
from typing import IO

from intake_forms.documents import storage
from intake_forms.documents.storage import Listed, Missing, Unavailable


class FakeStore:
    """What ``documents.storage`` does, over a dict; ``writes`` is called before and after every write."""

    def __init__(self, now: Callable[[], datetime.datetime], writes: Callable[[], None]) -> None:
        self.objects: dict[str, tuple[bytes, datetime.datetime]] = {}
        self.down = False
        self._now, self._writes = now, writes

    def put(self, key: str, body: IO[bytes], *, length: int, sha256: str, within: float = 0) -> None:
        self._ask()
        content = body.read()
        assert len(content) == length
        assert base64.b64encode(hashlib.sha256(content).digest()).decode() == sha256
        self._writes()
        self.objects[key] = content, self._now()
        self._writes()

    def get(self, key: str, within: float = 0) -> IO[bytes]:
        self._ask()
        if key not in self.objects:
            raise Missing(key)
        return io.BytesIO(self.objects[key][0])

    def delete(self, key: str, within: float = 0) -> None:
        self._ask()
        self._writes()
        self.objects.pop(key, None)
        self._writes()

    def size(self, key: str) -> int:
        return len(self.get(key).read())

    def listing(self) -> Iterator[Listed]:
        self._ask()
        for key, (content, at) in list(self.objects.items()):
            yield Listed(key, len(content), at)

    def reachable(self) -> bool:
        return not self.down

    def _ask(self) -> None:
        if self.down:
            raise Unavailable("down")


#: What stands in for the real one; the rest of it is made of these.
STANDS_IN = ("put", "get", "delete", "size", "listing", "reachable")
assert all(hasattr(storage, name) for name in STANDS_IN)

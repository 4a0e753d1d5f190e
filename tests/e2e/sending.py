"""What a page sends piece by piece, as it leaves the browser, and the line that it goes over."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict

from playwright.sync_api import Page, Request

PIECE = re.compile(r"/uploads/([0-9a-f-]{36})/(\d+)/$")
#: 400 kbit/s.
BYTES_PER_SECOND = 50_000


class Watch:
    """Files that leave a page, put together from their pieces; and what was announced of them."""

    def __init__(self, page: Page) -> None:
        self.pieces: dict[str, dict[int, bytes]] = defaultdict(dict)
        self.sent = 0
        self.announced: set[str] = set()
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.url.endswith("/uploads/"):
            self.announced.add(json.loads(request.post_data or "{}")["sha256"])
        if request.method == "PUT" and (found := PIECE.search(request.url)):
            body = request.post_data_buffer or b""
            self.sent += len(body)
            self.pieces[found[1]][int(found[2])] = body

    @property
    def files(self) -> list[bytes]:
        """Each file that left, whole or so far, in the order of leaving."""
        return [b"".join(pieces[number] for number in sorted(pieces)) for pieces in self.pieces.values()]

    @property
    def sums(self) -> set[str]:
        """Their SHA-256."""
        return {hashlib.sha256(content).hexdigest() for content in self.files}


class Line:
    """The line of one page: slow, or cut."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("Network.enable")

    def be(self, *, cut: bool = False, slow: bool = True) -> None:
        speed = BYTES_PER_SECOND if slow else -1
        conditions = {"offline": cut, "latency": 100, "downloadThroughput": speed, "uploadThroughput": speed}
        self._devtools.send("Network.emulateNetworkConditions", conditions)

"""A page that sends a file piece by piece, without a browser: it counts what it asks and how many bytes it sends."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from intake_forms.documents import chunks
from intake_forms.records import late

SIZE = chunks.SIZE


class Sender:
    """Sends one file for a paper of the case that ``client`` has open."""

    def __init__(self, client: Client, case_id: UUID, content: bytes, paper: str, **more: Any) -> None:
        self.client, self.content = client, content
        self.base = f"/{more.pop('language', 'es')}/case/uploads/"
        self.about = {"mark": late.mark(case_id), "paper": paper, "name": "foto.jpg", **self._of(content), **more}
        self.upload, self.token = "", ""
        self.there: list[int] = []
        self.sent = self.requests = 0

    @staticmethod
    def _of(content: bytes) -> dict[str, Any]:
        return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    @property
    def pieces(self) -> int:
        return -(-len(self.content) // SIZE)

    def announce(self) -> HttpResponse:
        self.requests += 1
        answer = self.client.post(self.base, json.dumps(self.about), content_type="application/json")
        if answer.status_code == 200:
            found = answer.json()
            self.upload, self.token, self.there = found["upload"], found["token"], found["there"]
        return answer

    def put(self, number: int, body: bytes | None = None, **headers: str) -> HttpResponse:
        piece = self.content[number * SIZE : (number + 1) * SIZE] if body is None else body
        self.requests += 1
        self.sent += len(piece)
        given = {"X-Upload-Token": self.token, "X-Chunk-SHA256": hashlib.sha256(piece).hexdigest(), **headers}
        kind = "application/octet-stream"
        return self.client.put(f"{self.base}{self.upload}/{number}/", piece, content_type=kind, headers=given)

    def rest(self) -> None:
        """Send what the server does not have."""
        for number in range(self.pieces):
            if number not in self.there:
                assert self.put(number).status_code == 204

    def ask(self, verb: str, **content: Any) -> HttpResponse:
        self.requests += 1
        body = {} if verb == "get" else {"data": json.dumps(content), "content_type": "application/json"}
        return getattr(self.client, verb)(f"{self.base}{self.upload}/", headers={"X-Upload-Token": self.token}, **body)

    def finish(self, password: str = "") -> HttpResponse:
        return self.ask("post", password=password)

    def send(self) -> HttpResponse:
        """All of it."""
        answer = self.announce()
        if answer.status_code != 200:
            return answer
        self.rest()
        return self.finish()

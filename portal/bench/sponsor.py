"""A sponsor at the shipped form, over HTTP: what a page weighs and how long a step takes."""

from __future__ import annotations

import gzip
import re
import secrets
import statistics
import time
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

FORM = "/es/forms/pre-appointment/"
GATE = {"contacted": "yes", "child_location": "in_care", "my_role": "sponsor", "area": "san_francisco"}
CONTACT = {"phone": "415 555 2671", "contact_channel": "call", "safe_message": "yes"}
FORM_TYPE = "application/x-www-form-urlencoded"
BOUNDARY = "----bench"


class Sponsor:
    """One browser without a browser: cookies, forms, one connection."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies: dict[str, str] = {}
        self._page = ""

    def get(self, path: str) -> bytes:
        """The body as it came over the wire, gzip where the server sent it so."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> float:
        """Milliseconds until the answer to a posted step was there."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self._page)
        body = urlencode({**fields, "csrfmiddlewaretoken": token[1] if token else ""})
        began = time.perf_counter()
        self._ask("POST", path, body.encode())
        return (time.perf_counter() - began) * 1000

    def send(self, path: str, field: str, content: bytes) -> None:
        """Send one file from the page that was asked for last, as a browser without JavaScript does.

        It is never the same twice, by some bytes at its end: what comes again is not stored again.
        """
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self._page)
        fields = {"csrfmiddlewaretoken": token[1] if token else "", "go": "save"}
        part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
        told = "".join(f'{part}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
        head = f'{told}{part}"{field}"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'.encode()
        body = b"".join([head, content, secrets.token_bytes(16), f"\r\n--{BOUNDARY}--\r\n".encode()])
        # The server does not wait long for the next request.
        self._connection.close()
        if self._ask("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}"):
            # Whoever has sent something is led on, without a page; a page would say why it was not taken.
            raise RuntimeError(f"{path} did not take the file")

    def _ask(self, method: str, path: str, body: bytes | None, kind: str = FORM_TYPE) -> bytes:
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        wire = answer.read()
        self._keep(answer)
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        if wire and answer.headers.get("Content-Type", "").startswith("text/html"):
            packed = answer.headers.get("Content-Encoding") == "gzip"
            self._page = (gzip.decompress(wire) if packed else wire).decode()
        return wire

    def _keep(self, answer: HTTPResponse) -> None:
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value

    def first_page(self) -> tuple[int, int]:
        """Bytes and requests of a first visit to the form's first step: the page and what it names."""
        page = self.get(FORM + "gate/")
        parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', self._page))
        style = next(part for part in parts if part.endswith(".css"))
        sheet = self.get(style)
        text = gzip.decompress(sheet).decode() if sheet[:2] == b"\x1f\x8b" else sheet.decode()
        parts |= {f"{style.rpartition('/')[0]}/{name}" for name in re.findall(r'url\("?([^")]+\.woff2)"?\)', text)}
        return len(page) + sum(len(self.get(part)) for part in parts), 1 + len(parts)

    def begin(self) -> None:
        """Through the gate."""
        self.get(FORM + "gate/")
        self.post(FORM + "gate/", {**{f"gate-{key}": value for key, value in GATE.items()}, "go": "next"})

    def step_times(self, rounds: int) -> tuple[float, float]:
        """Median milliseconds to show a step and to save one."""
        shown, saved = [], []
        fields = {f"contact-{key}": value for key, value in CONTACT.items()}
        for _ in range(rounds):
            began = time.perf_counter()
            self.get(FORM + "contact/")
            shown.append((time.perf_counter() - began) * 1000)
            saved.append(self.post(FORM + "contact/", {**fields, "go": "save"}))
        return statistics.median(shown), statistics.median(saved)

"""kill -9 at any moment: what was acknowledged is there afterwards."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable

import pytest

from tests.crash.server import Server, Visitor
from tests.intake_forms.papers import picture
from tests.intake_forms.sponsor import ANSWERS

pytestmark = pytest.mark.slow

PAPERS = "remove-[0-9a-f-]{36}"


def upload_head(visitor: Visitor, length: int) -> bytes:
    """A request that sends a photo of ``length`` bytes: everything before the bytes themselves."""
    token = visitor.hidden("photo-id")["csrfmiddlewaretoken"]
    before = (
        f'--X\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--X\r\nContent-Disposition: form-data; name="go"\r\n\r\nupload\r\n'
        '--X\r\nContent-Disposition: form-data; name="photo-id-sponsor_id"; filename="id.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.browser.cookies.items())
    head = (
        f"POST /es/forms/pre-appointment/photo-id/ HTTP/1.1\r\nHost: 127.0.0.1:{visitor.server.port}\r\n"
        f"Cookie: {cookies}\r\nContent-Type: multipart/form-data; boundary=X\r\nConnection: close\r\n"
        f"Content-Length: {len(before) + length + len(UPLOAD_TAIL)}\r\n\r\n"
    )
    return (head + before).encode()


UPLOAD_TAIL = b"\r\n--X--\r\n"


def test_a_server_killed_after_every_step_loses_nothing(start_server: Callable[[], Server]) -> None:
    server = start_server()
    visitor = Visitor(server)
    assert visitor.post("gate", ANSWERS["gate"]) == "key"
    server.kill_and_start_again()
    words = re.search(r'<ol class="words".*?</ol>', visitor.get("key").text, re.S)
    assert visitor.post("contact", ANSWERS["contact"]) == "child"
    server.kill_and_start_again()
    assert visitor.post("child", ANSWERS["child"]) == "photo-id"
    server.kill_and_start_again()

    # A photo that breaks off with the server is not shown as ours; the next one is.
    content = picture(size=(400, 300))
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(upload_head(visitor, len(content)) + content[: len(content) // 2])
        server.kill_and_start_again()
    assert not re.search(PAPERS, visitor.get("photo-id").text)
    photo = {"photo-id-sponsor_id": ("id.jpg", content, "image/jpeg")}
    assert visitor.post("photo-id", {}, go="upload", files=photo) == "photo-id"
    server.kill_and_start_again()
    assert len(re.findall(PAPERS, visitor.get("photo-id").text)) == 1
    assert visitor.post("photo-id", {}) == "consent"
    assert visitor.post("consent", ANSWERS["consent"]) == "check"
    server.kill_and_start_again()

    check = visitor.get("check").text
    for answer in ("María", "López", "(415) 555-2671", "José", ">9<", "1 archivo"):
        assert answer in check.replace("\n", "")
    assert visitor.post("check", {}) == "done"
    server.kill_and_start_again()
    done = visitor.get("done").text
    assert 'id="reference"' in done
    assert words
    assert all(word in done for word in re.findall(r"<li>(.*?)</li>", words[0]))


def test_uploads_that_trickle_in_on_all_threads_but_one_leave_the_pages_answering(
    start_server: Callable[[], Server],
) -> None:
    visitor = Visitor(start_server())
    for step in ("gate", "contact", "child"):
        visitor.post(step, ANSWERS[step])
    content = picture(size=(400, 300)) + b"x"
    lines = [socket.create_connection(("127.0.0.1", visitor.server.port), timeout=30) for _ in range(3)]
    head = upload_head(visitor, len(content))
    for line in lines:
        line.sendall(head + content[:100])
    place = 100
    for step in ("", "contact", "child", "photo-id", "check"):
        assert visitor.get(step).status_code == 200
        for line in lines:
            line.sendall(content[place : place + 10])
        place += 10
    assert visitor.post("child", ANSWERS["child"]) == "photo-id"
    # They were alive all the time: given the rest, each is taken.
    for number, line in enumerate(lines):
        # Three files: of the same one there would be one page.
        line.sendall(content[place:-1] + bytes([number]) + UPLOAD_TAIL)
        assert line.recv(1024).startswith(b"HTTP/1.1 303")
        line.close()
    assert len(re.findall(PAPERS, visitor.get("photo-id").text)) == 3

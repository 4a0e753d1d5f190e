"""What the virus scanner says, over both kinds of connection, and when it does not answer."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import zipfile

import pytest

from intake_forms.documents import checking, scanning
from intake_forms.documents.scanning import WHOLE, Finding
from tests.clamd import DOUBTFUL, EICAR, MOST
from tests.faults.proxy import Fault, proxy
from tests.intake_forms import papers

pytestmark = [pytest.mark.slow, pytest.mark.once]


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.com", content)
    return out.getvalue()


def blocks(content: bytes):
    return [content[start : start + 64 * 1024] for start in range(0, len(content), 64 * 1024)]


@pytest.mark.parametrize("way", ["socket", "tcp"])
def test_what_it_knows_is_harmful_a_guess_is_no_more_and_a_photo_is_fine(clamd, settings, way):
    settings.CLAMD_ADDRESS = getattr(clamd, way)
    assert scanning.reachable()
    for content, finding in (
        (papers.picture(), Finding.CLEAN),
        (b"", Finding.CLEAN),
        (EICAR, Finding.INFECTED),
        (zipped(EICAR), Finding.INFECTED),
        (papers.picture() + zipped(EICAR), Finding.INFECTED),
        (DOUBTFUL, Finding.SUSPICIOUS),
    ):
        assert scanning.scan(blocks(content)) == finding


@pytest.mark.parametrize("way", ["socket", "tcp"])
@pytest.mark.parametrize("more", [1, 64 * 1024, 12 * 2**20])
def test_a_file_that_it_does_not_take_is_too_big_not_clean(clamd, settings, way, more):
    settings.CLAMD_ADDRESS = getattr(clamd, way)
    assert scanning.scan(blocks(b"x" * (MOST + more))) == Finding.TOO_BIG
    assert scanning.scan(blocks(b"x" * 1000)) == Finding.CLEAN


def test_a_line_that_is_cut_in_the_middle_of_a_file_says_nothing_of_its_size(clamd, settings):
    host, _colon, port = clamd.tcp.rpartition(":")
    with proxy(host, int(port)) as line:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{line.port}"
        line.become(Fault.CUT, after=100_000)
        with pytest.raises(scanning.Failed):
            scanning.scan(blocks(b"x" * 1_000_000))
        line.become(Fault.PASS)
        assert scanning.scan(blocks(b"x" * 1_000_000)) == Finding.CLEAN


@pytest.mark.parametrize(
    "answer", [b"INSTREAM: Can't allocate memory ERROR\0", b"UNKNOWN COMMAND\0", b"\0", b"half an ans"]
)
def test_a_scanner_that_fails_on_a_file_and_answers_otherwise_is_not_down(settings, monkeypatch, answer):
    monkeypatch.setattr(scanning, "ANSWER", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as ours:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{ours.getsockname()[1]}"

        def serve() -> None:
            for said in (answer, b"PONG\0"):
                line, _address = ours.accept()
                line.recv(1000)
                line.sendall(said)
                lines.append(line)

        lines: list[socket.socket] = []
        serving = threading.Thread(target=serve)
        serving.start()
        with pytest.raises(scanning.Failed):
            scanning.scan([b"x"])
        serving.join()
        for line in lines:
            line.close()


def test_a_scanner_that_hangs_is_unavailable(clamd, monkeypatch):
    for wait in ("BLOCK", "ANSWER"):
        monkeypatch.setattr(scanning, wait, 0.3)
    clamd.freeze()
    assert not scanning.reachable()
    for size in (10, 2 * 2**20):
        with pytest.raises(scanning.Unavailable):
            scanning.scan(blocks(b"x" * size))


@pytest.mark.parametrize("slow", ["reads", "answers"])
def test_a_scanner_that_takes_for_ever_is_waited_for_no_longer_than_the_lease(settings, monkeypatch, slow):
    monkeypatch.setattr(scanning, "WHOLE", 0.3)
    assert checking.LEASE.total_seconds() > WHOLE + scanning.ANSWER + scanning.CONNECT
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as ours:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{ours.getsockname()[1]}"

        def serve() -> None:
            line, _address = ours.accept()
            # Whoever had enough of it hangs up.
            with line, contextlib.suppress(OSError):
                while not ended.wait(0.02):
                    if slow == "answers":
                        line.sendall(b"x")
                    else:
                        line.recv(20_000)

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            # It takes no second connection either.
            monkeypatch.setattr(scanning, "CONNECT", 0.3)
            with pytest.raises(scanning.Unavailable):
                scanning.scan(blocks(bytes(50 * 2**20 if slow == "reads" else 10)))
        finally:
            ended.set()
            serving.join()


def test_a_scanner_that_is_not_there_is_unavailable(settings, tmp_path):
    # Held and not listened on: nobody else gets the port.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        for address in (f"127.0.0.1:{held.getsockname()[1]}", str(tmp_path / "nothing")):
            settings.CLAMD_ADDRESS = address
            assert not scanning.reachable()
            with pytest.raises(scanning.Unavailable):
                scanning.scan([b"x"])


def test_without_an_address_nothing_is_scanned(settings):
    settings.CLAMD_ADDRESS = ""
    assert scanning.scan([EICAR]) == Finding.NOT_CONFIGURED
    assert not scanning.reachable()

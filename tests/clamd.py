"""A real virus scanner for the tests: clamd, with signatures of our own, so that it needs no download."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.embedded import ports

PATIENCE = 60.0
#: The test file that every scanner knows; in two pieces, so that no scanner takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
#: What our scanner calls a guess.
DOUBTFUL = b"a file that the scanner has its doubts about"
#: The longest file that it takes.
MOST = 3 * 2**20


@dataclass(frozen=True)
class Clamd:
    """A running scanner: the two addresses it answers at, and its process."""

    socket: str
    tcp: str
    process: subprocess.Popen[bytes]

    def freeze(self) -> None:
        """Stop it where it is, as a scanner that hangs."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="session")
def clamd_server() -> Iterator[Clamd]:
    """A scanner of this run; ended with the session."""
    program = shutil.which("clamd", path=os.environ["PATH"] + ":/usr/sbin")
    assert program, "clamd is missing: apt install clamav-daemon"
    # The name of a socket may be 107 letters long, and pytest's folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    (folder / "signatures").mkdir()
    signatures = {"Eicar-Test": EICAR, "Heuristics.Tests.Doubtful": DOUBTFUL}
    lines = [f"{name}:0:*:{content.hex()}\n" for name, content in signatures.items()]
    (folder / "signatures" / "ours.ndb").write_text("".join(lines))
    port, there = ports.free_pairs(1)[0], folder / "socket"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder / 'signatures'}\nOfficialDatabaseOnly no\nForeground yes\nLocalSocket {there}\n"
        f"TCPAddr 127.0.0.1\nTCPSocket {port}\nStreamMaxLength {MOST}\nTemporaryDirectory {folder}\nMaxThreads 2\n"
    )
    command = [program, "--config-file", str(folder / "clamd.conf")]
    process = subprocess.Popen(command, stdout=(folder / "log").open("wb"), stderr=subprocess.STDOUT)
    try:
        _wait(there, folder / "log")
        yield Clamd(str(there), f"127.0.0.1:{port}", process)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(there: Path, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket(socket.AF_UNIX) as link:
            try:
                link.connect(str(there))
                return
            except OSError:
                time.sleep(0.05)
    pytest.fail(f"clamd did not start: {log.read_text()}")


@pytest.fixture
def clamd(clamd_server: Clamd, settings: object) -> Iterator[Clamd]:
    """The scanner in the settings."""
    settings.CLAMD_ADDRESS = clamd_server.socket
    yield clamd_server
    clamd_server.thaw()

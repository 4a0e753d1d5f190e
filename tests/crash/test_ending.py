"""A worker that is told to end while it has a file in hand gives the file back: the next one has it at once."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.crash.server import PATIENCE, ROOT, Server

pytestmark = [pytest.mark.slow, pytest.mark.once]

#: One process that has a file to check and is the worker from then on.
WORK = """
import django
django.setup()
from django.core.management import call_command
from tests.intake_forms.factories import Paper, make_case
make_case(papers=[Paper()])
call_command("worker")
"""


def test_sigterm_ends_the_worker_and_its_file_waits_for_the_next(
    environment: Mapping[str, str], prepared: Path, tmp_path: Path
) -> None:
    # A scanner that listens and says nothing: the worker has the file in hand.
    with socket.create_server(("127.0.0.1", 0)) as scanner:
        scanner.settimeout(PATIENCE)
        address = f"127.0.0.1:{scanner.getsockname()[1]}"
        server = Server(tmp_path / "data", {**environment, "CLAMD_ADDRESS": address})
        server.copy_data(prepared)
        worker = subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=server.environment)
        try:
            line = scanner.accept()[0]
            # The minute's jobs ask whether it is there, and say nothing of a file.
            while not line.recv(10).startswith(b"zINSTREAM"):
                line.sendall(b"PONG\0")
                line = scanner.accept()[0]
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE) == 0
        finally:
            worker.kill()
            worker.wait()
            line.close()
    with sqlite3.connect(server.data / "db.sqlite3") as database:
        rows = database.execute("SELECT state, attempts, lease_until FROM intake_forms_upload").fetchall()
    assert rows == [("received", 0, None)]

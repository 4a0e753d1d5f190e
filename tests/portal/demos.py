"""Running ``manage.py demo`` as a newcomer would, and looking for what it leaves behind."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from intake_forms.documents import storage

ROOT = Path(__file__).parents[2]
PATIENCE = 150.0


def environment() -> dict[str, str]:
    """This process's environment without anything that would change the demo."""
    ours = (
        "S3_",
        "PORTAL_",
        "DATABASE_URL",
        "ALLOWED_HOSTS",
        "SECRET_KEY",
        "DEBUG",
        "CACHE_URL",
        "EMAIL_URL",
        "DJANGO_",
    )
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _ignore_sigint() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class RunningDemo:
    """One ``manage.py demo``; its output goes to a file, as with ``nohup``."""

    def __init__(self, data: Path, output: Path, *arguments: str, **variables: str) -> None:
        self.data = data
        self.output = output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--data", str(data), *arguments],
                cwd=ROOT,
                env=environment() | variables,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                # As a shell does for "&": the demo must hear SIGINT all the same.
                preexec_fn=_ignore_sigint,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """Everything it has printed so far."""
        return self.output.read_text()

    def ready(self) -> str:
        """Wait for the Ready line; the address it names."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if found := re.search(r"^Ready on (http://127\.0\.0\.1:\d+)/$", self.said, re.MULTILINE):
                return found[1]
            assert self.process.poll() is None, self.said
            time.sleep(0.1)
        raise AssertionError(self.said)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def running(data: Path, output: Path, *arguments: str, **variables: str) -> Iterator[RunningDemo]:
    """A demo that is over when the block is, whatever happens in it."""
    demo = RunningDemo(data, output, *arguments, **variables)
    try:
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.end()


def refused(data: Path, output: Path, *arguments: str, **variables: str) -> str:
    """What a demo says that won't start."""
    with running(data, output, *arguments, **variables) as demo:
        assert demo.process.wait(PATIENCE) == 1
        return demo.said


def processes(data: Path) -> dict[int, str]:
    """The command lines, by id, of every process that works on ``data``: named to it, or holding a file there open."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            # gunicorn's title may overwrite its arguments and environment: its log is open all the same.
            traces = [command, *(os.readlink(file) for file in (folder / "fd").iterdir())]
        except OSError:
            continue
        if int(folder.name) != os.getpid() and any(str(data) in trace for trace in traces):
            found[int(folder.name)] = command
    return found


def wait_until_none(data: Path, patience: float = 15.0) -> None:
    """Return when no process works on ``data`` any more."""
    until = time.monotonic() + patience
    while left := processes(data):
        assert time.monotonic() < until, left
        time.sleep(0.1)


def eventually(holds: Callable[[], bool], patience: float = 60.0) -> bool:
    """Whether something that may fail at first comes true."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with suppress(OSError, storage.Unavailable):
            if holds():
                return True
        time.sleep(0.2)
    return False


@contextmanager
def store(data: Path) -> Iterator[None]:
    """The demo's object store in the settings."""
    names = {
        "endpoint_url": "s3_endpoint",
        "access_key_id": "s3_access_key_id",
        "secret_access_key": "s3_secret_access_key",
    }
    with override_settings(S3=settings.S3 | {name: (data / "keys" / file).read_text() for name, file in names.items()}):
        yield


def digest(body: bytes) -> str:
    """SHA-256 in base64."""
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def remember(data: Path, **facts: str) -> None:
    """Change what the folder remembers of its database."""
    marker = data / "portal.json"
    remembered = json.loads(marker.read_text())
    remembered["databases"]["embedded"].update(facts)
    marker.write_text(json.dumps(remembered))


def kill(pid: int) -> None:
    """SIGKILL, if the process is still there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def taken_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]

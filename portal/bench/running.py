"""A demo of one's own to measure: started as anybody starts it, on data of its own, ended after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


class DidNotStart(Exception):
    """The demo ended, or went silent, before it was ready; the message is what it said."""


@dataclass(frozen=True)
class Running:
    """A demo that is ready."""

    port: int
    pid: int
    ready_after: float


@contextmanager
def demo(data: Path, port: int) -> Iterator[Running]:
    """Start ``manage.py demo`` on ``data`` and end it again. Raises DidNotStart."""
    command = [sys.executable, "manage.py", "demo", "--data", str(data), "--port", str(port)]
    # On a database and an object store of its own: the ones in the environment may be somebody's.
    others = {"PORTAL_DATA", "DEBUG", "DATABASE_URL"}
    env = {name: value for name, value in os.environ.items() if name not in others and not name.startswith("S3_")}
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE, text=True)
    try:
        yield Running(port, process.pid, _ready(process) - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()


def _ready(process: subprocess.Popen[str]) -> float:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if line.startswith("Ready on "):
            return time.monotonic()
    raise DidNotStart("".join(said))


def resident(pid: int, mark: str) -> float:
    """MB of resident memory of the largest process below ``pid`` whose command line has ``mark`` (Linux; else 0)."""
    sizes = [_rss(child) for child in _below(pid) if mark in _command(child)]
    return max(sizes, default=0.0)


def _below(pid: int) -> list[int]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found, edge = [], [pid]
    while edge:
        parent = edge.pop()
        children = [child for child, of in parents.items() if of == parent]
        found += children
        edge += children
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _rss(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

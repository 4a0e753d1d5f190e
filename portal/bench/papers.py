"""Figures of papers coming in: a file sent through the server, sealed, beside the same bytes put into the store directly.

A file that arrives is also judged (documents/judging.py) while its sender waits. That is another process's work, which the
server without it (``portal.bench.unjudged``) shows apart.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.test import override_settings

from intake_forms.documents import storage
from portal.bench import Figure, forms
from portal.bench.running import Running, resident
from portal.bench.sponsor import Sponsor
from portal.embedded import ports

#: A scan as offices send it, and the largest file that there may be, in bytes.
SCAN, LARGEST = 8 * 10**6, 25 * 2**20 - 10_000
CLIENTS = 8
_PATH, _FIELD = "/en/forms/paper/one/", "one-paper"


def figures(data: Path, running: Running, *, quick: bool) -> Iterator[Figure]:
    """Each figure as it is known. Loads a form into the demo that runs on ``data`` and sends files there."""
    _load(data)
    scan, rounds = pdf(SCAN), 2 if quick else 7
    yield _memory(running, pdf(LARGEST))
    with override_settings(S3=_store(data)), _unjudged(data) as apart:
        for clients in (1, CLIENTS):
            bare, checked, apart_took, took = _compared(
                [_bare(scan), _checked(scan), _sent(apart, scan), _sent(running.port, scan)], clients, rounds
            )
            who = f"{clients} client{'s' if clients > 1 else ''}"
            yield Figure(f"8 MB put, {who}", clients * SCAN / bare / 1e6, "MB/s")
            yield Figure(f"8 MB put, our settings, {who}", checked / bare, "times put")
            yield Figure(f"8 MB sent, sealed, {who}", apart_took / bare, "times put", 1 / 0.6)
            yield Figure(f"8 MB sent, sealed, judged, {who}", took / bare, "times put")


def pdf(size: int) -> bytes:
    """A PDF of one page and about so many bytes that nothing makes smaller."""
    filling = secrets.token_bytes(size)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(filling), filling),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (len(objects) + 1, table, len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % end


def _compared(ways: list[Callable[[], Callable[[], None]]], clients: int, rounds: int) -> list[float]:
    """Median seconds that so many clients take at once, one file each, in each way; the ways in turns."""
    found: list[list[float]] = [[] for _way in ways]
    with ThreadPoolExecutor(clients) as pool:
        made = [[way() for _client in range(clients)] for way in ways]
        for _round in range(rounds):
            for way, times in zip(made, found, strict=True):
                began = time.perf_counter()
                list(pool.map(lambda act: act(), way))
                times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in found]


def _bare(content: bytes) -> Callable[[], Callable[[], None]]:
    """boto3 as it comes, without any setting of ours."""
    return _put(content, None)


def _checked(content: bytes) -> Callable[[], Callable[[], None]]:
    """boto3 with our settings, and the store hashes what came, as it does with every file of ours and not by itself."""
    return _put(content, storage.CONFIG, ChecksumAlgorithm="SHA256")


def _put(content: bytes, config: Any, **asked: Any) -> Callable[[], Callable[[], None]]:
    there = settings.S3
    client = storage.boto3.session.Session().client(  # type: ignore[attr-defined]  # one file alone imports it
        "s3",
        endpoint_url=there["endpoint_url"],
        aws_access_key_id=there["access_key_id"],
        aws_secret_access_key=there["secret_access_key"],
        region_name=there["region"],
        config=config,
    )

    def put() -> None:
        client.put_object(Bucket=there["bucket"], Key=f"bench/{uuid.uuid4()}", Body=content, **asked)

    return lambda: put


def _sent(port: int, content: bytes) -> Callable[[], Callable[[], None]]:
    def client() -> Callable[[], None]:
        sponsor = Sponsor(port)
        sponsor.get("/en/forms/paper/gate/")
        sponsor.post("/en/forms/paper/gate/", {"gate-let_in": "yes", "go": "next"})
        sponsor.get(_PATH)
        return lambda: sponsor.send(_PATH, _FIELD, content)

    return client


def _memory(running: Running, content: bytes) -> Figure:
    """How much the web process grows while the largest files come in at once."""
    clients = [_sent(running.port, content)() for _client in range(CLIENTS)]
    before = peak = resident(running.pid, "portal.wsgi")
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, resident(running.pid, "portal.wsgi"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(_tried, clients))
    done.set()
    watcher.join()
    return Figure(f"web process, {CLIENTS} x 25 MB at once", peak - before, "MB more", 40)


def _tried(act: Callable[[], None]) -> None:
    """A store too slow for all of them at once refuses some in the end: on their way they were all the same."""
    with contextlib.suppress(RuntimeError):
        act()


def _store(data: Path) -> dict[str, str]:
    keys = data / "keys"
    return {
        **settings.S3,
        "endpoint_url": (keys / "s3_endpoint").read_text().strip(),
        "access_key_id": (keys / "s3_access_key_id").read_text().strip(),
        "secret_access_key": (keys / "s3_secret_access_key").read_text().strip(),
        "bucket": "papers",
    }


def _environment(data: Path) -> dict[str, str]:
    others = {"PORTAL_DATA", "DEBUG", "DATABASE_URL"}
    mine = {name: value for name, value in os.environ.items() if name not in others and not name.startswith("S3_")}
    return {**mine, "PORTAL_DATA": str(data), "PORTAL_DEMO": "1", "MALLOC_ARENA_MAX": "2"}


def _load(data: Path) -> None:
    file = data.parent / "paper.yaml"
    file.write_text(yaml.safe_dump(forms.paper()), encoding="utf-8")
    command = [sys.executable, "manage.py", "load_form", str(file)]
    subprocess.run(command, cwd=settings.BASE_DIR, env=_environment(data), check=True, capture_output=True)


@contextmanager
def _unjudged(data: Path) -> Iterator[int]:
    """A second web server over the same data that judges no file; its port."""
    port = ports.free_pairs(1)[0]
    command = ["-m", "gunicorn", "-c", "python:portal.bench.unjudged", "portal.wsgi", "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen([sys.executable, *command], cwd=settings.BASE_DIR, env=_environment(data))
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it answers, or has ended: then whoever asks is told."""
    while process.poll() is None:
        try:
            Sponsor(port).get("/health/live")
        except OSError:
            time.sleep(0.2)
        else:
            return

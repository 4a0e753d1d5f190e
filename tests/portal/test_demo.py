"""``manage.py demo``: starts from nothing, goes on where it stopped, refuses what it must, leaves no process behind."""

from __future__ import annotations

import io
import json
import shutil
import signal
import sqlite3
import stat
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake_forms.documents import storage
from tests.portal import demos

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for leftovers in /proc"),
]
PAGES = ("/es/", "/en/", "/es/forms/pre-appointment/", "/cms/login/", "/health/live", "/health/ready")


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.status, answer.read().decode()


@dataclass
class FirstRun:
    """What a run on an empty folder did, and the folder it left."""

    data: Path
    said: str
    pages: dict[str, tuple[int, str]]
    code: int
    left: dict[int, str]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstRun]:
    folder = tmp_path_factory.mktemp("demo")
    data = folder / "data"
    with demos.running(data, folder / "output") as demo:
        address = demo.ready()
        pages = {path: get(address + path) for path in PAGES}
        code = demo.end()
    yield FirstRun(data, demo.said, pages, code, demos.processes(data))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data(first: FirstRun, tmp_path: Path) -> Path:
    """A copy of the folder that the first run left."""
    return Path(shutil.copytree(first.data, tmp_path / "data"))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


def test_starts_from_nothing_and_serves_both_languages(first: FirstRun) -> None:
    assert {path: status for path, (status, _) in first.pages.items()} == dict.fromkeys(PAGES, 200)
    assert 'lang="es"' in first.pages["/es/"][1]
    assert 'lang="en"' in first.pages["/en/"][1]
    assert set(json.loads(first.pages["/health/ready"][1]).values()) == {"ok"}


def test_says_ready_once_and_names_the_accounts(first: FirstRun) -> None:
    assert first.said.count("Ready on ") == 1
    assert all(f"  {name} " in first.said for name in ("editor", "caseworker", "supervisor", "admin"))


def test_ends_on_sigterm_and_leaves_no_process(first: FirstRun) -> None:
    assert first.code == 0
    assert first.left == {}


def test_keys_are_for_their_owner_only(first: FirstRun) -> None:
    keys = first.data / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}


def test_goes_on_with_the_same_data_refuses_a_second_one_and_ends_on_sigint_in_the_background(
    data: Path, output: Path, tmp_path: Path
) -> None:
    def secrets() -> dict[str, str]:
        changes = {"s3_endpoint"}
        return {path.name: path.read_text() for path in (data / "keys").iterdir() if path.name not in changes}

    before = secrets()
    with sqlite3.connect(data / "db.sqlite3") as database:
        database.execute("UPDATE auth_user SET first_name = 'Kept' WHERE username = 'editor'")
    database.close()
    with demos.running(data, output) as demo:
        demo.ready()
        assert "Database:" not in demo.said
        refused = demos.refused(data, tmp_path / "second")
        assert f"Another demo (process {demo.process.pid})" in refused
        assert str(data) in refused
        assert demo.end(signal.SIGINT) == 0
    assert demos.processes(data) == {}
    with sqlite3.connect(data / "db.sqlite3") as database:
        assert database.execute("SELECT first_name FROM auth_user WHERE username = 'editor'").fetchone() == ("Kept",)
    database.close()
    assert secrets() == before


def test_killed_parts_come_back_and_papers_outlive_that_and_a_restart(data: Path, output: Path) -> None:
    def there() -> bool:
        with demos.store(data):
            return storage.get("paper").read() == body

    body = b"sealed" * 50_000
    with demos.running(data, output) as demo:
        address = demo.ready()
        with demos.store(data):
            storage.put("paper", io.BytesIO(body), length=len(body), sha256=demos.digest(body))
        for pid in demos.processes(data):
            if pid != demo.process.pid:
                demos.kill(pid)
        # The demo holds the port: who asks meanwhile waits.
        assert get(address + "/es/")[0] == 200
        assert demos.eventually(lambda: get(address + "/health/ready")[0] == 200)
        assert demos.eventually(there)
    with demos.running(data, output) as demo:
        demo.ready()
        assert there()


def test_ends_while_it_is_still_starting(data: Path, output: Path) -> None:
    with demos.running(data, output) as demo:
        while len(demos.processes(data)) < 2:
            assert demo.process.poll() is None, demo.said
        assert demo.end() == 0
    assert demos.processes(data) == {}


def test_two_live_side_by_side_and_a_killed_one_leaves_no_orphan(data: Path, output: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(data, tmp_path / "other"))
    with demos.running(data, output) as one, demos.running(other, tmp_path / "second") as two:
        addresses = {one.ready(), two.ready()}
        assert len(addresses) == 2
        assert [get(address + "/health/ready")[0] for address in addresses] == [200, 200]
        assert len(demos.processes(data)) == 5  # itself, weed, gunicorn and its process, worker
        assert one.end(signal.SIGKILL) == -signal.SIGKILL
        demos.wait_until_none(data)
        assert get(two.ready() + "/health/ready")[0] == 200


def test_rewritten_first_migrations_are_refused(data: Path, output: Path) -> None:
    demos.remember(data, initial="of an older schema")
    assert "use --fresh" in demos.refused(data, output)


def test_unknown_migrations_are_refused(data: Path, output: Path) -> None:
    demos.remember(data, initial="", migrations="of another version")
    with sqlite3.connect(data / "db.sqlite3") as database:
        row = "('content', '0999_gone', '2020-01-01')"
        database.execute(f"INSERT INTO django_migrations (app, name, applied) VALUES {row}")
    database.close()
    said = demos.refused(data, output)
    assert "content.0999_gone" in said
    assert "--fresh" in said
    assert demos.processes(data) == {}


def test_a_lost_keyset_is_not_replaced(data: Path, output: Path) -> None:
    (data / "keys" / "keyset.json").unlink()
    assert "keyset.json is gone" in demos.refused(data, output)
    assert not (data / "keys" / "keyset.json").exists()


def test_a_taken_port_is_refused(tmp_path: Path, output: Path) -> None:
    with demos.taken_port() as port:
        assert f"Port {port} can't be used" in demos.refused(tmp_path / "data", output, "--port", str(port))


def test_a_half_named_object_store_is_refused(tmp_path: Path, output: Path) -> None:
    said = demos.refused(tmp_path / "data", output, S3_ENDPOINT_URL="http://127.0.0.1:9", S3_ACCESS_KEY_ID="key")
    assert "S3_SECRET_ACCESS_KEY must be set too" in said

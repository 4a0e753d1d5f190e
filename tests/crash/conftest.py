"""Servers for the crash tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake_forms.privacy.keysets import new_master_keyset
from tests.crash.server import Server


@pytest.fixture(scope="session")
def environment(object_store: dict[str, str]) -> dict[str, str]:
    """The settings that a server process takes from its environment."""
    return {
        "SECRET_KEY": "tests-only-" + "x" * 40,
        "PORTAL_KEYSET": new_master_keyset(),
        "S3_ENDPOINT_URL": object_store["endpoint_url"],
        "S3_BUCKET": object_store["bucket"],
        "S3_ACCESS_KEY_ID": object_store["access_key_id"],
        "S3_SECRET_ACCESS_KEY": object_store["secret_access_key"],
        "S3_REGION": object_store["region"],
    }


@pytest.fixture(scope="session")
def prepared(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory, empty_database: Callable[[Path], None]
) -> Path:
    """A data folder with a database and the shipped form."""
    folder = tmp_path_factory.mktemp("prepared")
    empty_database(folder / "db.sqlite3")
    Server(folder, environment).prepare()
    return folder


@pytest.fixture
def start_server(environment: dict[str, str], prepared: Path, tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Start a server over data of its own; killed when the test is over."""
    started: list[Server] = []

    def start() -> Server:
        server = Server(tmp_path / "data", environment)
        server.copy_data(prepared)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.kill()

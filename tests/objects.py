"""A real object store for the tests: SeaweedFS, spoken to over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from intake_forms.documents import storage
from portal.embedded import objects

PATIENCE = 60.0


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A running SeaweedFS on free ports with a bucket; its part of ``settings.S3``. Ended with the session."""
    folder = tmp_path_factory.mktemp("objects")
    data, keys = folder / "data", folder / "keys"
    data.mkdir()
    keys.mkdir()
    (keys / "s3_access_key_id").write_text("tests")
    (keys / "s3_secret_access_key").write_text("tests-only-tests-only")
    service, address = objects.service(data, keys, folder / "weed.log")
    service.start()
    there = {
        "endpoint_url": address,
        "bucket": "papers",
        "access_key_id": "tests",
        "secret_access_key": "tests-only-tests-only",
        "region": "us-east-1",
    }
    try:
        with override_settings(S3=there):
            _wait(folder)
        yield there
    finally:
        service.end()


def _wait(folder: Path) -> None:
    """Until a bucket can be made."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            storage.ensure_bucket()
            return
        except storage.Unavailable:
            if time.monotonic() > until:
                pytest.fail(f"SeaweedFS did not start: see {folder / 'weed.log'}")
            time.sleep(0.2)


@pytest.fixture
def papers(object_store: dict[str, str]) -> Iterator[None]:
    """The object store in the settings."""
    with override_settings(S3={**settings.S3, **object_store}):
        yield

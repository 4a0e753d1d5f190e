"""What every test stands on: a master keyset, a fresh language and cache, and the object store where one asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from intake_forms.privacy.keysets import new_master_keyset
from intake_forms.records import statistics

pytest_plugins = ["tests.objects", "tests.database"]
MASTER = new_master_keyset()


@pytest.fixture(autouse=True)
def master_keyset(settings: Any) -> None:
    """A master keyset that exists for this run only."""
    settings.PORTAL_KEYSET = MASTER


@pytest.fixture(autouse=True)
def nothing_left_over(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Language, cache and step counts are the process's: a test must not hand them to the next."""
    monkeypatch.setattr(statistics, "_tally", statistics.Tally())
    language = translation.get_language()
    yield
    translation.activate(language or "en")
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares servers goes to one process: a file's tests, and all that use a browser. Those begin: they take longest."""
    for item in items:
        group = "browser" if "tests/e2e/" in item.nodeid else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: "tests/e2e/" not in item.nodeid)

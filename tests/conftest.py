"""What every test stands on: a master keyset, a fresh language and cache, and the object store where one asks for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

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
    """Language, cache, step counts and loggers are the process's: a test must not hand them to the next."""
    monkeypatch.setattr(statistics, "_tally", statistics.Tally())
    language = translation.get_language()
    yield
    translation.activate(language or "en")
    cache.clear()
    # A library that sets up its own logging turns all others off.
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """The tests of the browser begin, since they take longest together; the others as they were shuffled."""
    yield
    items.sort(key=lambda item: "tests/e2e/" not in item.nodeid)


class ByServers(LoadScopeScheduling):
    """What shares servers goes to one process: the tests of a file, and all that use a browser."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if "tests/e2e/" in nodeid else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByServers:
    """How tests are shared out among processes (``-n``)."""
    return ByServers(config, log)

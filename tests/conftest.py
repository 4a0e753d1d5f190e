"""What every test stands on: a master keyset, a fresh language and cache, and the object store where one asks for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as kept
from django.template import Template
from django.test.utils import _TestState
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from intake_forms.privacy import words
from intake_forms.privacy.keysets import new_master_keyset
from intake_forms.records import statistics

pytest_plugins = ["tests.objects", "tests.database", "tests.clamd", "tests.children"]
ROOT = Path(__file__).parents[1]
MASTER = new_master_keyset()


@pytest.fixture(autouse=True)
def master_keyset(settings: Any) -> None:
    """A master keyset that exists for this run only."""
    settings.PORTAL_KEYSET = MASTER


@pytest.fixture(autouse=True)
def cheap_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing four words is slow on purpose, and every case has some: here it is quick (test_words.py has the real cost)."""
    monkeypatch.setattr(words, "_COST", 2)


@pytest.fixture(autouse=True, scope="session")
def pages_unwatched(django_test_environment: None) -> None:
    """Nobody here asks which templates a page was made of, and Django's taking note of it costs a tenth of each page."""
    Template._render = _TestState.saved_data.template_render


@pytest.fixture(autouse=True)
def nothing_left_over(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Language, cache, step counts and loggers are the process's: a test must not hand them to the next."""
    monkeypatch.setattr(statistics, "_tally", statistics.Tally())
    language = translation.get_language()
    yield
    translation.activate(language or "en")
    kept.clear()
    # A library that sets up its own logging turns all others off.
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """What takes longest begins: the browser at the demo, other browsers, other servers; the rest as it was shuffled."""
    yield
    items.sort(key=lambda item: (_scope(item.nodeid) != DEMO, "tests/e2e/" not in item.nodeid, not _is_slow(item)))


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


DEMO = "the demo"


@cache
def _scope(nodeid: str) -> str:
    """The file of a test; what is tried at the demo in a browser shares that one demo."""
    file = nodeid.partition("::")[0]
    at_demo = "tests/e2e/" in file and "open_browser" in (ROOT / file).read_text(encoding="utf-8")
    return DEMO if at_demo else file


class ByServers(LoadScopeScheduling):
    """What shares servers goes to one process."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByServers:
    """How tests are shared out among processes (``-n``)."""
    return ByServers(config, log)

"""The empty database of the tests, kept from one run to the next: 190 migrations take longer than most tests.

A test with real transactions leaves every table empty; what migrations wrote (the root of the pages, the groups) is put back
before the next test that stands on it, whichever comes when.

SQLite only: a database is kept under a name that says what it was made from (our migrations, the versions of all packages),
so a changed one is made anew; Django still looks whether anything is missing before the first test.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import distributions
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import blocking_manager_key

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "tests"
#: What migrations wrote; and whether a test has emptied the tables since.
_WRITTEN, _EMPTIED = pytest.StashKey[str](), pytest.StashKey[bool]()


@cache
def _name() -> str:
    """What the database is made from, as a file name."""
    made_from = hashlib.sha256()
    for path in sorted(path for app in ROOT.iterdir() for path in app.glob("migrations/*.py")):
        made_from.update(path.read_bytes())
    for package in sorted(f"{each.name} {each.version}" for each in distributions()):
        made_from.update(package.encode())
    # What migrations write depends on these: page trees and content types by language and app.
    made_from.update(repr([settings.LANGUAGES, settings.INSTALLED_APPS]).encode())
    return f"{made_from.hexdigest()[:16]}.sqlite3"


def _test_database() -> Path | None:
    """The file of this run's database (of this worker); None where it is not SQLite's."""
    database = settings.DATABASES["default"]
    return Path(database["TEST"]["NAME"]) if database["ENGINE"].endswith("sqlite3") else None


@pytest.fixture(scope="session")
def empty_database(django_db_setup: None) -> Callable[[Path], None]:
    """Lays a copy of the kept database at a path, for a server's own; where none is kept, that server makes its tables itself."""

    def lay(path: Path) -> None:
        if (KEPT / _name()).exists():
            shutil.copyfile(KEPT / _name(), path)

    return lay


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """A run that finds a kept database begins with a copy of it."""
    file, kept = _test_database(), KEPT / _name()
    if file is None or not kept.exists():
        return django_db_keepdb
    shutil.copyfile(kept, file)
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any
) -> None:
    """A run that had to make its database keeps a copy of it before the first test; what stands in it is noted."""
    if any(_real_transactions(item) for item in request.session.items):
        with django_db_blocker.unblock():
            rows = json.loads(connection.creation.serialize_db_to_string())
        # Pages and tasks look their own content type up while they are made, and would make a second one.
        rows.sort(key=lambda row: row["model"] != "contenttypes.contenttype")
        request.config.stash[_WRITTEN] = json.dumps(rows)
    file, kept = _test_database(), KEPT / _name()
    # Where no test of the run has a database, none was made.
    if file is not None and not kept.exists() and any(_has_database(item) for item in request.session.items):
        KEPT.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(f".{file.name}.half")
        with sqlite3.connect(file) as source, sqlite3.connect(half) as target:
            source.backup(target)
        source.close()
        target.close()
        for old in KEPT.glob("*.sqlite3"):
            old.unlink(missing_ok=True)
        half.replace(kept)


def _has_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db"} & {*getattr(item, "fixturenames", ())}
    return bool(asked) or item.get_closest_marker("django_db") is not None


def _real_transactions(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and (marker.kwargs.get("transaction") or (marker.args and marker.args[0]))
    return bool(asked) or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what proves the same whichever database the run has: where no test asks for one, pytest-django lets none through."""
    for item in items:
        # Who asks for fixtures by name may ask for one that has a database.
        by_name = "request" in signature(getattr(item, "function", item)).parameters
        if not (by_name or _has_database(item) or {"planted", "portal"} & {*getattr(item, "fixturenames", ())}):
            item.add_marker("once")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Note that a test has emptied the tables."""
    result = yield
    if _real_transactions(item):
        item.config.stash[_EMPTIED] = True
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Put back what the migrations wrote, where a test before this one has emptied the tables; before any transaction begins."""
    if not item.config.stash.get(_EMPTIED, False) or _real_transactions(item):
        return
    with item.config.stash[blocking_manager_key].unblock():
        # Without the signal: what it would make again is among what is put back.
        call_command("flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True)
        ContentType.objects.clear_cache()
        connection.creation.deserialize_db_from_string(item.config.stash[_WRITTEN])
    item.config.stash[_EMPTIED] = False

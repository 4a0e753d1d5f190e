"""The empty database of the tests, kept from one run to the next: 190 migrations take longer than most tests.

After a test with real transactions what migrations wrote (the root of the pages, the groups) is put back from tables beside the
others: every test finds the same, whichever comes when.

A database is kept under a name that says what it was made from (our migrations, the versions of all packages), so a changed
one is made anew; Django still looks whether anything is missing before the first test. SQLite's is a file, PostgreSQL's lies
beside the others on its server and is copied there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import distributions
from inspect import signature
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "tests"
#: The tables that migrations wrote to.
_written: list[str] = []


@cache
def _name() -> str:
    """What the database is made from, as a name."""
    made_from = hashlib.sha256()
    for path in sorted(path for app in ROOT.iterdir() for path in app.glob("migrations/*.py")):
        made_from.update(path.read_bytes())
    for package in sorted(f"{each.name} {each.version}" for each in distributions()):
        made_from.update(package.encode())
    # What migrations write depends on these: page trees and content types by language and app.
    made_from.update(repr([settings.LANGUAGES, settings.INSTALLED_APPS]).encode())
    return made_from.hexdigest()[:16]


def _kept() -> Path:
    return KEPT / f"{_name()}.sqlite3"


@cache
def template() -> str:
    """The name of the PostgreSQL database to copy. Who comes first makes it; the other processes wait for that."""
    address, name = os.environ["DATABASE_URL"], f"kept_{_name()}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute("DROP DATABASE IF EXISTS kept_half")
            connection.execute("CREATE DATABASE kept_half")
            there = urlunsplit(urlsplit(address)._replace(path="/kept_half"))
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": there}, check=True)
            connection.execute(f"ALTER DATABASE kept_half RENAME TO {name}")
    return name


def _test_database() -> Path | None:
    """The file of this run's database (of this worker); None where it is not SQLite's."""
    database = settings.DATABASES["default"]
    return Path(database["TEST"]["NAME"]) if database["ENGINE"].endswith("sqlite3") else None


@pytest.fixture(scope="session")
def empty_database(django_db_setup: None) -> Callable[[Path], None]:
    """Lays a copy of the kept database at a path, for a server's own; where none is kept, that server makes its tables itself."""

    def lay(path: Path) -> None:
        if _kept().exists():
            shutil.copyfile(_kept(), path)

    return lay


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """A run that finds a kept database begins with a copy of it."""
    file, kept = _test_database(), _kept()
    if file is None:
        connection.settings_dict["TEST"]["TEMPLATE"] = template()
    if file is None or not kept.exists():
        return django_db_keepdb
    shutil.copyfile(kept, file)
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any
) -> None:
    """A run that had to make its database keeps a copy of it before the first test; what stands in it is kept beside it too."""
    # Where no test of the run has a database, none was made.
    if not any(_has_database(item) for item in request.session.items):
        return
    file, kept = _test_database(), _kept()
    if file is not None and not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(f".{file.name}.half")
        with sqlite3.connect(file) as source, sqlite3.connect(half) as target:
            source.backup(target)
        source.close()
        target.close()
        for old in KEPT.glob("*.sqlite3"):
            old.unlink(missing_ok=True)
        half.replace(kept)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'DROP TABLE IF EXISTS "kept_{table}"')
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            if cursor.fetchone():
                cursor.execute(f'CREATE TABLE "kept_{table}" AS SELECT * FROM "{table}"')
                _written.append(table)


def _put_back(_test: TransactionTestCase) -> None:
    """Empty the tables and put back what migrations wrote: Django would have the apps make it again, at ten times the cost."""
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _written:
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "kept_{table}"')


TransactionTestCase._fixture_teardown = _put_back


def _has_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db"} & {*getattr(item, "fixturenames", ())}
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what proves the same whichever database the run has: where no test asks for one, pytest-django lets none through."""
    for item in items:
        # Who asks for fixtures by name may ask for one that has a database.
        by_name = "request" in signature(getattr(item, "function", item)).parameters
        if not (by_name or _has_database(item) or {"planted", "portal"} & {*getattr(item, "fixturenames", ())}):
            item.add_marker("once")

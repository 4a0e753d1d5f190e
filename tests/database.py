"""The empty database of the tests, kept from one run to the next: 190 migrations take longer than most tests.

SQLite only. A database is kept under a name that says what it was made from (our migrations, the versions of all packages),
so a changed one is made anew; Django still looks whether anything is missing before the first test.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "tests"


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
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """A run that finds a kept database begins with a copy of it."""
    file, kept = _test_database(), KEPT / _name()
    if file is None or not kept.exists():
        return django_db_keepdb
    shutil.copyfile(kept, file)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any) -> Iterator[None]:
    """A run that had to make its database keeps a copy of it before the first test."""
    file, kept = _test_database(), KEPT / _name()
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
    return

"""What a demo's first page needs: tables, static files, a bucket, pages, forms and accounts.

Runs as a child of the demo (``python -m portal.embedded.prepare``) with the demo's environment, beside SeaweedFS's own
start. Tells the demo how far it is in JSON lines: ``begin``, ``done``, ``servable`` (gunicorn may start) or ``error``.
With ``--store-only`` it loads none of the apps, which saves seconds where everything else is in place.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portal.embedded import STORE_ONLY, DemoError, fingerprints, keys
from portal.embedded.databases import Database
from portal.embedded.folder import Folder

STORE_PATIENCE = 60.0


def tell(**event: str) -> None:
    """One line for the demo to read."""
    print(json.dumps(event), flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Tell when a piece of work begins and ends."""
    tell(begin=title)
    yield
    tell(done=title)


def prepare(folder: Folder) -> None:
    """Do what is missing. Raises DemoError when the data can't be used by this code."""
    from portal.embedded import staff

    _make_keyset(folder)
    static = fingerprints.static_files()
    if folder.remembered().get("static") != static or not (folder / "static" / "staticfiles.json").is_file():
        with step("Static files"):
            call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
        folder.remember(static=static)
    database = Database(folder)
    shipped = fingerprints.seed()
    # Others may have changed or emptied an external database since: it is asked every time.
    unseeded = database.is_external or database.facts().get("seed") != shipped
    # Slow on purpose, and outside Python's lock: done while the tables are made.
    hashed = ThreadPoolExecutor(1).submit(staff.hash_passwords, folder / "keys") if unseeded else None
    names = fingerprints.migration_names()
    if database.is_external or database.facts().get("migrations") != names:
        with step("Database"):
            _migrate(database)
        database.remember(initial=fingerprints.initial_migrations(), migrations=names)
    tell(servable="yes")
    if hashed:
        with step("Pages, forms and staff accounts"):
            _seed()
            staff.ensure(hashed.result())
        database.remember(seed=shipped)


def _make_keyset(folder: Folder) -> None:
    """Make the master keyset of a new demo. Raises DemoError where one is missing that has sealed something."""
    from intake_forms.privacy.keysets import new_master_keyset

    if not (folder / "keys" / keys.KEYSET).is_file() and "seed" in Database(folder).facts():
        raise DemoError(
            f"{folder / 'keys' / keys.KEYSET} is gone, and nothing opens without it: put it back or use --fresh."
        )
    keys.ensure(folder / "keys", {keys.KEYSET: new_master_keyset})


def _migrate(database: Database) -> None:
    if not database.is_new():
        refuse_unknown_migrations()
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        return
    # Nothing of value is in it yet, so it needn't survive a power cut: a start that didn't get through begins again.
    database.begin()
    with _quick_writes():
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    database.finish()


@contextlib.contextmanager
def _quick_writes() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        yield
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def refuse_unknown_migrations() -> None:
    """Raise DemoError when the database records migrations that this code doesn't have."""
    loader = MigrationLoader(connection)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations and (app, name) not in replaced
    )
    if unknown:
        raise DemoError(f"The data was made by another version of this code ({unknown[0]}): use --fresh to start anew.")


def _seed() -> None:
    from intake_forms.authoring import files
    from intake_forms.authoring.standing import InTheWay

    quiet = io.StringIO()
    call_command("seed_site", stdout=quiet, skip_checks=True)
    for path in sorted((Path(settings.BASE_DIR) / "intake_forms" / "forms").glob("*.yaml")):
        try:
            files.load(path)
        except InTheWay as error:
            tell(say=f"{path.name} was not loaded again: {'; '.join([*error.held, *error.refused])}.")


def wait_for_store(patience: float) -> None:
    """Return once the object store has taken an object. Raises DemoError when it hasn't after ``patience`` seconds."""
    from intake_forms.documents import storage

    body = b"ready"
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    until = time.monotonic() + patience
    while True:
        try:
            storage.ensure_bucket()
            storage.put("readiness", io.BytesIO(body), length=len(body), sha256=digest)
            storage.delete("readiness")
            return
        except storage.Unavailable as error:
            if time.monotonic() > until:
                endpoint = settings.S3["endpoint_url"]
                raise DemoError(f"The object store at {endpoint} stores nothing ({error}).") from error
            time.sleep(0.2)


def main() -> int:
    """Prepare the folder that the settings name; the exit code is 1 when it can't be used."""
    try:
        if STORE_ONLY not in sys.argv:
            django.setup()
            prepare(Folder(settings.PORTAL_DATA))
        with step("Object store"):
            wait_for_store(STORE_PATIENCE)
    except DemoError as error:
        tell(error=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``manage.py doctor``: what works, what doesn't, and what to do about it."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple, cast

from django.conf import settings
from django.core.management import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console
from rich.markup import escape

from intake_forms.documents import sandbox, scanning, storage
from portal import health
from portal.placeholders import unfilled


class Finding(NamedTuple):
    """One part's state; ``warns`` of one that works and lacks something."""

    part: str
    fine: bool
    text: str
    warns: bool = False


def _mode() -> Iterator[Finding]:
    mode = "production" if settings.PRODUCTION else "demo" if settings.DEMO else "development"
    yield Finding("mode", True, mode)


def _database() -> Iterator[Finding]:
    fine = health.works("database")
    yield Finding("database", fine, connection.vendor if fine else "does not answer: see DATABASE_URL")


def _migrations() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding("migrations", False, f"can't be read ({type(error).__name__})")
        return
    text = f"{len(missing)} to apply: run `manage.py migrate`" if missing else "all applied"
    yield Finding("migrations", not missing, text)


def _storage() -> Iterator[Finding]:
    where, bucket = settings.S3["endpoint_url"] or "AWS", settings.S3["bucket"]
    told = {
        "": "answers",
        "silent": "does not answer: see S3_ENDPOINT_URL",
        "refused": "does not take our keys: see S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY",
        "missing": f"has no bucket {bucket}: see S3_BUCKET",
    }
    trouble = storage.trouble()
    yield Finding("storage", not trouble, f"{where} {told[trouble]}")


def _scanner() -> Iterator[Finding]:
    if not scanning.configured():
        text = "none: files are marked as not scanned, and staff open them so (CLAMD_ADDRESS)"
        yield Finding("scanner", True, text, warns=settings.PRODUCTION)
        return
    where = settings.CLAMD_ADDRESS
    if not scanning.is_address(where):
        text = f"{where} is neither host:port nor the whole path of a socket: see CLAMD_ADDRESS"
        yield Finding("scanner", False, text)
        return
    most = f"a file of {settings.UPLOAD_MAX_BYTES // 2**20} MB"
    try:
        found = scanning.tried(settings.UPLOAD_MAX_BYTES)
    except (scanning.Unavailable, scanning.Failed):
        yield Finding("scanner", False, f"{where} does not answer: see CLAMD_ADDRESS")
        return
    if found is scanning.Finding.INFECTED:
        yield Finding("scanner", True, f"{where} answers")
    elif found is scanning.Finding.CLEAN:
        text = f"{where} does not find the test file in {most}: see its MaxFileSize, MaxScanSize and signatures"
        yield Finding("scanner", False, text)
    else:
        text = f"{where} does not scan {most}: such files wait for a person (see its StreamMaxLength and MaxFileSize)"
        yield Finding("scanner", True, text, warns=True)


def _sandbox() -> Iterator[Finding]:
    walls = "bubblewrap: what decodes files has no network and sees no files"
    bare = (
        "no bubblewrap, or it may not do its work: what decodes files has limits of memory and time, but the network "
        "and our files within reach (optional: apt install bubblewrap)"
    )
    has = sandbox.has_walls()
    yield Finding("sandbox", True, walls if has else bare, warns=settings.PRODUCTION and not has)


def _keyset() -> Iterator[Finding]:
    fine = health.works("keyset")
    yield Finding("keyset", fine, "can be read" if fine else "missing or not a keyset: see PORTAL_KEYSET")


def _key_files() -> Iterator[Finding]:
    folder = settings.PORTAL_DATA / "keys"
    if settings.PRODUCTION or not folder.is_dir():
        return
    open_to_others = [
        path.name for path in (folder, *sorted(folder.iterdir())) if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    text = f"readable by others: {', '.join(open_to_others)}" if open_to_others else "readable by their owner only"
    yield Finding("key files", not open_to_others, text)


def _placeholders() -> Iterator[Finding]:
    try:
        found = unfilled()
    except DatabaseError as error:
        yield Finding("placeholders", False, f"can't be read ({type(error).__name__})")
        return
    for where, placeholder in found:
        yield Finding("placeholders", not settings.PRODUCTION, f"{placeholder} is still shown on {where}")
    if not found:
        yield Finding("placeholders", True, "none is shown")


PARTS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _mode,
    _database,
    _migrations,
    _storage,
    _scanner,
    _sandbox,
    _keyset,
    _key_files,
    _placeholders,
)


class Command(BaseCommand):
    """One line per part; the exit code is 1 when one has a problem, which a warning is not."""

    help = "Show the state of each part of the portal."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings and end with code 1 if one is a problem."""
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
        findings = [finding for part in PARTS for finding in part()]
        for finding in findings:
            fine = "[yellow]warning[/]" if finding.warns else "[green]ok     [/]"
            word = fine if finding.fine else "[bold red]problem[/]"
            console.print(f"{word}  {finding.part:<13} {escape(finding.text)}")
        if not all(finding.fine for finding in findings):
            raise SystemExit(1)

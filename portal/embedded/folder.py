"""The folder of one demo: its marker, its lock, and when it may be used or deleted."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from pathlib import Path
from typing import IO, Any

from portal.embedded import DemoError

MARKER = "portal.json"
LOCK = ".lock"
PARTS = ("keys", "objects", "mail", "media", "static", "logs")
DATABASE = "db.sqlite3"
OURS = {MARKER, LOCK, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", *PARTS}


class Folder:
    """A demo's data folder. Nothing in it is touched before ``claim``."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: IO[str] | None = None

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def claim(self, *, fresh: bool) -> None:
        """Make the folder, or take an existing one, for this process alone; ``fresh`` empties it first.

        Raises DemoError when another demo uses it, or when it holds something that no demo made.
        """
        self._refuse_strangers(fresh=fresh)
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_lock()
        if fresh:
            self._empty()
        for part in PARTS:
            (self / part).mkdir(exist_ok=True, mode=0o700)
        (self / "keys").chmod(0o700)
        if not self._is_marked():
            self.remember()

    def release(self) -> None:
        """Let another demo have the folder."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def remembered(self) -> dict[str, Any]:
        """What earlier runs wrote down about the data: fingerprints by name."""
        try:
            return dict(json.loads((self / MARKER).read_text()))
        except (FileNotFoundError, ValueError):
            return {}

    def remember(self, **facts: Any) -> None:
        """Add to ``remembered``, atomically; a fact of None is forgotten."""
        merged = {"made_by": "manage.py demo", **self.remembered(), **facts}
        text = json.dumps({name: fact for name, fact in merged.items() if fact is not None}, indent=1, sort_keys=True)
        draft = self / f"{MARKER}.new"
        draft.write_text(text + "\n")
        os.replace(draft, self / MARKER)

    def discard_database(self) -> None:
        """Delete the SQLite files."""
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal"):
            (self / name).unlink(missing_ok=True)

    def _is_marked(self) -> bool:
        return (self / MARKER).is_file()

    def _refuse_strangers(self, *, fresh: bool) -> None:
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise DemoError(f"{self.path} is not a folder.")
        if self._is_marked():
            return
        present = {entry.name for entry in self.path.iterdir()} - {LOCK}
        if fresh and present:
            raise DemoError(f"{self.path} was not made by the demo, so --fresh leaves it alone. Choose another --data.")
        if present - OURS:
            raise DemoError(f"{self.path} holds other files. Choose an empty folder with --data.")

    def _take_lock(self) -> None:
        lock = open(self / LOCK, "a+", encoding="ascii")  # noqa: SIM115 - held until the process ends
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read(20).strip() or "unknown"
            lock.close()
            raise DemoError(
                f"Another demo (process {holder}) is using {self.path}. Stop it, or choose another folder with --data."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _empty(self) -> None:
        # The lock file stays: whoever waits for it must meet the same file.
        for entry in self.path.iterdir():
            if entry.name == LOCK:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

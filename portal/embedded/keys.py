"""The demo's secrets: made once per data folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

KEYSET = "keyset.json"


def write(path: Path, text: str) -> None:
    """Put ``text`` into a file of mode 600, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def ensure(folder: Path, makers: Mapping[str, Callable[[], str]]) -> None:
    """Make each key that ``folder`` lacks. A key that exists is never replaced: what it sealed would be lost."""
    folder.chmod(0o700)
    for name, make in makers.items():
        path = folder / name
        if path.is_file() and path.stat().st_size:
            path.chmod(0o600)
        else:
            write(path, make())


def secret_key() -> str:
    """A value for Django's SECRET_KEY."""
    return secrets.token_urlsafe(50)


def access_key_id() -> str:
    """An S3 access key id: 20 upper-case characters, as every S3 server accepts."""
    return secrets.token_hex(10).upper()


def secret_access_key() -> str:
    """An S3 secret access key of 160 bits."""
    return secrets.token_hex(20)

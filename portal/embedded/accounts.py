"""The four staff accounts of a demo. Their passwords are made per data folder and kept with its keys."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

FILE = "staff.json"
# Account name -> its group; None is the administrator, who needs no group.
ACCOUNTS: dict[str, str | None] = {
    "editor": "Editors",
    "caseworker": "Case workers",
    "supervisor": "Supervisors",
    "admin": None,
}


def make_passwords() -> str:
    """A password of 96 bits for each account, as JSON."""
    return json.dumps({name: secrets.token_urlsafe(12) for name in ACCOUNTS}, indent=1)


def passwords(folder: Path) -> dict[str, str]:
    """The passwords by account name, as first given."""
    return dict(json.loads((folder / FILE).read_text()))

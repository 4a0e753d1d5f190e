"""The four staff accounts of a demo. Their passwords are made per data folder and kept with its keys."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from portal.embedded import keys

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


def ensure(folder: Path) -> None:
    """Create the accounts that are missing; existing ones keep what was changed in them."""
    users = get_user_model()
    keys.ensure(folder, {FILE: make_passwords})
    known = passwords(folder)
    present = set(users.objects.filter(username__in=ACCOUNTS).values_list("username", flat=True))
    for name, group in ACCOUNTS.items():
        if name in present:
            continue
        with transaction.atomic():
            address = f"{name}@example.org"
            if group is None:
                users.objects.create_superuser(name, address, known[name], first_name="Demo", last_name=name.title())
            else:
                user = users.objects.create_user(name, address, known[name], first_name="Demo", last_name=name.title())
                user.groups.add(Group.objects.get(name=group))

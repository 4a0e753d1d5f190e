"""Creates the demo's staff accounts in the database."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from portal.embedded.accounts import ACCOUNTS, passwords


def ensure(folder: Path) -> None:
    """Create the accounts that are missing; existing ones keep what was changed in them."""
    users = get_user_model()
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

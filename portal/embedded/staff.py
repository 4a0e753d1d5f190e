"""Creates the demo's staff accounts in the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from portal.embedded.accounts import ACCOUNTS, passwords


def hash_passwords(folder: Path) -> dict[str, str]:
    """The hashes by account name. Needs no database."""
    return {name: make_password(password) for name, password in passwords(folder).items()}


def ensure(hashes: Mapping[str, str]) -> None:
    """Create the accounts that are missing; existing ones keep what was changed in them."""
    users = get_user_model().objects
    present = set(users.filter(username__in=ACCOUNTS).values_list("username", flat=True))
    for name, group in ACCOUNTS.items():
        if name in present:
            continue
        with transaction.atomic():
            user = users.create(
                username=name,
                email=f"{name}@example.org",
                password=hashes[name],
                first_name="Demo",
                last_name=name.title(),
                is_staff=group is None,
                is_superuser=group is None,
            )
            if group is not None:
                user.groups.add(Group.objects.get(name=group))

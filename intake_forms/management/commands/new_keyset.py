"""``new_keyset``: print a fresh master keyset for ``PORTAL_KEYSET``."""

from typing import Any

from django.core.management.base import BaseCommand

from intake_forms.privacy.keysets import new_master_keyset


class Command(BaseCommand):
    """Prints the key in the clear: send it straight to where secrets are kept."""

    help = "Print a new master keyset (JSON) for PORTAL_KEYSET."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_master_keyset())

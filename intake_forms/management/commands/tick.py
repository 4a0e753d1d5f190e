"""``manage.py tick``: one round of the background jobs."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from intake_forms.upkeep import jobs


class Command(BaseCommand):
    """Run every due job once and print how much each did."""

    help = "Run the background jobs once (for a cron in place of the worker)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per job. Raises CommandError when one failed."""
        done = jobs.tick(timezone.now())
        for name, count in done.items():
            self.stdout.write(f"{name}: {'failed' if count < 0 else count}")
        if any(count < 0 for count in done.values()):
            raise CommandError("A job failed; the log names the kind of error.")

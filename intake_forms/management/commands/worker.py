"""``manage.py worker``: the background process."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from intake_forms.upkeep import loop, papers


class Command(BaseCommand):
    """Check papers as they come, and run what is due every minute, until SIGTERM or SIGINT."""

    help = "Check papers as they come and run the background jobs every minute, until it is told to end."
    # The web server runs the checks; here they would only load the whole admin.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop until a signal."""
        stop = loop.stop_on_signals()
        with papers.at_work(stop):
            loop.run(stop)

"""``manage.py demo``: the whole portal on this machine, from nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from portal.embedded import DemoError, command


class Command(BaseCommand):
    """The demo for those who call it through Django; ``manage.py`` goes to ``portal.embedded.command`` directly."""

    help = command.HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The same as without Django."""
        command.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal. Raises CommandError with one sentence when it can't."""
        try:
            command.run(port=options["port"], data=options["data"], fresh=options["fresh"])
        except DemoError as error:
            raise CommandError(str(error)) from error

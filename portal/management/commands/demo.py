"""``manage.py demo``: the whole portal on this machine, from nothing."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from portal.embedded import DemoError, ports
from portal.embedded.folder import Folder
from portal.embedded.run import Demo

DEFAULT_PORT = 8000


class Command(BaseCommand):
    """Start everything, say where it answers, and end it all on Ctrl-C."""

    help = "Run the whole portal on this machine with demo content: database, object store, worker and web server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--port``, ``--data`` and ``--fresh``."""
        parser.add_argument("--port", type=int, help=f"port to serve on (default {DEFAULT_PORT} or the next free one)")
        parser.add_argument("--data", type=Path, help="folder for everything it keeps (default PORTAL_DATA or var/demo)")
        parser.add_argument("--fresh", action="store_true", help="delete that folder's demo data first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal. Raises CommandError with one sentence when it can't."""
        if settings.PRODUCTION:
            raise CommandError("ALLOWED_HOSTS is set, which means production. The demo is for this machine: unset it.")
        folder = Folder(options["data"] or settings.PORTAL_DATA)
        try:
            folder.claim(fresh=options["fresh"])
            with self._listen(options["port"]) as listener:
                Demo(folder, listener).run()
        except (DemoError, OSError) as error:
            raise CommandError(str(error)) from error
        finally:
            folder.release()

    def _listen(self, wanted: int | None) -> socket.socket:
        try:
            listener = ports.listen(wanted or DEFAULT_PORT, exact=wanted is not None)
        except OSError as error:
            raise DemoError(f"Port {wanted or DEFAULT_PORT} can't be used ({error.strerror}). Choose one with --port.") from error
        port = listener.getsockname()[1]
        if wanted is None and port != DEFAULT_PORT:
            self.stdout.write(f"Port {DEFAULT_PORT} is taken; using {port}.")
        return listener

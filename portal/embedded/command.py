"""The demo's command line, without Django's: the demo itself needs none of the apps, and loading them takes seconds."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from socket import socket

from django.conf import settings

from portal.embedded import DemoError, ports
from portal.embedded.folder import Folder
from portal.embedded.run import Demo

DEFAULT_PORT = 8000
HELP = "Run the whole portal on this machine with demo content: database, object store, worker and web server."


def add_arguments(parser: ArgumentParser) -> None:
    """``--port``, ``--data`` and ``--fresh``."""
    parser.add_argument("--port", type=int, help=f"port to serve on (default {DEFAULT_PORT} or the next free one)")
    parser.add_argument("--data", type=Path, help="folder for everything it keeps (default PORTAL_DATA or var/demo)")
    parser.add_argument("--fresh", action="store_true", help="delete that folder's demo data first")


def run(*, port: int | None, data: Path | None, fresh: bool) -> None:
    """Run the demo until a signal. Raises DemoError when it can't."""
    if settings.PRODUCTION:
        raise DemoError("ALLOWED_HOSTS is set, which means production. The demo is for this machine: unset it.")
    folder = Folder(data or settings.PORTAL_DATA)
    try:
        folder.claim(fresh=fresh)
        with _listen(port) as listener:
            Demo(folder, listener).run()
    except OSError as error:
        raise DemoError(str(error)) from error
    finally:
        folder.release()


def _listen(wanted: int | None) -> socket:
    first = wanted or DEFAULT_PORT
    try:
        listener = ports.listen(first, exact=wanted is not None)
    except (OSError, OverflowError) as error:
        raise DemoError(f"Port {first} can't be used ({error}). Choose one with --port.") from error
    port = listener.getsockname()[1]
    if wanted is None and port != DEFAULT_PORT:
        print(f"Port {DEFAULT_PORT} is taken; using {port}.", flush=True)
    return listener


def main(arguments: list[str]) -> int:
    """The exit code of ``manage.py demo`` with these arguments."""
    parser = ArgumentParser(prog="manage.py demo", description=HELP)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        run(port=options.port, data=options.data, fresh=options.fresh)
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    return 0

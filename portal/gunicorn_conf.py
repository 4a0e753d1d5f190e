"""How gunicorn serves the portal: ``gunicorn -c python:portal.gunicorn_conf portal.wsgi``.

Production adds ``--bind`` and, in ``WEB_CONCURRENCY``, a number of processes; a proxy in front buffers slow requests.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.apps import apps
from gunicorn.glogging import Logger
from gunicorn.http.unreader import SocketUnreader

from portal.embedded.processes import die_with_parent


class DiscreetLogger(Logger):
    """gunicorn's log without visitors' addresses and without the text of what they asked for."""

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """As gunicorn's, except for the line that names the visitor's address."""
        if msg.startswith("Invalid request from ip="):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """As gunicorn's, except that the address asked for, with its query, is left out."""
        if msg.startswith("Error handling request"):
            msg, args = "Error handling request", ()
        super().exception(msg, *args, **kwargs)


# With every read of a body gunicorn copies all that it has received ahead, by itself a megabyte: so no more than a reader
# of files (documents/incoming.py) asks for at a time.
SocketUnreader.max_body_chunk = 256 * 1024
worker_class = "gthread"
# A phone on a slow line holds a thread for as long as it sends: pages must still find a free one.
threads = int(os.environ.get("WEB_THREADS", "40"))
graceful_timeout = 2
keepalive = 5
accesslog = None
errorlog = "-"
loglevel = "warning"
logger_class = DiscreetLogger
control_socket_disable = True
# The heartbeat file must not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) and Path("/dev/shm").is_dir() else None  # noqa: S108


def post_fork(server: Any, worker: Any) -> None:
    """A request process doesn't outlive the one that watches it."""
    die_with_parent(worker.ppid)


def worker_exit(server: Any, worker: Any) -> None:
    """What a request process counted and has not written yet is written before it ends."""
    if not apps.ready:
        return
    # Imported here: the process that only watches has no Django.
    from intake_forms.records import statistics

    statistics.flush()

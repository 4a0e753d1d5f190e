"""Free TCP ports on this machine's own address."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator

HOST = "127.0.0.1"
# SeaweedFS listens on each port and on port + 10,000. Both ends of this range lie outside the ephemeral ports of Linux
# (32,768 and up), so no outgoing connection of another program takes one in between.
FIRST, LAST = 10_240, 22_700
GRPC_OFFSET = 10_000
BACKLOG = 256


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` now."""
    with socket.socket() as probe:
        # As servers do: connections of the last run that are still closing don't count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def is_pair_free(port: int) -> bool:
    """Whether ``port`` and the gRPC port that goes with it are both free."""
    return is_free(port) and is_free(port + GRPC_OFFSET)


def free_pairs(count: int) -> list[int]:
    """``count`` different ports, drawn at random so that two demos that start together don't meet."""
    candidates: Iterator[int] = iter(random.sample(range(FIRST, LAST), 2_000))
    return [port for port, _ in zip((p for p in candidates if is_pair_free(p)), range(count), strict=False)]


def listen(port: int, *, exact: bool) -> socket.socket:
    """A socket listening on ``port``, or unless ``exact`` on the next free one. Raises OSError when there is none.

    The demo keeps it and hands it to gunicorn, so nobody takes the port in between, and who asks while gunicorn
    restarts waits instead of being refused.
    """
    last = port if exact else min(port + 100, 65_535)
    while True:
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((HOST, port))
            bound.listen(BACKLOG)
            return bound
        except OSError:
            bound.close()
            if port >= last:
                raise
            port += 1

"""A TCP proxy on this machine that fails on demand: the line between the portal and what it depends on."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from enum import Enum

_BLOCK = 16 * 1024
#: Of a slow line: bytes at once, and the seconds between them.
_DROP, _PAUSE = 8192, 0.02


class Fault(Enum):
    """What is wrong with the line.

    PASS: nothing. REFUSE: nobody listens. HANG: the line is taken, and nothing comes or goes. CUT: it ends after
    ``Proxy.after`` bytes towards the server. DEAF: all bytes go to the server, no answer comes back.
    SLOW: at most 400 kB a second.
    """

    PASS = "pass"
    REFUSE = "refuse"
    HANG = "hang"
    CUT = "cut"
    DEAF = "deaf"
    SLOW = "slow"


class Proxy:
    """Listens on a port of its own and passes on to ``host:port``; ``fault`` counts for every line, also those that stand."""

    def __init__(self, host: str, port: int) -> None:
        self.there = (host, port)
        self.fault, self.after = Fault.PASS, 0
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port: int = self._socket.getsockname()[1]
        self._lines: list[socket.socket] = []
        self._over = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def become(self, fault: Fault, after: int = 0) -> None:
        """Let the line have another fault; the lines that stand end, as when a server goes."""
        self.fault, self.after = fault, after
        while self._lines:
            _end(self._lines.pop())

    def close(self) -> None:
        """End everything."""
        self._over.set()
        self._socket.close()
        self.become(Fault.REFUSE)

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                line, _address = self._socket.accept()
            except OSError:
                return
            if self.fault is Fault.REFUSE:
                # Reset at once: to who calls it is the same as a port without a listener.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                line.close()
                continue
            self._lines.append(line)
            if self.fault is not Fault.HANG:
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            server = socket.create_connection(self.there, timeout=30)
        except OSError:
            _end(line)
            return
        self._lines.append(server)
        threading.Thread(target=self._pump, args=(server, line, True), daemon=True).start()
        self._pump(line, server, False)

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while block := source.recv(_DROP if self.fault is Fault.SLOW else _BLOCK):
                if self.fault is Fault.SLOW:
                    time.sleep(_PAUSE)
                if self.fault is Fault.CUT and not answers:
                    block = block[: max(0, self.after - passed)]
                    passed += len(block)
                if not (self.fault is Fault.DEAF and answers):
                    target.sendall(block)
                if self.fault is Fault.CUT and not answers and passed >= self.after:
                    break
        _end(source)
        _end(target)


def _end(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@contextlib.contextmanager
def proxy(host: str, port: int) -> Iterator[Proxy]:
    """A running one."""
    made = Proxy(host, port)
    try:
        yield made
    finally:
        made.close()

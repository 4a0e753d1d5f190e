"""Child processes that never outlive the demo: started in their own sessions, restarted when they die, ended in time."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.embedded import DemoError

PR_SET_PDEATHSIG = 1
LOG_BYTES = 5 * 1024 * 1024
# A child that lived this long has recovered: its next death counts as the first.
STEADY_SECONDS = 60.0
DEATHS_IN_A_ROW = 6
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int) -> None:
    """Make the kernel kill this process when the one that started it dies (Linux; elsewhere nothing)."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _in_child(parent: int) -> None:
    # A shell that starts the demo with "&" makes it ignore SIGINT, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent(parent)


def spawn(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    stdout: int,
    stderr: int = subprocess.STDOUT,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, inheriting only the descriptors in ``keep``.

    Call it from the main thread only: Linux ties the child's life to the *thread* that started it.
    """
    parent = os.getpid()
    return subprocess.Popen(
        command,
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        pass_fds=tuple(keep),
        preexec_fn=lambda: _in_child(parent),
    )


def end(process: subprocess.Popen[bytes], *, patience: float) -> None:
    """Ask a child and everything it started to end, and kill what is left after ``patience`` seconds."""
    ask(process)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ask(process: subprocess.Popen[bytes]) -> None:
    """Send SIGTERM to a child and everything it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM)


@dataclass
class Service:
    """One long-running part: how to start it, where its log goes, and how often it died in a row."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    cwd: Path
    patience: float
    keep: Sequence[int] = ()
    # What it must not find when it starts (a folder and a pattern of subfolders), and files that it leaves behind.
    forgets: tuple[Path, str] | None = None
    leftovers: Sequence[Path] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    again_at: float = 0.0

    def start(self) -> None:
        """Start the process; its output is added to the log."""
        if self.forgets:
            folder, pattern = self.forgets
            for past in folder.glob(pattern):
                shutil.rmtree(past, ignore_errors=True)
        with open_log(self.log) as log:
            self.process = spawn(self.command, env=self.env, cwd=self.cwd, stdout=log.fileno(), keep=self.keep)
        self.started = time.monotonic()

    def is_dead(self) -> bool:
        """Whether it was started and is no longer running."""
        return self.process is not None and self.process.poll() is not None

    def end(self) -> None:
        """End the process if there is one."""
        if self.process:
            end(self.process, patience=self.patience)
        for path in self.leftovers:
            path.unlink(missing_ok=True)

    def watch(self, say: Callable[[str], None]) -> None:
        """Restart a process that died, waiting longer each time. Raises DemoError when it won't stay up."""
        if self.process is None or not self.is_dead():
            return
        now = time.monotonic()
        if not self.again_at:
            self.deaths = 1 if now - self.started > STEADY_SECONDS else self.deaths + 1
            if self.deaths >= DEATHS_IN_A_ROW:
                raise DemoError(f"{self.name} stopped {self.deaths} times in a row. Its log: {self.log}")
            wait = 2.0 ** (self.deaths - 1) - 1
            say(f"{self.name} stopped (exit {self.process.returncode}); starting it again in {wait:.0f} s.")
            # What it had started must not meet its successor.
            end(self.process, patience=0)
            self.again_at = now + wait
        elif now >= self.again_at:
            self.again_at = 0.0
            self.start()


def open_log(log: Path) -> IO[bytes]:
    """A log file to append to, readable by its owner only; a long one is first put aside in place of the one before."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES:
            os.replace(log, log.with_suffix(".old.log"))
    return open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

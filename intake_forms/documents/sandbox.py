"""A process of its own for somebody's file: whatever the file does to it, it does to nothing else.

The child has limits on memory, processor and time, an empty environment, and may write no file. Where bubblewrap works
it has no network either, and sees no file but Python's own. The bytes go to it block by block: this process never holds
more than a block of them.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

#: What a Python needs that is not of this site, where there is such a thing.
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache")
#: Run before the script: the limits hold before a byte of the file is read. Where the system knows no such limit, the
#: clock of the parent stays.
_LIMITED = """
import contextlib, resource, runpy, sys
for limit, most in zip((resource.RLIMIT_AS, resource.RLIMIT_CPU), map(int, sys.argv[1:3])):
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (most, most))
for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
    resource.setrlimit(limit, (0, 0))
del sys.argv[:3]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Limits:
    """``memory`` in bytes; ``processor`` and ``clock`` in seconds; ``answer``: how many bytes it may print."""

    memory: int
    processor: int
    clock: float
    answer: int


class TooLong(Exception):
    """The child had not ended when its clock ran out: it may go better when the machine has more time."""


class Answer:
    """What the child prints, read as it comes."""

    def __init__(self, source: IO[bytes], most: int) -> None:
        self._source, self._left = source, most

    def read(self, size: int = -1) -> bytes:
        """The next ``size`` bytes, fewer at the end; all that are left without a size. Never more than the limit."""
        block = self._source.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(block)
        return block


@contextlib.contextmanager
def child(script: Path, *arguments: str, given: Iterable[bytes], limits: Limits) -> Iterator[Answer]:
    """Run a Python script on ``given``, its standard input, and hand out what it prints.

    The child is dead when the block is left. A child that failed just ends early: what it said has to say by itself
    whether it is whole. Raises TooLong at the end of the block when the clock ran out.
    """
    command = [*_walls(script), sys.executable, "-I", "-c", _LIMITED]
    command += [str(limits.memory), str(limits.processor), str(script), *arguments]
    pipe = subprocess.PIPE
    # Nothing of this process's environment: keys lie in it. One pool of memory for all threads, or each takes its own.
    environment = {"MALLOC_ARENA_MAX": "1"}
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment) as running:
        assert running.stdin
        assert running.stdout
        late = threading.Event()

        def end() -> None:
            late.set()
            running.kill()

        clock = threading.Timer(limits.clock, end)
        clock.start()
        try:
            # A child that died does not read on.
            with contextlib.suppress(BrokenPipeError):
                for block in given:
                    running.stdin.write(block)
                running.stdin.close()
            yield Answer(running.stdout, limits.answer)
        finally:
            clock.cancel()
            running.kill()
            # What was not taken any more is not flushed.
            with contextlib.suppress(BrokenPipeError):
                running.stdin.close()
    if late.is_set():
        raise TooLong


def _walls(script: Path) -> list[str]:
    """What comes before the command; nothing where bubblewrap is not there or may not do it."""
    walled = [*_bubblewrap(), "--ro-bind", str(script), str(script), "--"]
    return walled if has_walls() else []


@cache
def has_walls() -> bool:
    """Whether children have no network and no files here: bubblewrap is tried once for each process."""
    if shutil.which("bwrap") is None:
        return False
    tried = subprocess.run([*_bubblewrap(), "--", sys.executable, "-I", "-c", ""], capture_output=True, env={})
    return tried.returncode == 0


@cache
def _bubblewrap() -> tuple[str, ...]:
    # Python's own folders, the one that it was made from included where this is a virtual environment.
    folders = dict.fromkeys((*_SYSTEM, sys.base_prefix, sys.prefix))
    seen = [part for folder in folders for part in ("--ro-bind-try", folder, folder)]
    apart = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    # The path is whole: the child's environment has none to look it up in.
    return (shutil.which("bwrap") or "bwrap", *apart, "--tmpfs", "/tmp", *seen, "--proc", "/proc", "--dev", "/dev")  # noqa: S108

"""Many files through a child of the site, fast: its script is loaded once, and each file gets a fork of that process.

The fork has the limits of production (memory, processor, no file written) and ends with its file. Run as a script it is
that process; ``Zygote`` is how tests talk to it. It imports nothing of the site but the script.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import io
import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intake_forms.documents.sandbox import Limits

_LENGTHS = struct.Struct(">II")
#: What a child loads when it meets a file of the kind.
_LIBRARIES = ("pikepdf", "pypdfium2", "pillow_heif")
_PILLOW = ("Bmp", "Gif", "Jpeg", "Mpo", "Png", "Ppm", "Tiff", "WebP")
_LIBRARIES += tuple(f"PIL.{kind}ImagePlugin" for kind in _PILLOW)
_LIBRARIES += ("PIL.ImageChops", "PIL.ImageCms", "PIL.ImageFilter", "PIL.ImageOps", "PIL.ImageStat")


@dataclass(frozen=True)
class Ended:
    """How a child ended: what it printed, its code (below 0: the signal that killed it), its memory (MiB) and
    processor time (s), whether its clock ran out (``late``), and what it said of its own fault."""

    printed: bytes
    code: int
    memory: int
    seconds: float
    late: bool
    said: str


class Zygote:
    """The process that forks, for one script and its limits."""

    def __init__(self, script: Path, limits: Limits) -> None:
        told = json.dumps([limits.memory, limits.processor])
        command = [sys.executable, "-I", __file__, str(script), told]
        environment = {"MALLOC_ARENA_MAX": "1"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )

    def run(self, content: bytes, *arguments: str, clock: float) -> Ended:
        """Give a file to a child, which has so many seconds."""
        assert self._process.stdin
        assert self._process.stdout
        words = json.dumps([clock, *arguments]).encode()
        self._process.stdin.write(_LENGTHS.pack(len(words), len(content)) + words + content)
        self._process.stdin.flush()
        head, body = _LENGTHS.unpack(_whole(self._process.stdout, _LENGTHS.size))
        ended: dict[str, Any] = json.loads(_whole(self._process.stdout, head))
        return Ended(printed=_whole(self._process.stdout, body), **ended)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _whole(source: IO[bytes], size: int) -> bytes:
    found = source.read(size)
    if len(found) != size:
        raise EOFError("the process that forks has died")
    return found


def _load(script: str) -> Any:
    for name in _LIBRARIES:
        __import__(name)
    spec = importlib.util.spec_from_file_location("child", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    # Data classes look their module up.
    sys.modules["child"] = module
    spec.loader.exec_module(module)
    return module


def _child(main: Any, limits: Sequence[float], words: list[str], content: bytes, out: int, errors: int) -> None:
    """Never returns."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for limit, most in ((resource.RLIMIT_AS, limits[0]), (resource.RLIMIT_CPU, limits[1])):
            resource.setrlimit(limit, (int(most), int(most)))
        for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
            resource.setrlimit(limit, (0, 0))
        os.dup2(out, 1)
        os.dup2(errors, 2)
        sys.argv = ["child", *words]
        sys.stdin = io.TextIOWrapper(io.BytesIO(content))
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
        main()
        sys.stdout.flush()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
        with contextlib.suppress(BaseException):
            at = error.__traceback__
            while at and at.tb_next:
                at = at.tb_next
            where = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else ""
            os.write(2, f"{type(error).__name__} {where} {error}"[:300].encode())
    os._exit(code)


def _listen(pipes: list[int], until: float) -> tuple[dict[int, bytes], bool]:
    """What comes out of the pipes, and whether it was too late for more."""
    found: dict[int, list[bytes]] = {pipe: [] for pipe in pipes}
    still = list(pipes)
    while still:
        ready = select.select(still, [], [], max(0, until - time.monotonic()))[0]
        if not ready:
            return {pipe: b"".join(parts) for pipe, parts in found.items()}, True
        for pipe in ready:
            block = os.read(pipe, 2**20)
            found[pipe].append(block)
            if not block:
                still.remove(pipe)
    return {pipe: b"".join(parts) for pipe, parts in found.items()}, False


def _serve(script: str, limits: Sequence[float]) -> None:
    main = _load(script).main
    # A fork that collects rubbish copies all memory that it looks at.
    gc.freeze()
    gc.disable()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(_LENGTHS.size):
        size, length = _LENGTHS.unpack(head)
        (clock, *words), content = json.loads(source.read(size)), source.read(length)
        begun = time.monotonic()
        (out, into), (errors, into_errors) = os.pipe(), os.pipe()
        child = os.fork()
        if not child:
            _child(main, limits, words, content, into, into_errors)
        os.close(into)
        os.close(into_errors)
        printed, late = _listen([out, errors], begun + clock)
        if late:
            os.kill(child, signal.SIGKILL)
        _pid, status, used = os.wait4(child, 0)
        os.close(out)
        os.close(errors)
        ended = {
            "code": os.waitstatus_to_exitcode(status),
            "memory": used.ru_maxrss // 1024,
            "seconds": round(used.ru_utime + used.ru_stime, 3),
            "late": late,
            "said": printed[errors].decode(errors="replace")[-300:],
        }
        words = json.dumps(ended).encode()
        sink.write(_LENGTHS.pack(len(words), len(printed[out])) + words + printed[out])
        sink.flush()


if __name__ == "__main__":
    _serve(sys.argv[1], json.loads(sys.argv[2]))

"""What a child can do to us, when the file it was given has taken it over: nothing."""

from __future__ import annotations

import json
import socket
import subprocess
from dataclasses import replace

import pytest

from intake_forms.documents import sandbox

LIMITS = sandbox.Limits(memory=300 * 2**20, processor=2, clock=20, answer=2000)
pytestmark = pytest.mark.once


@pytest.fixture
def run(tmp_path):
    """Runs Python code as the child and returns what it printed."""

    def child(code: str, given: bytes = b"", **limits) -> bytes:
        script = tmp_path / "child.py"
        script.write_text(f"import json, os, sys\n{code}")
        with sandbox.child(script, "said", given=[given], limits=replace(LIMITS, **limits)) as answer:
            return answer.read()

    return child


def test_what_goes_in_comes_out(run):
    assert run("sys.stdout.buffer.write(sys.argv[1].encode() + sys.stdin.buffer.read()[::-1])", b"abc") == b"saidcba"


TRIES = """
found = [sorted(os.environ)]
for each in json.load(sys.stdin):
    try:
        exec(each)
        found.append("done")
    except BaseException as error:
        found.append(type(error).__name__)
json.dump(found, sys.stdout)
"""
WRITE = "os.write(os.open({!r} + '/of-the-child', os.O_CREAT | os.O_WRONLY), b'x')"


def test_the_child_has_neither_our_environment_nor_our_files_nor_a_network(run, monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_KEYSET", "secret")
    (tmp_path / "secret").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        call = f"__import__('socket').create_connection(('127.0.0.1', {listening.getsockname()[1]}), 1)"
        tries = ["open('/etc/passwd')", f"open({str(tmp_path / 'secret')!r})", call, WRITE.format("/tmp")]
        environment, *came = json.loads(run(TRIES, json.dumps(tries).encode()))
    # Wherever the system lets bubblewrap build them at all, there are walls.
    tried = subprocess.run(["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True)
    assert sandbox.has_walls() is (tried.returncode == 0)
    assert not {"PORTAL_KEYSET", "HOME", "PATH"} & set(environment)
    assert came[3] == "OSError", "no file can be written"
    if sandbox.has_walls():
        assert came[:3] == ["FileNotFoundError", "FileNotFoundError", "ConnectionRefusedError"]


def test_a_child_that_wants_too_much_memory_processor_or_paper_ends(run):
    assert run("print('begun', flush=True)\nx = bytearray(2**30)\nprint('had it')") == b"begun\n"
    assert run("print('begun', flush=True)\nwhile True: pass", processor=1) == b"begun\n"
    assert len(run("while True: print('x' * 99)")) == 2000


def test_a_child_that_waits_for_ever_is_ended_and_told_of(run):
    with pytest.raises(sandbox.TooLong):
        run("import time; time.sleep(600)", clock=0.5)


def test_a_child_that_reads_nothing_ends_before_all_is_written(run):
    assert run("print('no')", b"x" * 2**22) == b"no\n"


def test_without_bubblewrap_the_limits_stay(run, monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "has_walls", lambda: False)
    assert run("print('begun', flush=True)\nx = bytearray(2**30)\nprint('had it')") == b"begun\n"
    assert json.loads(run(TRIES, json.dumps([WRITE.format(str(tmp_path))]).encode()))[1:] == ["OSError"]

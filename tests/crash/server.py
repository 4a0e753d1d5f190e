"""A real server process over its own data folder, and somebody who walks the form over HTTP."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from portal.embedded import ports

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_form", "tests/intake_forms/form.yaml")
"""


class Server:
    """gunicorn with a few threads; killed and started again on the same data and port."""

    def __init__(self, data: Path, environment: Mapping[str, str], threads: int = 4) -> None:
        self.data, self.port = data, ports.free_pairs(1)[0]
        # A database file of its own, whatever the other tests use.
        mine = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}}
        self.environment = {
            **mine,
            **environment,
            "PORTAL_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
            "WEB_THREADS": str(threads),
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Make the database and release the shipped form."""
        subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=self.environment, check=True)

    def copy_data(self, prepared: Path) -> None:
        """Begin with a database that another server has prepared."""
        shutil.copytree(prepared, self.data, dirs_exist_ok=True)

    def start(self) -> None:
        """Start it, and come back once it answers."""
        command = ["-m", "gunicorn", "-c", "python:portal.gunicorn_conf", "portal.wsgi", "-b", f"127.0.0.1:{self.port}"]
        with open(self.data / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                requests.get(f"{self.address}/health/live", timeout=PATIENCE)
                return
            except requests.RequestException:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError((self.data / "server.log").read_text())

    def kill(self) -> None:
        """kill -9: the server and every process it started."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def kill_and_start_again(self) -> None:
        self.kill()
        self.start()


class Visitor:
    """A browser without JavaScript: cookies, the token of the page, and a button."""

    def __init__(self, server: Server) -> None:
        self.server, self.browser = server, requests.Session()

    def url(self, step: str = "") -> str:
        base = f"{self.server.address}/es/forms/pre-appointment/"
        return f"{base}{step}/" if step else base

    def get(self, step: str = "") -> requests.Response:
        return self.browser.get(self.url(step), timeout=PATIENCE)

    def hidden(self, step: str) -> dict[str, str]:
        """The hidden fields of a step's form."""
        return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.get(step).text))

    def post(self, step: str, answers: Mapping[str, Any], go: str = "next", files: Any = None) -> str:
        """Press a button. The path that the server sends us to: the acknowledgement."""
        data = {**self.hidden(step), **{f"{step}-{key}": value for key, value in answers.items()}, "go": go}
        response = self.browser.post(self.url(step), data=data, files=files, allow_redirects=False, timeout=PATIENCE)
        assert response.status_code == 303, (step, response.status_code, response.text[:2000])
        return response.headers["Location"].split("/")[-2]

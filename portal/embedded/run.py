"""The demo from its first step to its last: start everything in order, keep it up, end it within five seconds."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from django.conf import settings

from portal.embedded import STORE_ONLY, DemoError, accounts, fingerprints, keys, objects, ports
from portal.embedded.databases import Database
from portal.embedded.ending import Ended, Ending
from portal.embedded.folder import Folder
from portal.embedded.processes import Service, ask, end, open_log, spawn
from portal.embedded.progress import Steps

FIRST_PAGE = "/es/"
PAGE_PATIENCE = 30.0
ASK_PATIENCE = 5.0
WEB_PATIENCE = 2.5
# The rest of the promised five seconds is for this process's own ending on a busy machine.
END_PATIENCE = 3.3


class Demo:
    """One running demo over one data folder."""

    def __init__(self, folder: Folder, listener: socket.socket) -> None:
        self.folder = folder
        self.listener = listener
        self.address = f"http://{ports.HOST}:{listener.getsockname()[1]}"
        self.steps = Steps()
        self._ending = Ending()
        self._base = Path(settings.BASE_DIR)
        self._weed: Service | None = None
        self._prepare: subprocess.Popen[bytes] | None = None
        self._web = self._service("Web server", ["-m", "gunicorn", *self._web_arguments()], keep=[listener.fileno()])
        self._worker = self._service("Worker", [str(self._base / "manage.py"), "worker"])

    def run(self) -> None:
        """Start, wait for a signal, end. Raises DemoError when a part can't be started or kept up."""
        with self._ending.heard():
            try:
                self._start()
                self._announce()
                self._stay()
            except Ended:
                pass
            finally:
                # A terminal that is gone must not keep the parts running.
                with contextlib.suppress(OSError):
                    self.steps.close()
                self._end()

    # --- Start ------------------------------------------------------------------------------------------------------
    def _start(self) -> None:
        self._refuse_older_schema()
        self._make_keys()
        self._start_store()
        prepared = self._is_prepared()
        if prepared:
            self._web.start()
        self._begin_preparing(store_only=prepared)
        self._follow_preparing()
        self._wait_for_page()
        self._worker.start()

    def _refuse_older_schema(self) -> None:
        recorded = Database(self.folder).facts().get("initial")
        if recorded and recorded != fingerprints.initial_migrations():
            raise DemoError(
                f"The data in {self.folder.path} was made by another version of this code: use --fresh to start anew."
            )

    def _make_keys(self) -> None:
        keys.ensure(
            self.folder / "keys",
            {
                "secret_key": keys.secret_key,
                "s3_access_key_id": keys.access_key_id,
                "s3_secret_access_key": keys.secret_access_key,
                accounts.FILE: accounts.make_passwords,
            },
        )

    def _start_store(self) -> None:
        if os.environ.get("S3_ENDPOINT_URL"):
            missing = [name for name in ("S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY") if not os.environ.get(name)]
            if missing:
                raise DemoError(f"S3_ENDPOINT_URL is set, so {' and '.join(missing)} must be set too.")
            return
        secrets = self.folder / "keys"
        self._weed, endpoint = objects.service(self.folder / "objects", secrets, self.folder / "logs" / "objects.log")
        keys.write(secrets / "s3_endpoint", endpoint)
        self._weed.start()

    def _is_prepared(self) -> bool:
        """Whether tables, static files and content are this code's, and only the store must be waited for."""
        database = Database(self.folder)
        facts = database.facts()
        return (
            not database.is_external
            and facts.get("migrations") == fingerprints.migration_names()
            and facts.get("seed") == fingerprints.seed()
            and (self.folder / "keys" / keys.KEYSET).is_file()
            and self.folder.remembered().get("static") == fingerprints.static_files()
        )

    def _begin_preparing(self, *, store_only: bool) -> None:
        command = [sys.executable, "-m", "portal.embedded.prepare", *([STORE_ONLY] if store_only else [])]
        with open_log(self._log("prepare")) as log:
            self._prepare = spawn(
                command, env=self._environment(), cwd=self._base, stdout=subprocess.PIPE, stderr=log.fileno()
            )

    def _follow_preparing(self) -> None:
        process = self._prepare
        if process is None or process.stdout is None:
            raise RuntimeError("_begin_preparing comes first")
        pipe, heard = process.stdout.fileno(), b""
        while True:
            if self._weed:
                self._weed.watch(self.steps.say)
            self._refuse_dead_web()
            with self._ending.waiting():
                told = select.select([pipe], [], [], 0.2)[0]
            if not told:
                continue
            # Not readline: it would keep further lines to itself, and select would not tell of them.
            piece = os.read(pipe, 65_536)
            if not piece:
                break
            *lines, heard = (heard + piece).split(b"\n")
            for line in lines:
                self._hear(json.loads(line))
        if process.wait():
            raise DemoError(f"Preparing the data failed. Its log: {self._log('prepare')}")

    def _hear(self, event: dict[str, str]) -> None:
        if "begin" in event:
            self.steps.begin(event["begin"])
        elif "done" in event:
            self.steps.done(event["done"])
        elif "say" in event:
            self.steps.say(event["say"])
        elif "error" in event:
            raise DemoError(event["error"])
        elif "servable" in event and self._web.process is None:
            self._web.start()

    def _wait_for_page(self) -> None:
        self.steps.begin("First page")
        until = time.monotonic() + PAGE_PATIENCE
        while True:
            with self._ending.waiting():
                status = self._page_status()
                if status == http.HTTPStatus.OK:
                    break
                time.sleep(0.1)
            self._refuse_dead_web()
            if time.monotonic() > until:
                answer = f"status {status}" if status else "nothing"
                raise DemoError(f"The first page answers with {answer}. The web server's log: {self._web.log}")
        self.steps.done("First page")

    def _page_status(self) -> int:
        """The first page's HTTP status; 0 while nobody answers."""
        connection = http.client.HTTPConnection(ports.HOST, self.listener.getsockname()[1], timeout=ASK_PATIENCE)
        try:
            connection.request("GET", FIRST_PAGE, headers={"Connection": "close"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def _refuse_dead_web(self) -> None:
        if self._web.is_dead():
            raise DemoError(f"The web server could not start. Its log: {self._web.log}")

    # --- Ready ------------------------------------------------------------------------------------------------------
    def _announce(self) -> None:
        self.steps.close()
        print(f"Ready on {self.address}/", flush=True)
        lines = [f"Staff sign in at {self.address}/cms/ (passwords as first given, kept in {self.folder / 'keys'}):"]
        for name, password in accounts.passwords(self.folder / "keys").items():
            lines.append(f"  {name:<12}{password:<20}{accounts.ACCOUNTS.get(name) or 'Administrator'}")
        lines.append("Demo: no real families. Ctrl-C ends it; started again it continues.")
        print("\n".join(lines), flush=True)

    def _stay(self) -> NoReturn:
        while True:
            with self._ending.waiting():
                time.sleep(0.5)
            for part in (self._weed, self._web, self._worker):
                if part:
                    part.watch(self.steps.say)

    # --- End --------------------------------------------------------------------------------------------------------
    def _end(self) -> None:
        """Those who write first, then the store they write to."""
        began = time.monotonic()
        writers = [part for part in (self._web.process, self._worker.process, self._prepare) if part]
        for process in writers:
            ask(process)
        for process in writers:
            end(process, patience=max(0.0, began + WEB_PATIENCE - time.monotonic()))
        if self._weed:
            self._weed.patience = min(self._weed.patience, max(0.2, began + END_PATIENCE - time.monotonic()))
            self._weed.end()

    # --- Children ---------------------------------------------------------------------------------------------------
    def _service(self, name: str, arguments: list[str], *, keep: list[int] | None = None) -> Service:
        return Service(
            name=name,
            command=[sys.executable, *arguments],
            env=self._environment(),
            log=self._log(name.lower().replace(" ", "-")),
            cwd=self._base,
            patience=WEB_PATIENCE,
            keep=keep or [],
        )

    def _web_arguments(self) -> list[str]:
        return ["-c", "python:portal.gunicorn_conf", "--bind", f"fd://{self.listener.fileno()}", "portal.wsgi"]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PORTAL_DATA": str(self.folder.path),
            "PORTAL_DEMO": "1",
            "PYTHONUNBUFFERED": "1",
            "WAGTAILADMIN_BASE_URL": self.address,
            # One memory pool per core adds up: measured at 8 uploads of 25 MB at once.
            "MALLOC_ARENA_MAX": "2",
        }

    def _log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

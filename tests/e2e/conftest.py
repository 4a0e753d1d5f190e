"""A real portal (``manage.py demo``) and a real browser (Debian's Chromium)."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from intake_forms.records import services
from portal.embedded import fingerprints
from portal.embedded.folder import Folder
from tests.database import template
from tests.e2e.phone import Phone
from tests.intake_forms import forms
from tests.intake_forms.forms import as_yaml
from tests.intake_forms.sponsor import Sponsor

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "intake_forms" / "form.yaml"
#: The shell without windows first: the same engine at two thirds of the price.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
#: Milliseconds that something may take to appear, on a machine that is busy with other tests.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip this folder, saying why, where there is no browser."""
    if CHROMIUM is None:
        for item in items:
            if "tests/e2e/" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="needs Debian's chromium: apt-get install chromium"))


@dataclass
class Portal:
    """A running demo."""

    url: str
    passwords: dict[str, str]
    data: Path
    environment: dict[str, str]

    def load(self, *documents: dict[str, Any]) -> None:
        """Release form documents in it, as ``load_form`` does."""
        files = [self.data.parent / f"{uuid.uuid4().hex}.yaml" for _document in documents]
        for path, document in zip(files, documents, strict=True):
            path.write_text(as_yaml(document), encoding="utf-8")
        command = [sys.executable, "manage.py", "load_form", *map(str, files)]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def tick(self) -> None:
        """Do now what runs by itself."""
        subprocess.run([sys.executable, "manage.py", "tick"], cwd=ROOT, env=self.environment, check=True)


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A PostgreSQL database of its own where the tests run on PostgreSQL; the demo's SQLite otherwise."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    name = f"e2e_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {template()}')
        yield {"DATABASE_URL": urlunsplit(urlsplit(address)._replace(path=f"/{name}"))}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, empty_database: Callable[[Path], None]) -> Iterator[Portal]:
    """``manage.py demo`` on data of its own, ended by SIGTERM. Its tables are there: test_demo.py begins with none."""
    data = tmp_path_factory.mktemp("e2e") / "data"
    with _database() as database:
        if not database:
            _lay_out(data, empty_database)
        # Not the settings of this run either: they have a folder of their own.
        ours = {"DATABASE_URL", "PORTAL_DATA", "DJANGO_SETTINGS_MODULE"}
        env = {key: value for key, value in os.environ.items() if key not in ours} | database
        command = [sys.executable, "manage.py", "demo", "--data", str(data)]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdout
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True).start()
        try:
            ready = _ready(lines, data, env)
            _load_sample(data, env)
            yield ready
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _lay_out(data: Path, empty_database: Callable[[Path], None]) -> None:
    """A folder in which a demo has made its tables and got no further."""
    data.mkdir()
    empty_database(data / "db.sqlite3")
    if (data / "db.sqlite3").exists():
        made = {"initial": fingerprints.initial_migrations(), "migrations": fingerprints.migration_names()}
        Folder(data).remember(databases={"embedded": made})


def _load_sample(data: Path, env: dict[str, str]) -> None:
    """The form that tests walk, beside the shipped ones: it asks for a photo on the way."""
    path = data.parent / "sample.yaml"
    path.write_text(
        SAMPLE.read_text(encoding="utf-8")
        .replace("key: pre-appointment", "key: sample")
        .replace("Form before your appointment", "Sample form"),
        encoding="utf-8",
    )
    subprocess.run(
        [sys.executable, "manage.py", "load_form", str(path)],
        cwd=ROOT,
        env={**env, "PORTAL_DATA": str(data)},
        check=True,
    )


def _ready(lines: queue.Queue[str], data: Path, env: dict[str, str]) -> Portal:
    url, passwords, seen = "", {}, ""
    while len(passwords) < 4:
        try:
            line = lines.get(timeout=120)
        except queue.Empty:
            pytest.fail(f"the demo did not get ready:\n{seen}")
        seen += line
        if found := re.search(r"Ready on (http://\S+)/$", line.strip()):
            url = found[1]
        elif found := re.match(r"\s+(editor|caseworker|supervisor|admin)\s+(\S+)", line):
            passwords[found[1]] = found[2]
    return Portal(url, passwords, data, {**env, "PORTAL_DATA": str(data), "DJANGO_SETTINGS_MODULE": "portal.settings"})


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@pytest.fixture
def open_browser(browser: Browser, portal: Portal) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts (a phone in Spanish unless told otherwise) that fail on any request to another host."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def make(*, js: bool = True, width: int = 360, locale: str = "es-MX", scheme: str = "light") -> BrowserContext:
        context = browser.new_context(
            base_url=portal.url,
            java_script_enabled=js,
            viewport={"width": width, "height": 780},
            locale=locale,
            color_scheme=scheme,
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: _note(request.url, portal.url, strangers))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert strangers == []


def _note(url: str, own: str, strangers: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:")):
        strangers.append(url)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of an ID as a phone makes it."""
    path = tmp_path / "mi foto de la cédula.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(path, quality=80)
    return path


class Visitor:
    """A browser at this process's own server, on the test's own database: it takes over what a test's client has open."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.page = context.new_page()

    def be(self, client: Client) -> None:
        """Have open what the client has, and nothing else."""
        self.context.clear_cookies()
        if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
            self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])


@pytest.fixture
def visitor(browser: Browser, transactional_db: None, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: on the narrowest phone, in Spanish."""
    contexts: list[BrowserContext] = []

    def make(*, js: bool = True, width: int = 320, **more: Any) -> Visitor:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=js,
            viewport={"width": width, "height": 640},
            locale="es-MX",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return Visitor(context, live_server.url)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def phone(visitor: Callable[..., Visitor], client: Client, papers: None) -> Callable[..., Phone]:
    """Makes phones of one family, over a real object store."""
    services.release(form=forms.sample())
    sponsor = Sponsor(client)
    sponsor.fill("gate", "contact", "child")
    return lambda **more: Phone(visitor(width=360, **more), sponsor)

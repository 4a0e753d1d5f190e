"""Every page of the sponsor's: what it weighs on a slow line, the way out on it, and what it leaves on a phone."""

from __future__ import annotations

import gzip
import posixpath
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from intake_forms.records.references import LETTERS
from portal.middleware import PRIVATE
from portal.static_files import SCRIPTS as MADE_SMALLER
from portal.static_files import smaller
from tests.intake_forms import forms
from tests.intake_forms.everypage import everything

#: Bytes over the line, compressed: of a page alone, with all that the first one brings, of all scripts that it ever asks for.
NEXT, FIRST, SCRIPTS, PAPER_SCRIPTS = 8_000, 32_000, 3_000, 6_000
#: Requests of a first visit.
REQUESTS = 5
#: What a script asks for, at once or later.
_IMPORTS = re.compile(r"""(?:\bimport|\bfrom)\s*\(?\s*["'](\.[^"']+)""")
#: Not the icon: a browser asks for it once, when all else is there.
_ASSETS = re.compile(r'<(?:link rel="(?:stylesheet|preload)"|script|img|source)[^>]*?(?:href|src)="([^"]+)"')

#: What samples of names say, and what a reference looks like.
NAME, REFERENCE = "Ana", re.compile(rf"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}")
#: Of an item of a list, which may look like a reference in its middle.
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def served(path: str) -> bytes:
    """A static file as it is served, before it is compressed."""
    name = path.removeprefix("/static/")
    data = Path(finders.find(name)).read_bytes()
    return smaller(data.decode()).encode() if name in MADE_SMALLER else data


def compressed(path: str) -> int:
    data = served(path)
    return len(data) if path.endswith(".woff2") else len(gzip.compress(data, 9))


def with_imports(path: str) -> set[str]:
    """A script and all that it ever asks for."""
    asked = _IMPORTS.findall(served(path).decode())
    return {path}.union(*(with_imports(posixpath.join(posixpath.dirname(path), each)) for each in asked))


def assets(text: str) -> dict[str, int]:
    """What a page brings along, at once or later, with the size of each."""
    # The style sheet asks for the font.
    names = {"/static/portal/newsreader-600.woff2", *(name for name in _ASSETS.findall(text) if name[:5] != "data:")}
    names.update(*(with_imports(name) for name in names if name.endswith(".js")))
    return {name: compressed(name) for name in names}


def too_heavy(size: int, brought: dict[str, int]) -> bool:
    scripts = sum(bytes_ for name, bytes_ in brought.items() if name.endswith(".js"))
    papers = "/static/intake_forms/papers.js" in brought
    most = PAPER_SCRIPTS if papers else SCRIPTS
    return size > NEXT or scripts > most or size + sum(brought.values()) > FIRST or len(brought) + 1 > REQUESTS


@pytest.mark.once
@pytest.mark.django_db
def test_every_page_is_light_has_the_way_out_and_leaves_nothing_behind() -> None:
    heavy, closed_in, leaving_traces = [], [], []
    for seen in everything(forms.shipped(), forms.shipped("packet")):
        go = {"path": seen.path, "headers": {"accept-encoding": "gzip"}, "follow": True}
        page = seen.client.post(data={"go": "next"}, **go) if seen.pressed else seen.client.get(**go)
        assert page.headers["Content-Encoding"] == "gzip", seen.path
        text = gzip.decompress(page.content).decode()
        brought = assets(text)
        if too_heavy(len(page.content), brought):
            heavy.append((seen.path, len(page.content), brought))
        if PRIVATE.match(seen.path):
            if len(re.findall(r'<a class="exit" href="/leave"[^>]* data-exit>', text)) != 1:
                closed_in.append(seen.path)
            title = re.findall(r"<title>(.*?)</title>", text, re.S)[0]
            if (
                page.headers["Cache-Control"] != "no-store"
                or NAME in title
                or REFERENCE.search(title + UUID.sub("", seen.path))
            ):
                leaving_traces.append((seen.path, title))
        assert text.count("<h1") == 1, seen.path
    assert (heavy, closed_in, leaving_traces) == ([], [], [])

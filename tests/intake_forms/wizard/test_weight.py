"""What a page of the sponsor's weighs on a slow line: each of them, and what it brings along the first time."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.intake_forms import forms
from tests.intake_forms.everypage import everything

#: Bytes over the line, compressed: of a page alone, with all that the first one brings, of its scripts.
NEXT, FIRST, SCRIPTS, PAPER_SCRIPTS = 8_000, 32_000, 3_000, 6_000
#: Not the icon: a browser asks for it once, when all else is there.
_ASSETS = re.compile(r'<(?:link rel="(?:stylesheet|preload)"|script|img|source)[^>]*?(?:href|src)="([^"]+)"')


def compressed(path: str) -> int:
    with open(finders.find(path.removeprefix("/static/")), "rb") as file:
        data = file.read()
    return len(data) if path.endswith(".woff2") else len(gzip.compress(data, 9))


def page_and_assets(client: Client, path: str) -> tuple[int, dict[str, int]]:
    response = client.get(path, headers={"accept-encoding": "gzip"}, follow=True)
    assert response.headers["Content-Encoding"] == "gzip", path
    text = gzip.decompress(response.content).decode()
    found = {asset: compressed(asset) for asset in _ASSETS.findall(text) if not asset.startswith("data:")}
    # What the style sheet asks for in turn.
    return len(response.content), {**found, "/static/portal/newsreader-600.woff2": 14_780}


@pytest.mark.django_db
def test_every_page_is_light() -> None:
    assert compressed("/static/portal/newsreader-600.woff2") == 14_780
    heavy = []
    for seen in everything(forms.shipped(), forms.shipped("packet")):
        page, assets = page_and_assets(seen.client, seen.path)
        scripts = sum(size for name, size in assets.items() if name.endswith(".js"))
        most = PAPER_SCRIPTS if "/static/intake_forms/papers.js" in assets else SCRIPTS
        if page > NEXT or scripts > most or page + sum(assets.values()) > FIRST or len(assets) + 1 > 5:
            heavy.append((seen.path, page, assets))
    assert heavy == []

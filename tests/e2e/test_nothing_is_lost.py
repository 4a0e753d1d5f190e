"""Every page of the shipped forms in a real browser: Back, reload, a second tab, another language in the middle of a word, a
session that has ended, another telephone, a server that was started again. Nothing that was typed is lost.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as portal
from django.contrib.sessions.models import Session
from django.db import connection
from playwright.sync_api import Page as Window

from intake_forms.privacy.models import Limit
from tests.e2e.conftest import ROOT, Visitor
from tests.e2e.going import follow, go_on
from tests.intake_forms.pages import Page, Typed, answers
from tests.intake_forms.ways import asked
from tests.intake_forms.wizard.test_nothing_is_lost import Family, packet, pre_appointment

pytestmark = [pytest.mark.slow, pytest.mark.once]

TEXTS = "#wizard textarea, #wizard input:is([type=text], [type=tel], [type=email])"
HALF = "a medio escr"
#: The packet's pages are made alike: one with papers is enough without JavaScript.
PAPERS = "photo-id"
#: What stands on the page now, as it would be sent.
STANDS = """() => {
    const found = {};
    for (const [name, text] of new FormData(document.getElementById('wizard')))
        if (typeof text === 'string' && text && name.includes('-')) (found[name] ??= []).push(text);
    return found;
}"""
#: A server that took no part in what was saved: it says its port, and has the test's database.
AGAIN = """
import sys
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
server = ThreadedWSGIServer(("localhost", 0), WSGIRequestHandler)
server.set_app(get_wsgi_application())
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def started_again(transactional_db: None, settings: Any) -> Iterator[str]:
    """The address of the portal in a new process, as after a restart."""
    env = {**os.environ, "PORTAL_KEYSET": settings.PORTAL_KEYSET, "DJANGO_SETTINGS_MODULE": "tests.crash.settings"}
    command = [sys.executable, "-c", AGAIN, str(connection.settings_dict["NAME"])]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    yield f"http://localhost:{process.stdout.readline().strip()}"
    process.kill()
    process.wait(timeout=60)


def stands(page: Window) -> Typed:
    found: Typed = page.evaluate(STANDS)
    return found


def back(page: Window) -> None:
    """The browser's Back. Asked of the page itself: Playwright's own can meet a page that is just being exchanged."""
    with page.expect_navigation():
        page.evaluate("history.back()")


def walked(family: Family) -> dict[str, Typed]:
    """What the family answers, by the address of the page; then nothing more is open."""
    gate = f"{family.base}gate/"
    typed = {gate: family.let_in()} if family.form.opened_by == "sponsor" else {}
    for path in family.pages(untouched=True):
        typed[path] = answers(family.here, family.form, family.wished)
    return typed


@pytest.mark.parametrize("form", [pre_appointment, packet])
def test_whatever_happens_every_page_keeps_what_was_typed(
    visitor: Callable[..., Visitor], started_again: str, form: Callable[[], Iterator[Family]]
) -> None:
    eyes, plain, elsewhere = visitor(), visitor(js=False), visitor()
    tried: set[str] = set()
    for family in form():
        typed = walked(family)
        new = {path: path.removeprefix(family.base).split("/")[0] for path in typed}
        new = {path: step for path, step in new.items() if step not in tried}
        tried |= set(new.values())
        eyes.be(family.client)
        tab = eyes.context.new_page()
        for path in new:
            other = next(each for each in reversed(typed) if each != path)
            in_two_tabs(eyes.page, tab, path, other, typed)
            assert family.look(other) == typed[other], f"the other tab, beside {path}"
            half = in_another_language(eyes.page, path)
            session_over(eyes.page, family, path, half)
            be(family, eyes)
            family.post(path, typed[path], go="save")
            if form is pre_appointment or new[path] == PAPERS:
                without_javascript(plain, family, path, typed[path])
                family.post(path, typed[path], go="save")
            eyes.page.goto(started_again + path)
            assert stands(eyes.page) == typed[path], f"{path} once the server was started again"
        tab.close()
        on_another_telephone(elsewhere, family, {path: typed[path] for path in new})
    assert asked(family.form) <= tried | {family.form.gate.step.key}
    assert form is pre_appointment or PAPERS in tried


def in_two_tabs(page: Window, tab: Window, path: str, other: str, typed: dict[str, Typed]) -> None:
    """Reload, another step saved in another tab meanwhile, and Back."""
    tab.goto(other)
    page.goto(path)
    page.reload()
    assert stands(page) == typed[path], f"reload of {path}"
    go_on(tab)
    go_on(page)
    assert path not in page.url
    back(page)
    assert stands(page) == typed[path], f"Back to {path}"


def in_another_language(page: Window, path: str) -> Typed:
    """To the other language in the middle of a word. Returns what stands there."""
    if page.locator(TEXTS).count():
        page.locator(TEXTS).first.fill(HALF)
    half = stands(page)
    follow(page.locator("button[value=lang-en]"))
    assert stands(page) == half, f"{path} in English"
    return half


def session_over(page: Window, family: Family, path: str, half: Typed) -> None:
    """Her session has ended when she presses Continue: the words bring it back, and it is there in her own language."""
    Session.objects.all().delete()
    go_on(page)
    enter(page, family)
    page.goto(path)
    assert stands(page) == half, f"{path} after the session ended"


def enter(page: Window, family: Family) -> None:
    """Enter reference and words; she has all the tries she needs."""
    Limit.objects.all().delete()
    page.fill("[name=reference]", family.reference)
    page.fill("[name=words]", " ".join(family.words))
    follow(page.locator("main button[value=next]"))
    assert page.locator("[name=words]").count() == 0, page.url


def be(family: Family, eyes: Visitor) -> None:
    """The test's client has open what the browser has."""
    cookies = {cookie["name"]: cookie["value"] for cookie in eyes.context.cookies()}
    family.client.cookies[portal.SESSION_COOKIE_NAME] = cookies[portal.SESSION_COOKIE_NAME]


def without_javascript(plain: Visitor, family: Family, path: str, typed: Typed) -> None:
    """To the other language in the middle of a word, in a browser without JavaScript."""
    plain.be(family.client)
    plain.page.goto(path)
    half = dict(typed)
    if plain.page.locator(TEXTS).count():
        half[plain.page.locator(TEXTS).first.get_attribute("name") or ""] = [HALF]
        plain.page.locator(TEXTS).first.fill(HALF)
    follow(plain.page.locator("button[value=lang-en]"))
    assert f"/en{path[3:]}" in plain.page.url
    assert Page(plain.page.content()).shown == half, path


def on_another_telephone(elsewhere: Visitor, family: Family, typed: dict[str, Typed]) -> None:
    """Days later, with reference and words, in the other language."""
    elsewhere.context.clear_cookies()
    elsewhere.page.goto("/en/continue/")
    enter(elsewhere.page, family)
    for path, texts in typed.items():
        elsewhere.page.goto(path.replace("/es/", "/en/", 1))
        assert stands(elsewhere.page) == texts, f"{path} on another telephone"

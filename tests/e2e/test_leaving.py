"""Leaving: Back shows nothing, and whoever uses the browser next sees nothing of who used it before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page as Window
from playwright.sync_api import expect

from intake_forms.records import services
from tests.e2e.conftest import Visitor
from tests.intake_forms import forms
from tests.intake_forms.everypage import send
from tests.intake_forms.pages import Walk

pytestmark = [pytest.mark.slow, pytest.mark.once]

CLOSED = "Su formulario está cerrado en este navegador"
NAME = "Qzxana"


@pytest.fixture
def family(transactional_db: None, live_server: Any, settings: Any) -> Walk:
    """A sponsor who has told her name; the neutral page is on another host of this machine."""
    settings.LEAVE_URL = live_server.url.replace("localhost", "127.0.0.1") + "/health/live"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
    services.release(form=forms.sample())
    family = Walk(Client(), forms.sample(), {"first_names": NAME})
    family.begin()
    list(family.pages(untouched=True))
    return family


def nothing_is_seen(page: Window, family: Walk) -> None:
    """Neither by going back, as far as there is a way back, nor by asking for the pages again."""
    for _step in range(page.evaluate("history.length") - 1):
        page.go_back()
        assert NAME not in page.content(), page.url
        # Nor what the browser itself remembers of a page that we give out empty.
        expect(page.locator("input:checked")).to_have_count(0)
    for path in ("contact/", "check/", "key/", "tasks/", "done/"):
        page.goto(family.base + path)
        expect(page.locator("h1")).to_have_text(CLOSED)
    page.goto("/es/case/")
    assert NAME not in page.content()
    page.goto(family.base)
    # The start page asks nobody whether an open form is theirs.
    expect(page.locator("form[method=post]")).to_have_count(0)


def test_after_an_exit_page_back_finds_the_answers_and_after_leaving_there_are_none(
    visitor: Callable[..., Visitor], family: Walk
) -> None:
    page = visitor(width=360).page
    page.goto(f"{family.base}gate/")
    for wrong in ("contacted", "child_location"):
        page.locator(f"[name=gate-{wrong}][value={'no' if wrong == 'contacted' else 'in_care'}]").check()
    page.get_by_role("button", name="Seguir", exact=True).click()
    page.wait_for_url("**/exit-call-center/")
    page.go_back()
    expect(page.locator("input:checked")).to_have_count(2)
    page.go_forward()
    page.click("a.exit")
    page.wait_for_url("**/health/live")
    page.go_back()
    expect(page.locator("[name=gate-contacted]")).to_have_count(3)
    expect(page.locator("input:checked")).to_have_count(0)


@pytest.mark.parametrize("js", [True, False], ids=["javascript", "no javascript"])
def test_after_leaving_nothing_is_seen(visitor: Callable[..., Visitor], family: Walk, js: bool) -> None:
    eyes = visitor(js=js, width=360)
    eyes.be(family.client)
    page = eyes.page
    page.goto(f"{family.base}gate/")
    page.goto(f"{family.base}contact/")
    expect(page.locator("[name=contact-first_names]")).to_have_value(NAME)
    before = page.evaluate("history.length")
    with page.expect_response("**/leave") as answered:
        page.click("a.exit")
    page.wait_for_url("**/health/live")
    headers = answered.value.all_headers()
    assert headers["clear-site-data"] == '"cache", "storage"'
    assert headers["cache-control"] == "no-store"
    # With JavaScript the page that was left is not even among those to go back to.
    assert page.evaluate("history.length") == before + (0 if js else 1)
    assert [cookie["name"] for cookie in eyes.context.cookies() if cookie["domain"] == "localhost"] == []
    nothing_is_seen(page, family)


def test_after_the_session_has_ended_nothing_is_seen(visitor: Callable[..., Visitor], family: Walk) -> None:
    eyes = visitor()
    eyes.be(family.client)
    page = eyes.page
    page.goto(f"{family.base}contact/")
    page.goto(f"{family.base}child/")
    page.goto(f"{family.base}check/")
    assert NAME in page.content()
    Session.objects.all().delete()
    nothing_is_seen(page, family)


@pytest.mark.parametrize("js", [True, False], ids=["javascript", "no javascript"])
def test_after_sending_and_closing_nothing_is_seen(visitor: Callable[..., Visitor], family: Walk, js: bool) -> None:
    eyes = visitor(js=js)
    eyes.be(family.client)
    page = eyes.page
    page.goto(f"{family.base}check/")
    assert NAME in page.content()
    send(family)
    page.goto(f"{family.base}done/")
    page.get_by_role("link", name="Cierre y borre aquí").click()
    page.wait_for_url("**/health/live")
    nothing_is_seen(page, family)

"""Services that are closed for a while: one save closes the start and says why; nobody loses what they began."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from content.models import ServiceStatus
from content.queries import live_placeholders, service_notice
from content.seed import EDITORS
from intake_forms.records import services
from tests.intake_forms import forms


@pytest.fixture
def editor(site: None, client: Client) -> Client:
    user = User.objects.create_user("ana", password="a long password")
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    return client


def _posted(**changes: str) -> dict[str, str]:
    return {
        "form_key": "pre-appointment",
        "state": "paused",
        "notice_en": "Until January.",
        "notice_es": "Hasta enero.",
        "source": "",
        "checked_on": "",
        **changes,
    }


def _edit(client: Client, **changes: str) -> Any:
    service = ServiceStatus.objects.get(form_key="pre-appointment")
    return client.post(f"/cms/snippets/content/servicestatus/edit/{service.pk}/", _posted(**changes), follow=True)


@pytest.mark.parametrize("state", ["referral", "paused", "closed"])
def test_one_save_closes_the_start_in_both_languages(
    editor: Client, state: str, django_capture_on_commit_callbacks: Any
) -> None:
    assert "Empezar el formulario" in editor.get("/es/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert _edit(editor, state=state).status_code == 200
    spanish, english = editor.get("/es/").content.decode(), editor.get("/en/").content.decode()
    assert "Hasta enero." in spanish
    assert "Until January." in english
    assert "Empezar el formulario" not in spanish
    # Who began before goes on.
    assert "Seguir con sus palabras" in spanish
    assert (service_notice("pre-appointment", "es") or ("",))[0] != (service_notice("pre-appointment", "en") or ("",))[
        0
    ]
    with django_capture_on_commit_callbacks(execute=True):
        _edit(editor, state="open")
    assert "Empezar el formulario" in editor.get("/es/").content.decode()


@pytest.mark.parametrize("state", ["referral", "paused", "closed"])
def test_without_a_notice_it_says_where_to_turn_and_numbers_can_be_tapped_on_both_pages(
    editor: Client, state: str, django_capture_on_commit_callbacks: Any
) -> None:
    services.release(form=forms.sample())
    for notice in ("", "- 1-800-203-7001"):
        with django_capture_on_commit_callbacks(execute=True):
            _edit(editor, state=state, notice_en=notice, notice_es=notice)
        for path in ("/es/", "/es/forms/pre-appointment/"):
            told = re.search(r'<div class="note warn stack".*?</div>', editor.get(path).content.decode(), re.S)
            assert told
            assert 'href="tel:18002037001"' in told[0], path
            assert ("<li>" in told[0]) == bool(notice)


@pytest.mark.parametrize(("state", "told"), [("referral", True), ("paused", False), ("closed", False)])
def test_families_that_were_sent_to_us_are_told_how_to_begin_whatever_editors_wrote(
    editor: Client, state: str, told: bool, django_capture_on_commit_callbacks: Any
) -> None:
    services.release(form=forms.sample())
    for notice in ("", "Hasta enero."):
        with django_capture_on_commit_callbacks(execute=True):
            _edit(editor, state=state, notice_en=notice, notice_es=notice)
        page = editor.get("/es/forms/pre-appointment/").content.decode()
        assert ("¿Le mandó con nosotros un albergue u ORR? Llámenos:" in page) == told
        assert ('<a href="/es/invited/">Escriba su código</a>' in page) == told
        english = editor.get("/en/forms/pre-appointment/").content.decode()
        assert ('<a href="/en/invited/">Enter your code</a>' in english) == told
        assert service_notice("pre-appointment", "es").away != told


def test_half_a_notice_is_refused_and_kept_on_the_page(editor: Client) -> None:
    page = _edit(editor, notice_es="").content.decode()
    assert "Write it in Spanish too." in page
    assert "Until January." in page
    assert ServiceStatus.objects.get().state == "open"


def test_a_service_without_a_status_is_open(site: None) -> None:
    assert service_notice("some-other-form", "en") is None


def test_a_placeholder_in_a_notice_counts_while_it_shows(site: None) -> None:
    service = ServiceStatus.objects.get()
    service.notice = {"en": "Call [[phone]].", "es": "Llame al [[phone]]."}
    service.save()
    assert ("service pre-appointment (es)", "[[phone]]") not in live_placeholders()
    service.state = ServiceStatus.State.CLOSED
    service.save()
    assert ("service pre-appointment (es)", "[[phone]]") in live_placeholders()

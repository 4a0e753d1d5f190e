"""The key page: what is kept, and how the way back reaches the family's own telephone."""

import re
import smtplib
from html import unescape
from urllib.parse import unquote

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from intake_forms.records.models import Case
from tests.intake_forms.sponsor import problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(sponsor):
    """The key page of a family that has just come through the gate."""
    sponsor.fill("gate")
    return sponsor.get("key").content.decode()


def sent(sponsor, address):
    return sponsor.client.post(sponsor.url("key"), {"email": address})


def test_the_links_carry_address_and_reference_and_never_the_words(sponsor, key):
    reference, words = sponsor.key_page()
    links = [unescape(link) for link in re.findall(r'href="((?:sms:|https://wa\.me)[^"]*)"', key)]
    assert len(links) == 2
    for link in links:
        text = unquote(link)
        assert f"http://testserver/es/continue/#{reference}" in text
        assert f"Referencia: {reference}" in text
        assert not [word for word in words if word in text]


def test_it_leads_on_and_to_the_list_of_parts(sponsor, key):
    for url in (sponsor.url("contact"), sponsor.url("tasks")):
        assert f'href="{url}"' in key
    sponsor.fill()
    sponsor.send()
    assert sponsor.url("tasks") not in sponsor.get("key").content.decode()


def test_the_reference_stands_behind_the_hash_where_no_log_sees_it(sponsor, key):
    reference = sponsor.key_page()[0]
    assert not re.findall(rf"/continue/[^\"#\s]*{reference}", unquote(key))


def test_the_links_are_in_the_familys_language_whatever_the_page_is_in(sponsor, key):
    sponsor.language = "en"
    page = unquote(sponsor.get("key").content.decode())
    assert "/es/continue/#" in page
    assert "/en/continue/#" not in page


def test_the_page_asks_nobody_else_for_its_square(key):
    assert "<svg" in key
    assert re.findall(r'(?:src|data)="(?!/)[^"]*"', key) == []


def test_the_mail_says_nothing_of_what_this_is(sponsor, key):
    reference, words = sponsor.key_page()
    response = sent(sponsor, "ana@example.org")
    assert response.url == sponsor.url("key") + "?mailed#by-mail"
    assert "Lo enviamos" in sponsor.client.get(response.url).content.decode()
    letter = mail.outbox[0]
    assert (letter.subject, letter.to) == ("Su enlace", ["ana@example.org"])
    assert f"http://testserver/es/continue/#{reference}" in letter.body
    assert not [word for word in words if word in letter.body]
    assert not re.search(r"ORR|niñ|child|sponsor|patrocin|formulario", letter.body)


def test_the_mail_is_in_the_familys_language(sponsor, key):
    sponsor.language = "en"
    sent(sponsor, "ana@example.org")
    assert mail.outbox[0].subject == "Su enlace"


@pytest.mark.parametrize(
    "address", ["", "ana", "ana@", "a@b.org\nBcc: x@y.org", "a@b.org, c@d.org", "x" * 300 + "@y.org"]
)
def test_an_address_that_is_none_is_told_and_stands_there_again(sponsor, key, address):
    response = sent(sponsor, address)
    assert problems(response) == {"id_email": "Escriba un correo electrónico, como nombre@example.com."}
    assert mail.outbox == []


def test_three_mails_an_hour_and_no_more(sponsor, key):
    for _ in range(3):
        assert sent(sponsor, "ana@example.org").status_code == 302
    assert "No podemos enviar más" in problems(sent(sponsor, "ana@example.org"))["id_email"]
    assert len(mail.outbox) == 3


def test_a_mail_that_cannot_be_sent_is_told(sponsor, key, monkeypatch):
    def refuse(*args):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert "No pudimos enviar" in problems(sent(sponsor, "ana@example.org"))["id_email"]


def test_where_mails_stay_on_the_machine_none_is_offered(sponsor, key, settings):
    settings.SENDS_MAIL = False
    assert "id_email" not in sponsor.get("key").content.decode()
    sent(sponsor, "ana@example.org")
    assert mail.outbox == []


def test_without_a_case_nothing_is_sent(sponsor):
    assert sent(sponsor, "ana@example.org").status_code == 403
    assert mail.outbox == []


def test_it_goes_on_where_the_family_stopped(sponsor):
    sponsor.fill("gate", "contact")
    assert sponsor.post("child", {}, go="save").url == sponsor.url("key")
    page = sponsor.get("key").content.decode()
    assert f'class="btn" href="{sponsor.url("child")}"' in page


def test_after_sending_it_leads_to_what_was_sent(sponsor):
    sponsor.fill()
    sponsor.send()
    page = sponsor.get("key").content.decode()
    assert Case.objects.get().reference in page
    assert f'class="btn" href="{sponsor.url("done")}"' in page

"""The thread: both directions, sealed, unread marks, and nothing lost of what was typed."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core import mail
from django.test import Client

from intake_forms.privacy.models import AuditEvent
from intake_forms.records import messages
from intake_forms.records.correspondence import Message
from intake_forms.records.models import Submission
from tests.intake_forms.case.conftest import links, text
from tests.intake_forms.factories import make_case
from tests.intake_forms.sponsor import problems
from tests.intake_forms.staff.test_case import main


def once(page) -> str:
    return re.search(r'name="once" value="(.*?)"', page.content.decode())[1]


def write(family, words, **more):
    return family.press("messages/", text=words, once=once(family.see("messages/")), **more)


def reply(at, case, **texts):
    url = f"/cms/cases/{case.pk}/messages/"
    return at.client.post(url, {"once": once(at.client.get(url)), **{f"text_{code}": v for code, v in texts.items()}})


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "draft"])
def test_there_and_back_with_marks_and_dates(request, desk, sent):
    family = request.getfixturevalue("family" if sent else "drafting")
    case, ana = family.case, desk("ana")
    assert write(family, "¿Puedo ir el lunes? 👧").url == "/es/case/messages/#last"
    assert "Enviado. Todavía no lo leen." in text(family.see("messages/"))
    assert "1 new" in main(ana.list())
    assert "Messages: 1 new" in main(ana.look(case))
    assert reply(ana, case, es="Sí, el lunes.", en="Yes, on Monday.").status_code == 303
    assert "1 new" not in main(ana.list())
    assert "Sí, el lunes." in text(family.see("messages/"))
    assert "Yes, on Monday." in text(family.see("messages/", "en"))
    assert "Read on" in text(family.see("messages/", "en"))
    thread = main(ana.client.get(f"/cms/cases/{case.pk}/messages/"))
    assert "Spanish: Sí, el lunes. English: Yes, on Monday." in thread
    assert "not read yet" not in thread
    assert {"messages.read", "message.sent"} <= set(AuditEvent.objects.values_list("action", flat=True))
    assert mail.outbox == []


@pytest.mark.usefixtures("db")
def test_a_message_whose_cookies_are_gone_comes_back_to_be_copied():
    page = Client(enforce_csrf_checks=True).post("/es/case/messages/", {"text": "Qzxpalabra", "whose": "x"})
    assert page.status_code == 403
    assert "Cerrado en este navegador" in text(page)
    assert re.search(r"<textarea[^>]* readonly>Qzxpalabra</textarea>", page.content.decode())
    assert not Message.objects.exists()


def test_a_new_answer_is_marked_until_it_was_on_the_screen(family, desk):
    reply(desk("ana"), family.case, es="Hola")
    page = family.see()
    assert "1 nuevo" in text(page)
    # What staff wrote may ask for something: it is read before "nothing to do" is said.
    assert links(page)[0] == "/es/case/messages/#last"
    assert "Leer el mensaje nuevo" in text(page)
    assert "Ahora no tiene que hacer nada" not in text(page)
    family.see("messages/")
    assert "1 nuevo" not in text(family.see())
    assert "Ahora no tiene que hacer nada aquí." in text(family.see())


def test_nothing_of_it_is_readable_in_the_tables(family, desk):
    write(family, "Qzxpalabra")
    reply(desk("ana"), family.case, es="Qzxrespuesta")
    for row in Message.objects.all():
        assert b"Qzx" not in bytes(row.sealed_text)
    assert [said.texts for said in messages.thread(family.case)] == [{"es": "Qzxpalabra"}, {"es": "Qzxrespuesta"}]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("  \u200b ", "Escriba primero su mensaje."),
        ("\u200b\u200c", "Escriba primero su mensaje."),
        ("\u200c \u200d", "Escriba primero su mensaje."),
        ("Mi número es A 123 456 789", "Quite este número, por favor; no lo guardamos."),
        ("x" * 2001, "Use 2000 letras o números como máximo. Escribió 2001."),
    ],
)
def test_what_cannot_be_sent_is_told_and_stays_typed(family, typed, sentence):
    page = write(family, typed)
    assert list(problems(page)) == ["id_text"]
    if typed.strip("\u200b\u200c\u200d "):
        assert sentence.split()[0] in problems(page)["id_text"]
        assert typed in page.content.decode()
    assert not Message.objects.exists()


def test_two_thousand_characters_on_many_lines_fit(family):
    assert write(family, "a\r\n" * 999 + "ab").status_code == 303
    assert len(messages.thread(family.case)[0].texts["es"]) == 2000


def test_pressed_twice_it_is_one_message(family):
    page = once(family.see("messages/"))
    for _ in range(2):
        assert family.press("messages/", text="Hola", once=page).status_code == 303
    assert Message.objects.count() == 1


def test_another_language_takes_what_is_typed_along_and_sends_nothing(family):
    moved = family.press("messages/", "lang-en", text="Qzx a medias")
    assert (moved.status_code, moved["Location"]) == (307, "/en/case/messages/")
    page = family.client.post("/en/case/messages/", {"go": "lang-en", "text": "Qzx a medias"})
    assert "Qzx a medias" in page.content.decode()
    assert not Message.objects.exists()


def test_of_very_many_the_last_waits_and_stays_typed(family, monkeypatch):
    monkeypatch.setattr("intake_forms.wizard.thread._TIMES", 1)
    write(family, "uno")
    page = write(family, "dos")
    assert list(problems(page)) == ["id_text"]
    assert ">dos</textarea>" in page.content.decode()
    assert Message.objects.count() == 1


def test_a_closed_session_gives_back_what_was_typed_where_the_page_does_not_say_of_which_case_it_is(family):
    family.client.cookies.clear()
    page = family.press("messages/", text="Qzx no enviado")
    assert page.status_code == 403
    assert "Qzx no enviado" in text(page)
    assert not Message.objects.exists()


def test_staff_write_in_the_familys_language_and_hold_back_numbers(family, desk):
    ana, case = desk("ana"), family.case
    for texts in ({}, {"en": "Hello"}):
        assert "Write it in the family's language." in main(reply(ana, case, **texts))
    page = main(reply(ana, case, es="Su A-123456789"))
    assert "Please remove this number; we do not keep it." in page
    assert "Su A-123456789" in page
    assert not Message.objects.exists()


def test_who_has_no_business_with_the_case_reads_and_writes_nothing(family, desk, people):
    desk("ana").take(family.case)
    url = f"/cms/cases/{family.case.pk}/messages/"
    for who in ("anonymous", "editor", "luis"):
        at = desk(who)
        assert at.client.get(url).status_code == 302
        assert at.client.post(url, {"text_es": "Hola"}).status_code == 302
    assert not Message.objects.exists()
    assert not AuditEvent.objects.filter(action="messages.read").exists()


def test_new_messages_come_first_in_the_queue(family, desk):
    case = family.case
    waits_longer = make_case().case
    Submission.objects.filter(case=waits_longer).update(sent_at=case.created_at - datetime.timedelta(days=9))
    write(family, "Hola")
    page = main(desk("supervisor").list())
    assert page.index(case.reference) < page.index(waits_longer.reference)


UNSEEN = ["\u200c", "\u200b\u200c", "\u200c \u200d", "\u00ad", "\n\u2060\ufe0f"]


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_what_nobody_can_see_is_no_message_from_either_side(family, desk, unseen):
    page = family.press("messages/", text=unseen)
    assert list(problems(page).values()) == ["Escriba primero su mensaje."]
    assert reply(desk("ana"), family.case, es=unseen).status_code == 200
    assert not Message.objects.exists()


@pytest.mark.parametrize("seen", ["می\u200cخواهم", "👩\u200d👧", "\U0001fae8"], ids=ascii)
def test_a_joiner_inside_stays_and_a_new_emoji_alone_is_a_message(family, seen):
    assert write(family, seen).status_code == 303
    assert seen in text(family.see("messages/"))

"""What is written on the pages of a case after the session has ended: it waits, sealed, and is sent with the words."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from intake_forms.privacy.models import AuditEvent
from intake_forms.records import entering, queries, requests
from intake_forms.records.correspondence import Message
from intake_forms.records.late import LatePost
from intake_forms.records.models import Case
from tests.intake_forms.case.conftest import text
from tests.intake_forms.sponsor import headings, problems
from tests.intake_forms.wizard.test_late import hidden


@pytest.fixture
def late(family):
    """Press a button of a page of the case that was opened before the session ended."""

    def press(path, go="next", **data):
        page = family.see(path)
        Session.objects.all().delete()
        carried = {name: found for name in ("whose", "once") if (found := hidden(page, name))}
        return family.press(path, go, **{**carried, **data})

    family.given = queries.words(family.case)
    return press


def unlock(family, page, language="es", words=None):
    """Enter reference and words on the page that came back."""
    given = {"reference": family.case.reference, "words": " ".join(words or family.given)}
    return family.client.post(f"/{language}/continue/", {**given, "go": "next", "late": hidden(page, "late")})


def test_a_message_is_sent_once_the_words_are_entered_and_only_once(family, late):
    page = late("messages/", text="Qzx a tiempo")
    assert (page.status_code, headings(page)) == (403, ["Cerrado en este navegador"])
    assert "Su mensaje no se perdió: lo guardamos bajo llave por una hora." in text(page)
    assert "Qzx" not in page.content.decode()
    assert b"Qzx" not in bytes(LatePost.objects.get().sealed_request)
    assert not Message.objects.exists()
    assert unlock(family, page).url == "/es/case/messages/#last"
    assert "Qzx a tiempo Enviado. Todavía no lo leen." in text(family.see("messages/"))
    assert headings(unlock(family, page)) == ["Su formulario está abierto de nuevo"]
    assert Message.objects.count() == 1


def test_without_cookies_at_all_it_waits_too(family, late):
    mark = hidden(family.see("messages/"), "whose")
    family.client = Client(enforce_csrf_checks=True)
    page = family.press("messages/", text="Qzx sin galletas", whose=mark)
    assert page.status_code == 403
    token = hidden(page, "csrfmiddlewaretoken")
    typed = {"reference": family.case.reference, "words": " ".join(family.given), "late": hidden(page, "late")}
    assert family.client.post("/es/continue/", {**typed, "csrfmiddlewaretoken": token}).status_code == 303
    assert "Qzx sin galletas" in text(family.see("messages/"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_one_with_something_to_mend_is_on_the_page_and_not_sent(family, late, language):
    answer = unlock(family, late("messages/", text="Qzx A 123 456 789"), language)
    assert list(problems(answer)) == ["id_text"]
    assert ">Qzx A 123 456 789</textarea>" in answer.content.decode()
    assert f'action="/{language}/case/messages/"' in answer.content.decode()
    assert hidden(answer, "whose")
    assert not Message.objects.exists()


def test_a_change_of_language_sends_nothing_and_keeps_what_is_typed(family, late):
    answer = unlock(family, late("messages/", "lang-en", text="Qzx a medias"))
    assert ">Qzx a medias</textarea>" in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("mend", [False, True], ids=["sent", "to-mend"])
def test_a_phrase_from_staff_sends_it_and_shows_the_new_words(family, late, people, mend):
    page = late("messages/", text="Qzx 123-45-6789" if mend else "Qzx")
    phrase = entering.issue_phrase(case=family.case, by=people["ana"].pk)
    answer = unlock(family, page, words=phrase)
    if mend:
        assert ">Qzx 123-45-6789</textarea>" in answer.content.decode()
        assert 'href="/es/forms/small/key/" target="_blank"' in answer.content.decode()
    else:
        assert answer.url == "/es/forms/small/key/"
        assert Message.objects.count() == 1
    words = re.findall(r"<li>(\w+)</li>", family.client.get("/es/forms/small/key/").content.decode())
    assert words[:4] == queries.words(Case.objects.select_related("key").get())


def test_what_was_said_of_a_paper_is_said_then(family, late, people):
    requests.ask(case=family.case, key=("photo", ""), reason="missing", note={}, by=people["ana"].pk)
    page = late("papers/photo/", "say", said="cannot_get", reason="costs_money")
    assert "Su respuesta no se perdió" in text(page)
    assert unlock(family, page).url == "/es/case/papers/photo/?said#said"
    said = requests.of_paper(family.case, ("photo", ""))
    assert (said.state, requests.answer_reason(family.case, said)) == ("cannot_get", "costs_money")


@pytest.mark.parametrize(
    ("path", "go"),
    [("delete/", "delete"), ("help/", "allow"), ("permissions/", "take"), ("papers/photo/", "upload")],
)
def test_what_takes_one_press_waits_for_nobody_and_says_so(family, late, path, go):
    page = late(path, go)
    assert "Lo que acaba de hacer aquí no se guardó" in text(page)
    assert not LatePost.objects.exists()


def test_nothing_else_is_done_with_what_somebody_seals_for_another_page(family, late):
    page = late("delete/", "delete", text="Qzx")
    assert hidden(page, "late")
    assert headings(unlock(family, page)) == ["Su formulario está abierto de nuevo"]
    assert Case.objects.get().key_id is not None
    assert not AuditEvent.objects.filter(action__startswith="case.deleted").exists()

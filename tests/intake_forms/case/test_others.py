"""Two families at one telephone: a page that the first left open does nothing to the case of the second."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from intake_forms.records import queries
from intake_forms.records.correspondence import Message
from intake_forms.records.models import Case, Invitation
from intake_forms.records.uploads import Upload
from tests.intake_forms.case.conftest import Family, text
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import headings


def unlocked(family, page, case):
    """Enter the words of a case on the page that came back."""
    ticket = re.search(r'name="late" value="(.+?)"', page.content.decode())[1]
    typed = {"reference": case.reference, "words": " ".join(family.words[case.pk]), "late": ticket}
    return family.client.post("/es/continue/", typed)


def whose(page) -> str:
    """What the page carries."""
    return re.search(r'name="whose" value="(.+?)"', page.content.decode())[1]


@pytest.fixture
def second(family) -> Case:
    """Another family's case, opened in the same browser while a page of the first was still there."""
    first, other = family.case, Family(Client(), form="small")
    other.post("gate", {"let_in": "yes"})
    case = Case.objects.exclude(pk=first.pk).get()
    family.old = {path: whose(family.see(path)) for path in ("messages/", "delete/", "papers/photo/", "help/")}
    assert len(set(family.old.values())) == 1
    family.words = {each.pk: queries.words(each) for each in (first, case)}
    family.resume(case.reference, " ".join(family.words[case.pk]))
    return case


def test_a_message_waits_sealed_for_its_own_case_and_is_not_sent_to_the_other(family, second):
    page = family.press("messages/", text="Hola, soy Ana", whose=family.old["messages/"])
    assert (page.status_code, headings(page)) == (403, ["Cerrado en este navegador"])
    assert "Hola, soy Ana" not in text(page)
    assert not Message.objects.exists()
    now = whose(family.see("messages/"))
    assert family.press("messages/", text="Buenas", whose=now).status_code == 303
    assert [message.case for message in Message.objects.all()] == [second]
    unlocked(family, page, second)
    assert Message.objects.count() == 1
    first = Case.objects.exclude(pk=second.pk).get()
    assert unlocked(family, page, first).url == "/es/case/messages/#last"
    assert "Hola, soy Ana" in text(family.see("messages/"))
    assert [message.case for message in Message.objects.order_by("sent_at")] == [second, first]


def test_nothing_of_the_other_is_deleted_shown_or_made(family, second, bucket):
    for path, go in (("delete/", "delete"), ("help/", "allow"), ("invitations/", "household")):
        assert family.press(path, go, whose=family.old["messages/"]).status_code == 403
    photo = {"paper-photo": [sent(picture())]}
    assert family.press("papers/photo/", "upload", whose=family.old["papers/photo/"], **photo).status_code == 403
    second.refresh_from_db()
    assert (second.key is not None, second.help_until) == (True, None)
    assert Upload.objects.count() == Invitation.objects.count() == 0

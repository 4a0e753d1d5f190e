"""Strings typed after sending and at the desk: messages, notes, places, reasons, addresses, words, file names. None of them lies
open anywhere, nor stands in an address, a link or a mail."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from intake_forms.records import queries, services
from intake_forms.records.correspondence import Appointment, Message, PaperRequest
from intake_forms.records.late import LatePost
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from tests.intake_forms import forms
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import Sponsor
from tests.intake_forms.staff.conftest import Desk, desk, people  # noqa: F401
from tests.intake_forms.wizard.test_late import hidden
from tests.test_canary import everywhere, plant_in_shipped_form, seen, temporary  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

#: Of a shape that no address of ours and no sealed value has by chance.
CANARIES = [f"Zqy{chr(97 + number) * 3}Fluss{number:02d}kwj" for number in range(18)]
SECRET = "my number is A123 456 789"
_ADDRESSES = re.compile(r'(?:href|src|action|content)="([^"]*)"')


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that was asked for, that an answer leads to, or that stands on a page."""
    found: list[str] = []
    ask = Client.request

    def request(self: Client, **sent: Any) -> HttpResponse:
        response: Any = ask(self, **sent)
        found.append(f"{sent['PATH_INFO']}?{sent.get('QUERY_STRING', '')}")
        found.append(response.headers.get("Location", ""))
        if not response.streaming:
            found.extend(_ADDRESSES.findall(response.content.decode(errors="replace")))
        return response

    monkeypatch.setattr(Client, "request", request)
    return found


def plant_at_the_desk(at: Desk, case: Case) -> None:
    """What staff write: messages, a request's note, an appointment's place, references that are none."""
    c, base = CANARIES, f"/cms/cases/{case.pk}/"
    texts = {"text_es": f"{c[0]}\n{c[1]}", "text_en": c[2]}
    assert at.client.post(f"{base}messages/", {"once": uuid4(), **texts}).status_code == 303
    assert at.client.post(f"{base}messages/", {"once": uuid4(), "text_es": f"{c[3]} {SECRET}"}).status_code == 200
    asked = {"reason": "unreadable", "text_es": c[4], "text_en": c[5]}
    assert at.client.post(f"{base}ask/sponsor_id/", asked).status_code == 303
    day = timezone.localdate() + datetime.timedelta(days=9)
    given = {"day": day, "hour": "10:30", "minutes": 60, "how": "in_person"}
    assert at.client.post(f"{base}appointment/", {**given, "where": c[6]}).status_code == 303
    assert at.client.post(f"{base}appointment/", {**given, "hour": c[7], "where": c[7]}).status_code == 200
    assert at.client.post(f"{base}link/", {"reference": c[8], "kind": "household"}).status_code == 200
    for page in ("", "messages/", "appointment/", "phrase/", "ask/sponsor_id/"):
        assert at.client.get(base + page).status_code == 200


def plant_at_home(sponsor: Sponsor) -> None:
    """What she writes on the pages of her case, sent, refused, and taken along to the other language."""
    c, page = CANARIES, "/es/case/messages/"
    client = sponsor.client
    assert client.post(page, {"go": "next", "once": uuid4(), "text": f"{c[9]} ñ {c[10]}"}).status_code == 303
    assert client.post(page, {"go": "next", "once": uuid4(), "text": f"{c[11]} {SECRET}"}).status_code == 200
    assert client.post(page, {"go": "lang-en", "once": uuid4(), "text": c[12]}).status_code == 307
    paper = {"go": "upload", "paper-sponsor_id": [sent(picture(), f"{c[13]}.jpg")]}
    assert client.post("/es/case/papers/sponsor_id/", paper).status_code == 303
    for path in ("", "messages/", "summary/", "data.json", "appointment.ics", "permissions/", "help/", "delete/"):
        assert client.get(f"/es/case/{path}").status_code == 200
    assert client.get("/es/case/summary.pdf").content.startswith(b"%PDF")


def plant_too_late(sponsor: Sponsor) -> None:
    """What she posts when her session is over, and what somebody types where words and codes are asked for."""
    c = CANARIES
    mark = hidden(sponsor.get("contact"), "case")
    sponsor.client.get("/leave")
    posted = {"contact-first_names": c[14], "case": mark, "go": "next"}
    assert sponsor.client.post(sponsor.url("contact"), posted).status_code == 403
    assert Sponsor(Client()).resume(c[15], f"{c[15]} {c[16]} uno dos").status_code == 200
    assert Client().post("/es/invited/", {"code": c[17], "go": "next"}).status_code == 200


def test_nothing_written_after_sending_or_at_the_desk_can_be_read_anywhere(
    everywhere: Callable[[], dict[str, bytes]],  # noqa: F811
    addresses: list[str],
    desk: Callable[[str], Desk],  # noqa: F811
) -> None:
    services.release(form=forms.sample())
    sponsor, later = Sponsor(Client()), Sponsor(Client())
    later.fill("gate")
    plant_too_late(later)
    plant_in_shipped_form(sponsor)
    given = "qzxcorreo@example.org"
    assert sponsor.client.post(sponsor.url("key"), {"email": given}).status_code == 302
    reference, words = sponsor.key_page()
    assert sponsor.send().status_code == 303
    case = Case.objects.select_related("key").get(reference=reference)
    plant_at_the_desk(desk("supervisor"), case)
    plant_at_home(sponsor)
    assert (Message.objects.count(), PaperRequest.objects.count(), Appointment.objects.count()) == (2, 1, 1)
    assert (LatePost.objects.count(), Upload.objects.filter(state="received").count()) == (1, 2)
    (letter,) = mail.outbox
    places = {**everywhere(), "addresses": "\n".join(addresses).encode(), "mail": letter.message().as_bytes()}
    assert seen(places, CANARIES) == []
    # The address of a mail stands in the mail, and nowhere else.
    assert {name for _canary, name in seen(places, [given])} <= {"mail"}
    in_order = re.compile(rf"{words[0]}\W+(?:%20)?{words[1]}".encode())
    assert [name for name, content in places.items() if in_order.search(content)] == []
    # What is looked in is not empty: the reference stands in the link that she sends herself.
    assert seen({"addresses": places["addresses"]}, [reference])
    # And everything is there, for whom it is meant.
    assert CANARIES[9] in desk("supervisor").client.get(f"/cms/cases/{case.pk}/messages/").content.decode()
    assert CANARIES[6] in sponsor.client.get("/es/case/").content.decode()
    assert queries.words(case) == words

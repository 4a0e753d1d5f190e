"""The one-time phrase: who may give it out, and what it does."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake_forms.privacy.models import AuditEvent
from intake_forms.records import entering, queries
from intake_forms.records.models import Case
from tests.intake_forms.factories import make_case
from tests.intake_forms.sponsor import Sponsor
from tests.intake_forms.staff.conftest import rows

pytestmark = pytest.mark.django_db

PHONE = "(415) 555-2671"


def page(desk, case, **posted):
    address = reverse("cases:phrase", args=[case.pk])
    return desk.client.post(address, posted) if posted else desk.client.get(address)


def words_on(response):
    shown = re.findall(r'<ol class="desk-phrase".*?</ol>', response.content.decode(), re.S)
    return re.findall(r"<li>(.*?)</li>", shown[0]) if shown else []


@pytest.fixture
def sent(people):
    return make_case(assignee=people["ana"]).case


@pytest.fixture
def unsent(people):
    return make_case(submitted=False).case


@pytest.mark.parametrize(
    ("who", "sees"),
    [("ana", 200), ("supervisor", 200), ("admin", 200), ("luis", 302), ("editor", 302), ("anonymous", 302)],
)
def test_only_whose_case_it_is_gives_it_out(desk, sent, who, sees):
    assert page(desk(who), sent).status_code == sees
    response = page(desk(who), sent, called="on")
    assert bool(words_on(response)) == (sees == 200)
    assert Case.objects.filter(once_hash__isnull=False).exists() == (sees == 200)


@pytest.mark.parametrize(("who", "sees"), [("ana", 302), ("supervisor", 200)])
def test_a_case_that_nobody_has_is_the_supervisors(desk, unsent, who, sees):
    assert page(desk(who), unsent).status_code == sees


def test_the_saved_number_and_what_may_be_said_there_stand_on_the_page_and_reading_them_is_audited(desk, sent):
    shown = page(desk("ana"), sent).content.decode()
    assert "555" in shown
    assert "message" in shown
    assert "María" not in shown
    assert [event.case_id for event in rows("case.phone_read")] == [sent.pk]


def test_who_gave_no_number_cannot_be_called_back_and_the_page_says_so(desk, version):
    Sponsor(Client()).fill("gate")
    shown = page(desk("supervisor"), Case.objects.get()).content.decode()
    assert "555" not in shown
    assert "This family wrote no phone number" in shown
    assert "I called back the number in the referral" in shown
    assert rows("case.phone_read") == []


def test_of_a_form_not_sent_staff_see_the_number_to_call_back_and_nothing_else(desk, family):
    """The page of lost words promises a call: the number is read for it, the sponsor sees that, and no name comes along."""
    sponsor, case, _reference, _words = family
    shown = page(desk("supervisor"), case).content.decode()
    assert PHONE in shown
    assert "message" in shown
    assert "The family has not sent its form" in shown
    assert "I called back the saved number" in shown
    assert not re.search("María|López|ana@", shown)
    assert [event.case_id for event in rows("case.phone_read")] == [case.pk]
    assert "su número de teléfono" in sponsor.client.get("/es/case/").content.decode()


def test_without_the_tick_there_is_no_phrase(desk, sent):
    response = page(desk("ana"), sent, called="")
    assert "Call back first" in response.content.decode()
    assert words_on(response) == []
    assert Case.objects.get().once_hash is None


def test_issuing_is_audited_and_says_nothing_of_the_words(desk, sent):
    words = words_on(page(desk("ana"), sent, called="on"))
    assert len(words) == 4
    (event,) = rows("case.phrase_issued")
    assert event.case_id == sent.pk
    assert event.actor.startswith("user:")
    assert words_on(page(desk("ana"), sent)) == []


# --- What it does ----------------------------------------------------------------------------------------------------


@pytest.fixture
def family(version):
    """A family with a form begun, in one browser; the case, its reference, and its words."""
    sponsor = Sponsor(Client())
    sponsor.fill("gate", "contact")
    reference, words = sponsor.key_page()
    return sponsor, Case.objects.get(), reference, words


def test_it_opens_the_case_once_ends_every_other_browser_and_shows_new_words(family):
    sponsor, case, reference, words = family
    phrase = entering.issue_phrase(case=case, by=1)
    phone = Sponsor(Client())
    assert phone.resume(reference, " ".join(phrase)).url == phone.url("key")
    same, new = phone.key_page()
    assert same == reference
    assert new not in (words, phrase)
    assert 'value="María"' in phone.get("contact").content.decode()
    assert sponsor.get("contact").status_code == 403
    for old in (phrase, words):
        assert Sponsor(Client()).resume(reference, " ".join(old)).status_code == 200
    assert Sponsor(Client()).resume(reference, " ".join(new)).status_code == 302
    assert AuditEvent.objects.filter(action="case.resumed_once").count() == 1


def test_until_it_is_used_the_words_go_on_working(family):
    _sponsor, case, reference, words = family
    entering.issue_phrase(case=case, by=1)
    assert Sponsor(Client()).resume(reference, " ".join(words)).status_code == 302


def test_after_a_day_it_opens_nothing(family, monkeypatch):
    _sponsor, case, reference, _words = family
    phrase = entering.issue_phrase(case=case, by=1)
    later = timezone.now() + datetime.timedelta(hours=24, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert Sponsor(Client()).resume(reference, " ".join(phrase)).status_code == 200


def test_a_second_phrase_takes_the_place_of_the_first(family):
    _sponsor, case, reference, _words = family
    first, second = (entering.issue_phrase(case=case, by=1) for _ in range(2))
    assert Sponsor(Client()).resume(reference, " ".join(first)).status_code == 200
    assert Sponsor(Client()).resume(reference, " ".join(second)).status_code == 302


def test_of_two_who_use_it_at_once_one_gets_in(family):
    _sponsor, case, _reference, _words = family
    phrase = entering.issue_phrase(case=case, by=1)
    read = queries.draft_for_words(case.reference)
    hashed = bytes(read.case.once_hash)
    assert entering._entered_once(read, hashed)
    assert entering._entered_once(read, hashed) is None
    assert len(phrase) == 4


def test_it_opens_a_case_that_was_sent(family):
    sponsor, case, reference, _words = family
    sponsor.fill("child", "photo-id", "consent")
    sponsor.send()
    phrase = entering.issue_phrase(case=case, by=1)
    phone = Sponsor(Client())
    assert phone.resume(reference, " ".join(phrase)).url == phone.url("key")
    assert len(phone.key_page()[1]) == 4

"""Why a file was not taken: each reason has its words in both languages, for its sender and for staff."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone, translation

from intake_forms.documents import reasons
from intake_forms.records.uploads import Upload
from intake_forms.wizard import problems

#: What the pipeline may say of a file.
EXPECTED = {
    "infected": "rejected",
    "unreadable": "rejected",
    "locked": "rejected",
    "wrong_type": "rejected",
    "too_many_pages": "rejected",
    "too_complicated": "rejected",
    "not_arrived": "rejected",
    "refused_by_staff": "rejected",
    "looked_at_by_staff": "held",
    "too_big_to_scan": "held",
    "could_not_be_scanned": "held",
    "gave_up": "held",
}


def test_each_reason_has_its_state_and_both_languages():
    assert {key: reason.state for key, reason in reasons.reasons().items()} == EXPECTED
    for reason in reasons.reasons().values():
        assert set(reason.sponsor) == set(reason.staff) == {"en", "es"}
        assert set(reason.asks or ()) == ({"en", "es"} if reason.state == "rejected" else set())


def test_no_family_reads_of_a_virus_and_each_is_told_what_to_do_or_that_we_have_the_file():
    for reason in reasons.reasons().values():
        said = " ".join(reason.sponsor.values())
        assert not re.search(r"virus|harmful|dañin|scan|infect", said, re.IGNORECASE)
        act = r"^We have this file" if reason.state == "held" else r"Take a|Send a|Send only|Send it|Save it"
        assert re.search(act, reason.sponsor["en"])


@pytest.mark.parametrize(
    ("language", "sender", "staff"), [("es", "otra foto", "Dañino"), ("en", "new photo", "Harmful")]
)
def test_a_reason_is_told_in_the_language_of_the_moment(language, sender, staff):
    with translation.override(language):
        rejected = Upload(reason="infected")
        assert sender in reasons.for_sponsor(rejected)
        assert staff in reasons.for_staff(rejected)
        assert (reasons.for_sponsor(Upload()), reasons.for_staff(Upload())) == ("", "")


@pytest.mark.parametrize("key", [key for key, reason in EXPECTED.items() if reason == "rejected"])
def test_staff_read_that_another_is_asked_for_only_while_it_is(key):
    asks = reasons.reasons()[key].asks["en"]
    with translation.override("en"):
        assert reasons.for_staff(Upload(reason=key)).endswith(asks)
        replaced = reasons.for_staff(Upload(reason=key, superseded_at=timezone.now()))
    assert asks not in replaced
    assert replaced.endswith("The family has sent another file since, or has read this.")


@pytest.mark.parametrize("language", ["es", "en"])
def test_of_too_many_pages_the_number_is_told_that_a_file_may_have(settings, language):
    settings.UPLOAD_MAX_PAGES = 31
    with translation.override(language):
        for told in (problems.sentence("too_many_pages", 1), reasons.for_sponsor(Upload(reason="too_many_pages"))):
            assert re.search(r"\b31\b", told)

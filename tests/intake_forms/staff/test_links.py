"""Linked cases at the desk: found by reference, linked and unlinked after a second question, and never a way around."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from intake_forms.privacy import audit
from intake_forms.records import deletion, invitations, linking
from intake_forms.records.models import Case
from tests.intake_forms import roles as family_forms
from tests.intake_forms.factories import PNG, Paper, make_case
from tests.intake_forms.forms import as_yaml, form, question, step
from tests.intake_forms.sponsor import Sponsor
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.staff.test_case import main

SURE = {"sure": "yes"}


def post(at, case: Case, reference: str, kind: str = "household", **more: str):
    url = reverse("cases:link", args=[case.pk])
    return at.client.post(url, {"reference": reference, "kind": kind, **more})


@pytest.fixture
def pair(people) -> tuple[Case, Case]:
    """A sponsor's case and another adult's, both sent and Ana's."""
    return tuple(make_case(assignee=people["ana"]).case for _ in range(2))


def test_a_case_is_found_by_its_reference_shown_and_then_linked(pair, desk, people) -> None:
    sponsor, adult = pair
    at = desk("ana")
    typed = adult.reference.lower().replace("-", " ")
    page = main(post(at, sponsor, typed))
    for words in ("Link these two cases?", sponsor.reference, "The case of an adult of the household", adult.reference):
        assert words in page
    assert linking.adults(sponsor).count() == 0
    assert post(at, sponsor, typed, **SURE).status_code == 303
    adult.refresh_from_db()
    assert (adult.sponsor_case, adult.role) == (sponsor, "household")
    assert f"Linked cases An adult of the household {adult.reference} · Sent · 0 files" in main(at.look(sponsor))
    assert f"Linked cases The sponsor {sponsor.reference} · Sent" in main(at.look(adult))
    ana = audit.actor(people["ana"].pk)
    assert {(row.actor, row.case_id) for row in rows("case.linked")} == {(ana, sponsor.pk), (ana, adult.pk)}


def test_once_the_sponsors_case_is_deleted_the_desk_reads_that_of_the_adults(pair, desk) -> None:
    sponsor, adult = pair
    at, deleted = desk("ana"), "Whose case Of an adult of the household; the sponsor's case was deleted"
    post(at, sponsor, adult.reference, **SURE)
    assert deleted not in main(at.look(adult))
    deletion.shred(case=sponsor)
    assert deleted in main(at.look(adult))


def test_from_the_adults_page_the_other_case_is_the_sponsors(pair, desk) -> None:
    sponsor, adult = pair
    post(desk("ana"), adult, sponsor.reference, "of_backup", **SURE)
    adult.refresh_from_db()
    assert (adult.sponsor_case, adult.role) == (sponsor, "backup")


def test_a_reference_that_leads_nowhere_is_told(pair, desk, people) -> None:
    sponsor, adult = pair
    others = make_case(assignee=people["luis"]).case
    tried = make_case().case
    Case.objects.filter(pk=tried.pk).update(test=True)
    at = desk("ana")
    for typed, sentence in {
        "": "Write the reference of the other case.",
        "hello": "This is no reference.",
        "AAAA-BBBB": "This is no reference.",
        "CDFH-3469": "There is no case CDFH-3469 that you can see.",
        others.reference: f"There is no case {others.reference} that you can see.",
        tried.reference: f"There is no case {tried.reference} that you can see.",
        sponsor.reference: "This is the reference of this very case.",
    }.items():
        page = main(post(at, sponsor, typed, **SURE))
        assert sentence in page, typed
    assert "Choose whose case it is." in main(post(at, sponsor, adult.reference, "", **SURE))
    assert rows("case.linked") == []


def test_the_reference_that_an_adult_wrote_waits_in_the_field(desk, people) -> None:
    home = step("home", question("sponsor_reference"))
    answers = {"gate": {"let_in": "yes"}, "home": {"sponsor_reference": "CDFH-3469"}}
    case = make_case(form_yaml=as_yaml(form(home)), answers=answers, assignee=people["ana"]).case
    page = desk("ana").client.get(reverse("cases:link", args=[case.pk]))
    assert 'value="CDFH-3469"' in page.content.decode()
    assert "The family wrote CDFH-3469 as the reference of the sponsor's case." in main(page)
    assert rows("case.linked") == []


def test_there_are_no_chains_and_nobody_has_two_sponsors(pair, desk, people) -> None:
    sponsor, adult = pair
    third = make_case(assignee=people["ana"]).case
    at = desk("ana")
    post(at, sponsor, adult.reference, **SURE)
    for case, other, kind, sentence in (
        (third, adult, "household", "is linked to a sponsor's case already"),
        (third, sponsor, "household", "has linked adults itself"),
        (third, adult, "of_household", "is itself linked as an adult's"),
    ):
        assert sentence in main(post(at, case, other.reference, kind, **SURE))
    assert len(rows("case.linked")) == 2


def test_only_who_answers_for_a_case_links_it(desk, people) -> None:
    nobodys, other = make_case().case, make_case().case
    url = reverse("cases:link", args=[nobodys.pk])
    for who in ("anonymous", "editor", "ana"):
        assert desk(who).client.get(url).status_code == 302
        post(desk(who), nobodys, other.reference, **SURE)
    assert "Link a case" not in main(desk("ana").look(nobodys))
    assert rows("case.linked") == []
    assert "Link a case" in main(desk("supervisor").look(nobodys))
    assert post(desk("supervisor"), nobodys, other.reference, **SURE).status_code == 303


def test_a_linked_case_of_somebody_else_is_named_and_does_not_open(pair, desk, people) -> None:
    sponsor, adult = pair
    linking.link(adult=adult, sponsor=sponsor, role="household", by=people["ana"].pk)
    Case.objects.filter(pk=adult.pk).update(assignee=people["luis"])
    response = desk("ana").look(sponsor)
    assert f"{adult.reference} · Sent · somebody else has it" in main(response)
    assert reverse("cases:inspect", args=[adult.pk]) not in response.content.decode()
    assert desk("ana").look(adult).status_code == 302


def test_a_link_is_taken_away_after_a_second_question(pair, desk) -> None:
    sponsor, adult = pair
    at = desk("ana")
    post(at, sponsor, adult.reference, **SURE)
    url = reverse("cases:unlink", args=[sponsor.pk, adult.pk])
    assert f"Take the link between {sponsor.reference} and {adult.reference} away?" in main(at.client.get(url))
    assert linking.adults(sponsor).exists()
    assert at.client.post(url).status_code == 303
    adult.refresh_from_db()
    assert (adult.sponsor_case, adult.role) == (None, "")
    assert {row.case_id for row in rows("case.unlinked")} == {sponsor.pk, adult.pk}
    assert at.client.post(url).status_code == 302
    assert len(rows("case.unlinked")) == 2
    assert list(audit.breaks()) == []


def test_an_invited_adult_is_linked_already_and_stays_who_they_are(db, desk, people) -> None:
    family_forms.release()
    sponsor = family_forms.case_of(family_forms.sponsor())
    code = invitations.code(sponsor, invitations.invite(case=sponsor, role="backup"))
    browser = Sponsor(Client(), form="family")
    family_forms.enter(browser.client, code)
    browser.post("gate", {"let_in": "yes"})
    adult = family_forms.case_of(browser)
    page = main(desk("supervisor").look(sponsor))
    assert f"The alternate caregiver {adult.reference} · Not sent yet" in page
    assert "Marisol" not in page
    linking.unlink(adult=adult, by=people["supervisor"].pk)
    adult.refresh_from_db()
    assert (adult.sponsor_case, adult.role) == (None, "backup")


def test_a_linked_cases_papers_say_whose_they_are(desk, people, bucket) -> None:
    sponsor = make_case(assignee=people["ana"]).case
    adult = make_case(assignee=people["ana"], papers=[Paper(PNG)]).case
    sentence = f"Of an adult of the household; the sponsor's case is {sponsor.reference}"
    assert sentence not in main(desk("ana").look(adult))
    linking.link(adult=adult, sponsor=sponsor, role="household", by=people["ana"].pk)
    page = main(desk("ana").look(adult))
    assert f"Whose case {sentence}" in page
    assert f"being checked {sentence}" in page
    assert f"{adult.reference} · Sent · 1 file" in main(desk("ana").look(sponsor))


def test_what_somebody_answered_at_the_gate_stays_their_answer(db, people) -> None:
    family_forms.release()
    browser, other = family_forms.sponsor(), family_forms.sponsor(who="household")
    adult, sponsor = family_forms.case_of(browser), family_forms.case_of(other)
    linking.link(adult=adult, sponsor=sponsor, role="household", by=people["ana"].pk)
    assert re.search(r'<input[^>]*value="sponsor"[^>]*checked', browser.get("gate").content.decode())

"""The sponsor's sheets: made, shown, taken back; nobody else's."""

import re

import pytest
from django.test import Client

from intake_forms.records import invitations
from tests.intake_forms import roles

pytestmark = pytest.mark.django_db
URL = "/es/case/invitations/"


@pytest.fixture
def sponsor(db):
    roles.release()
    return roles.sponsor()


def made(sponsor, role="household"):
    response = sponsor.client.post(URL, {"go": role})
    assert response.status_code == 303
    return response.url


def test_a_sheet_has_address_code_and_square_and_names_nobody(sponsor):
    page = sponsor.client.get(made(sponsor)).content.decode()
    code = re.findall(r'id="code"[^>]*>(.*?)<', page)[0]
    assert "testserver/es/invited/" in page
    assert "<svg" in page
    assert "Marisol" not in page
    assert roles.case_of(sponsor).reference not in page
    assert roles.enter(Client(), code).status_code == 302


def test_a_button_pressed_twice_makes_one_sheet(sponsor):
    page = sponsor.client.get(URL).content.decode()
    once = re.search(r'name="once" value="(.*?)"', page)[1]
    first, second = (sponsor.client.post(URL, {"go": "household", "once": once}).url for _press in range(2))
    assert first == second
    assert sponsor.client.get(URL).content.decode().count("Hoja 1</b>") == 1
    assert "Hoja 2</b>" not in sponsor.client.get(URL).content.decode()


def test_a_sheet_taken_back_is_gone_and_works_no_more(sponsor):
    url = made(sponsor, "backup")
    code = re.findall(r'id="code"[^>]*>(.*?)<', sponsor.client.get(url).content.decode())[0]
    pk = invitations.of_case(roles.case_of(sponsor)).get().pk
    assert f"back-{pk}" in sponsor.client.get(URL).content.decode()
    sponsor.client.post(URL, {"go": f"back-{pk}"})
    assert sponsor.client.get(url).status_code == 404
    assert roles.enter(Client(), code).status_code == 200


def test_another_family_neither_sees_nor_takes_back_a_sheet(sponsor):
    url, other = made(sponsor), roles.sponsor()
    pk = invitations.of_case(roles.case_of(sponsor)).get().pk
    assert other.client.get(url).status_code == 404
    other.client.post(URL, {"go": f"back-{pk}"})
    assert sponsor.client.get(url).status_code == 200
    assert Client().get(URL).status_code == Client().get(url).status_code == 403


def test_the_status_page_leads_there_and_an_adult_makes_none(sponsor):
    assert URL in sponsor.client.get("/es/case/").content.decode()
    adult = Client()
    code = invitations.code(roles.case_of(sponsor), invitations.invite(case=roles.case_of(sponsor), role="household"))
    roles.enter(adult, code)
    adult.post("/es/forms/family/gate/", {"gate-let_in": "yes", "go": "next"})
    assert URL not in adult.get("/es/case/").content.decode()
    assert adult.post(URL, {"go": "household"}).status_code == 200
    assert invitations.of_case(roles.case_of(sponsor)).count() == 1


def test_who_deletes_reads_what_becomes_of_the_sheets_and_of_the_forms_begun_with_them(sponsor):
    unused, theirs = (
        "las hojas para otras personas adultas que nadie ha usado",
        "empezaron con sus hojas. Son de ellas.",
    )

    def told():
        page = sponsor.client.get("/es/case/delete/").content.decode()
        return unused in page, theirs in page

    assert told() == (False, False)
    case = roles.case_of(sponsor)
    code = invitations.code(case, invitations.invite(case=case, role="household"))
    assert told() == (True, False)
    adult = Client()
    roles.enter(adult, code)
    adult.post("/es/forms/family/gate/", {"gate-let_in": "yes", "go": "next"})
    assert told() == (False, True)

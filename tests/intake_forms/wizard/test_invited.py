"""Another adult comes with a code: one form of their own, linked, and neither sees anything of the other."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from intake_forms.privacy.models import AuditEvent
from intake_forms.records import invitations, opening, queries, services
from intake_forms.records.models import Case, Draft, Invitation
from intake_forms.schema import document
from tests.intake_forms import forms, roles
from tests.intake_forms.forms import question, step
from tests.intake_forms.sponsor import Sponsor, headings, problems
from tests.intake_forms.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def sponsor(db):
    roles.release()
    return roles.sponsor()


@pytest.fixture
def code(sponsor):
    return a_code(sponsor)


def a_code(sponsor, role="household"):
    case = roles.case_of(sponsor)
    return invitations.code(case, invitations.invite(case=case, role=role))


def adult(code, client=None):
    """Another adult who has entered a code."""
    found = Sponsor(client or Client(), form="family")
    response = roles.enter(found.client, code)
    assert (response.status_code, response.url) == (302, found.url())
    return found


@pytest.mark.parametrize("role", ["household", "backup"])
def test_an_adult_is_asked_as_what_the_sheet_said_and_linked(sponsor, role):
    found = adult(a_code(sponsor, role))
    page = found.get("gate").content.decode()
    assert f"{role} ES" in page
    assert 'name="gate-who"' not in page
    assert found.post("gate", {"let_in": "yes"}).url == found.url("key")
    assert found.post("about", {"name": "Ixchel"}).url == found.url("mine")
    case = roles.case_of(found)
    assert (case.sponsor_case, case.role) == (roles.case_of(sponsor), role)
    assert case.invitation.sealed_code is None


def section(name, *steps):
    return {"key": name, "title": forms.text(name), "steps": list(steps)}


@pytest.mark.parametrize("role", ["household", "backup"])
def test_in_a_form_that_staff_open_later_only_the_parts_of_that_role_are_listed_and_no_other_role_is_offered(
    sponsor, role
):
    others = [
        section("own", step("own", question("mine"), show_if=roles.only("household", "backup"))),
        section("theirs", step("theirs", question("house"), show_if=roles.only("sponsor"))),
    ]
    more = {"key": "later", "opened_by": "staff", "role_question": "who"}
    carries = [{"form": "family", "source": "who", "target": "who"}]
    whose = section("whose", step("whose", roles.WHO, question("note", required=False)))
    services.release(form=document.parse(forms.form(sections=[whose, *others], carries=carries, **more)))
    found = adult(a_code(sponsor, role))
    found.post("gate", {"let_in": "yes"})
    opening.open_form(case=roles.case_of(found), form_key="later", by=1)
    later = Sponsor(found.client, form="later")

    def titles():
        page = later.get("tasks").content.decode()
        return re.findall(r'<li class="row.*?<(?:a|b)\b[^>]*>(.*?)<', page, re.S)

    assert titles() == ["gate ES", "whose ES", "own ES", "Revisar y enviar"]
    later.post("gate", {"let_in": "yes"})
    page = later.get("whose").content.decode()
    assert f"<p>{role} ES</p>" in page
    assert "whose-who" not in page
    assert "Usted ya nos dijo esto" not in page, "it is not asked"
    assert later.post("whose", {"who": "sponsor"}).url == later.url("own")
    assert titles() == ["gate ES", "whose ES", "own ES", "Revisar y enviar"]
    later.post("own", {"mine": "x"})
    assert later.send().url == later.url("done")
    case = roles.case_of(found)
    assert queries.submitted_answers(case, queries.submission(case, "later"))["whose"]["who"] == role


def test_what_is_posted_does_not_change_who_somebody_is(code):
    found = adult(code)
    found.post("gate", {"let_in": "yes", "who": "sponsor"})
    assert found.post("about", {"name": "Ixchel"}).url == found.url("mine")
    found.post("gate", {"let_in": "yes", "who": "sponsor"})
    assert found.post("about", {"name": "Ixchel"}).url == found.url("mine")
    assert 'name="gate-who"' not in found.get("gate").content.decode()


@pytest.mark.parametrize(
    "typed", [str, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:4]} {code[5:]} "]
)
def test_however_it_is_typed(code, typed):
    assert 'name="gate-let_in"' in adult(typed(code)).get("gate").content.decode()


def test_neither_sees_anything_of_the_other(sponsor, code):
    found = adult(code)
    found.post("gate", {"let_in": "yes"})
    found.post("about", {"name": "Ixchel"})
    pages = [found.get(step).content.decode() for step in ("about", "mine", "check", "key")]
    theirs = [sponsor.get(step).content.decode() for step in ("about", "home", "check", "key")]
    assert not any("Marisol" in page or roles.case_of(sponsor).reference in page for page in pages)
    assert not any("Ixchel" in page or roles.case_of(found).reference in page for page in theirs)
    assert "Marisol" in theirs[0]
    assert "Ixchel" in pages[0]


def test_on_the_sponsors_own_phone_the_sponsors_form_is_closed_first(sponsor, code):
    assert "primero se cierra" in sponsor.client.get("/es/invited/").content.decode()
    reference, words = sponsor.key_page()
    found = adult(code, sponsor.client)
    assert "Marisol" not in found.get("about").content.decode()
    found.post("gate", {"let_in": "yes"})
    assert 'value="Marisol"' not in found.get("about").content.decode()
    again = Sponsor(Client(), form="family")
    again.resume(reference, " ".join(words))
    assert 'value="Marisol"' in again.get("about").content.decode()


def test_the_first_page_says_what_it_is_and_an_exit_uses_nothing_up(code):
    found = adult(code)
    assert found.url("gate") in found.get().content.decode()
    assert found.post("gate", {"let_in": "no"}).url == found.url("exit-out")
    assert found.post("gate", {"let_in": "yes"}).url == found.url("key")


def test_an_adult_comes_in_while_the_service_takes_nobody_new(code, settings):
    settings.SERVICE_NOTICE = "tests.intake_forms.wizard.test_edges.closed_notice"
    found = adult(code)
    first = found.get().content.decode()
    assert "Cerrado por ahora." in first
    assert "nadie lee lo que usted mande" in first
    assert found.url("gate") in first
    assert "No puede empezar" not in found.get("gate").content.decode()
    assert found.post("gate", {"let_in": "yes"}).url == found.url("key")


def test_looking_at_the_address_uses_nothing_up(code):
    for _ in range(20):
        assert Client().get("/es/invited/").status_code == 200
    adult(code)
    adult(code)


def test_a_code_begins_one_form(code):
    first, second = adult(code), adult(code)
    first.post("gate", {"let_in": "yes"})
    response = second.post("gate", {"let_in": "yes"})
    assert response.url == "/es/invited/?again"
    assert list(problems(second.client.get(response.url))) == ["id_code"]
    assert roles.enter(Client(), code).status_code == 200
    assert Case.objects.filter(role="household").count() == Invitation.objects.exclude(begun=None).count() == 1


def test_every_failure_has_the_same_answer(sponsor, code):
    case = roles.case_of(sponsor)
    used, old, back = (a_code(sponsor) for _ in range(3))
    adult(used).post("gate", {"let_in": "yes"})
    *_, expired, withdrawn = invitations.of_case(case)
    Invitation.objects.filter(pk=expired.pk).update(created_at=timezone.now() - invitations.WORKS_FOR)
    assert invitations.take_back(case=case, pk=withdrawn.pk)
    tries = [used, old, back, "CCCC-CCCC", "", code[:7], code + "C", "x" * 500, "' OR 1=1 --", "0000-0000", "ÑÑÑÑ-ÑÑÑÑ"]
    answers = set()
    for typed in tries:
        response = roles.enter(Client(), typed)
        page = response.content.decode()
        answers.add((response.status_code, page[page.index('class="summary"') : page.index("</ul>")]))
    assert len(answers) == 1
    adult(code)


def test_a_code_that_was_taken_back_begins_nothing_for_who_entered_it_before(sponsor, code):
    found = adult(code)
    case = roles.case_of(sponsor)
    invitations.take_back(case=case, pk=invitations.of_case(case).get().pk)
    assert found.post("gate", {"let_in": "yes"}).url == "/es/invited/?again"
    assert Case.objects.count() == 1


def test_whoever_guesses_has_ten_tries_an_hour_and_hinders_nobody_with_another_code(sponsor, code):
    other = a_code(sponsor)
    while other[:2] == code[:2]:
        other = a_code(sponsor)
    wrong = code[:2] + ("CC" if code[2:4] != "CC" else "DD") + code[4:]
    for _ in range(10):
        roles.enter(Client(), wrong)
    assert roles.enter(Client(), code).status_code == 200
    adult(other)


def test_after_an_hour_it_works_again(code, monkeypatch):
    for _ in range(11):
        roles.enter(Client(), code)
    assert roles.enter(Client(), code).status_code == 200
    later = timezone.now() + datetime.timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    adult(code)


def test_when_the_sponsors_case_is_gone_its_sheets_open_nothing_and_the_adults_form_stays(sponsor, code):
    other = a_code(sponsor)
    found = adult(code)
    found.post("gate", {"let_in": "yes"})
    Draft.objects.filter(case=roles.case_of(sponsor)).delete()
    roles.case_of(sponsor).delete()
    assert roles.enter(Client(), other).status_code == 200
    assert found.get("about").status_code == 200
    assert roles.case_of(found).sponsor_case is None


def test_nothing_of_a_code_stands_in_the_database(sponsor, code):
    found = invitations.of_case(roles.case_of(sponsor)).get()
    assert not any(code.encode() in bytes(sealed) for sealed in (found.sealed_code, found.code_hash))


def test_making_taking_back_and_using_are_on_record(sponsor, code):
    case = roles.case_of(sponsor)
    a_code(sponsor)
    invitations.take_back(case=case, pk=invitations.of_case(case).last().pk)
    adult(code).post("gate", {"let_in": "yes"})
    actions = AuditEvent.objects.filter(case_id=case.pk).values_list("action", flat=True)
    assert list(actions) == ["invitation.made", "invitation.made", "invitation.taken_back", "invitation.used"]


def test_an_adult_invites_nobody_and_a_case_has_so_many_sheets(sponsor, code):
    found = adult(code)
    found.post("gate", {"let_in": "yes"})
    assert invitations.offered(roles.case_of(found)) == ("", [])
    with pytest.raises(ValueError):
        invitations.invite(case=roles.case_of(found), role="household")
    for _ in range(invitations.MOST):
        a_code(sponsor)
    with pytest.raises(invitations.TooMany):
        a_code(sponsor)


@pytest.mark.parametrize("who", ["household", "backup"])
def test_who_came_without_a_code_as_another_adult_invites_nobody(db, who):
    roles.release()
    alone = roles.sponsor(who=who)
    assert invitations.offered(roles.case_of(alone)) == ("", [])


def test_another_case_takes_back_nothing(sponsor, code):
    other = roles.case_of(roles.sponsor())
    invitation = invitations.of_case(roles.case_of(sponsor)).get()
    assert not invitations.take_back(case=other, pk=invitation.pk)
    assert not invitations.take_back(case=other, pk=uuid.uuid4())
    adult(code)


def test_the_page_to_enter_a_code_is_there_in_both_languages(db):
    pages = [Client().get(f"/{language}/invited/") for language in ("es", "en")]
    assert headings(pages[0]) != headings(pages[1])
    assert {page["Cache-Control"] for page in pages} == {"no-store"}


@pytest.mark.django_db(transaction=True)
def test_a_code_used_in_two_browsers_at_once_begins_one_form():
    roles.release()
    code = a_code(roles.sponsor())
    adults = [adult(code) for _ in range(4)]
    urls = at_once(4, lambda number: adults[number].post("gate", {"let_in": "yes"}).url)
    assert sorted(urls) == ["/es/forms/family/key/", *["/es/invited/?again"] * 3]
    assert Case.objects.count() == Draft.objects.count() == 2
    assert queries.live_version("family")

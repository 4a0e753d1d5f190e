"""One case on the screen, and who has it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from wagtail.users.models import UserProfile

from intake_forms.privacy import audit
from intake_forms.privacy.models import CaseKey
from intake_forms.records.models import Case, Draft, Submission
from intake_forms.staff import queue, services
from tests.intake_forms import forms, sponsor
from tests.intake_forms.factories import HEIC, JPEG, PDF, PNG, Paper, make_case, release
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.threads import at_once

MAM = {
    step: sponsor.step_answers(step, **({"language": "mam"} if step == "contact" else {})).values
    for step in sponsor.ANSWERS
} | {"interpreter": {"interpreter": "yes"}}


def main(response) -> str:
    """The text of the page's main part."""
    part = re.search(r"<main.*</main>", response.content.decode(), re.S)[0]
    return " ".join(unescape(re.sub(r"<(style|script|svg).*?</\1>|<.*?>", " ", part, flags=re.S)).split())


def test_a_sent_case_shows_every_answer_under_its_section(desk) -> None:
    page = main(desk("ana").look(make_case().case))
    for text in (
        "First questions",
        "Where is the child now? In a shelter or foster program of ORR",
        "About you First name(s) María",
        "Phone number (415) 555-2671",
        "How may we contact you? Call, Text message",
        "What should we call you? Not answered",
        "The child Child's first name(s) José",
        "Age 9 You are the child's... Mother",
        "✓",
        "Your full name María López",
        "answered in: Spanish",
        "version 1 of the form",
        "No paper was sent.",
    ):
        assert text in page


def test_a_step_is_shown_when_the_family_saw_it_and_not_otherwise(desk) -> None:
    assert "interpreter" not in main(desk("ana").look(make_case().case))
    assert "Do you want an interpreter? It is free. Yes" in main(desk("ana").look(make_case(answers=MAM).case))


def test_labels_are_in_the_staffs_language(desk, people) -> None:
    profile = UserProfile.get_for_user(people["ana"])
    profile.preferred_language = "es"
    profile.save()
    page = main(desk("ana").look(make_case(language="en").case))
    assert "Nombre(s) María" in page
    assert "Llamada, Mensaje de texto" in page
    assert "First name" not in page


def test_a_language_the_form_lacks_falls_back(desk, people) -> None:
    profile = UserProfile.get_for_user(people["ana"])
    profile.preferred_language = "fr"
    profile.save()
    assert "First name(s) María" in main(desk("ana").look(make_case().case))


def test_what_the_family_wrote_is_in_its_language_and_what_it_chose_in_that_of_the_staff(desk) -> None:
    page = desk("ana").look(make_case().case).content.decode()
    assert '<dd lang="es" dir="auto">María</dd>' in page
    assert "<dd>Call, Text message</dd>" in page
    assert "<dd>Mother</dd>" in page


def test_an_answer_is_shown_as_text_whatever_is_in_it(desk) -> None:
    answers = {step: sponsor.step_answers(step).values for step in sponsor.ANSWERS}
    answers["contact"] = {**answers["contact"], "first_names": "<script>alert(1)</script>"}
    response = desk("ana").look(make_case(answers=answers).case)
    assert "<script>alert(1)" not in response.content.decode()
    assert "<script>alert(1)</script>" in unescape(response.content.decode())


def test_papers_are_listed_by_their_kind_and_until_they_are_checked_without_a_picture(desk, bucket) -> None:
    made = make_case(papers=[Paper(JPEG, "María López.jpg"), Paper(PNG), Paper(HEIC), Paper(PDF)])
    response = desk("ana").look(made.case)
    text, page = main(response), response.content.decode()
    for number, kind in enumerate(("JPEG", "PNG", "HEIC", "PDF"), 1):
        assert f"File {number} · {kind} · " in text
    base = f"/cms/cases/{made.case.pk}/paper"
    assert f'<img class="desk-thumb" src="{base}' not in page
    for upload in made.papers:
        assert f'href="{base}/{upload.pk}/">Open' in page
    assert "María López.jpg" not in page


def test_before_it_is_sent_nothing_but_reference_language_and_activity(desk, bucket) -> None:
    made = make_case(submitted=False, papers=[Paper(JPEG)])
    for who in ("ana", "supervisor", "admin"):
        response = desk(who).look(made.case)
        text = main(response)
        assert "Language Spanish Last activity" in text
        assert "This form was not sent yet." in text
        for word in (
            "María",
            "López",
            "José",
            "About you",
            "JPEG",
            "Papers",
            "paper/",
            "Give this",
            "version",
        ):
            assert word not in text.replace("answers and papers", "")
        assert "<img" not in re.search(r"<main.*</main>", response.content.decode(), re.S)[0]
        assert desk(who).paper(made.case, made.papers[0]).status_code == 302
    assert desk("supervisor").give(made.case, None).status_code == 302
    made.case.refresh_from_db()
    assert made.case.assignee is None


def test_who_helps_a_family_with_lost_words_takes_its_case_before_it_is_sent_and_sees_no_more(desk, people) -> None:
    made = make_case(submitted=False)
    ana = desk("ana")
    assert "The family lost its words" not in main(ana.look(made.case))
    assert ana.take(made.case).status_code == 302
    text = main(ana.look(made.case))
    assert "The family lost its words" in text
    assert "María" not in text
    assert "This form was not sent yet." in text
    assert rows("paper.read") == []


def test_every_look_leaves_one_row_that_says_who_and_which(desk, people) -> None:
    case = make_case().case
    at = desk("ana")
    at.look(case)
    at.look(case)
    desk("supervisor").look(case)
    read = rows("case.read")
    assert [row.actor for row in read] == [audit.actor(people[who].pk) for who in ("ana", "ana", "supervisor")]
    assert {(row.case_id, row.paper_id) for row in read} == {(case.pk, None)}
    assert list(audit.breaks()) == []


def test_nothing_is_shown_when_the_look_cannot_be_noted(desk, monkeypatch) -> None:
    def broken(**kwargs: object) -> None:
        raise RuntimeError("no audit")

    case = make_case().case
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        desk("ana").look(case)


def test_answers_that_do_not_open_are_a_sentence(desk) -> None:
    one, other = make_case(), make_case()
    Submission.objects.filter(pk=one.submission.pk).update(sealed_answers=other.submission.sealed_answers)
    response = desk("ana").look(one.case)
    assert response.status_code == 200
    assert "The answers of this case cannot be opened." in main(response)
    CaseKey.objects.filter(pk=other.case.key_id).delete()
    assert "The answers of this case cannot be opened." in main(desk("ana").look(other.case))


def test_the_last_activity_is_the_newest_there_is(desk) -> None:
    case = make_case().case
    Draft.objects.filter(case=case).delete()
    sent = Submission.objects.get(case=case).sent_at
    assert queue.with_activity(Case.objects.filter(pk=case.pk)).get().last_activity == sent


def test_the_page_is_never_kept_and_titled_by_the_reference(desk) -> None:
    case = make_case().case
    response = desk("ana").look(case)
    assert response["Cache-Control"] == "no-store"
    title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1]
    assert case.reference in title
    assert "María" not in title
    assert "img-src 'self'" in response["Content-Security-Policy"]


def test_taking_a_case(desk, people) -> None:
    case = make_case().case
    assert "Take this case" in main(desk("ana").look(case))
    desk("ana").take(case)
    assert "Case worker Ana" in main(desk("ana").look(case))
    assert "Take this case" not in main(desk("ana").look(case))
    assert [row.actor for row in rows("case.assigned")] == [audit.actor(people["ana"].pk)]
    assert desk("luis").take(case).status_code == 302
    desk("supervisor").take(case)
    desk("ana").take(case)
    case.refresh_from_db()
    assert case.assignee == people["ana"]
    assert len(rows("case.assigned")) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_case_at_once_one_has_it(people) -> None:
    case = make_case().case
    workers = [people[name] for name in ("ana", "luis", "supervisor", "admin")]
    won = at_once(4, lambda number: services.take(case=case, user_pk=workers[number].pk))
    assert sorted(won) == [False, False, False, True]
    case.refresh_from_db()
    assert case.assignee == workers[won.index(True)]
    assert len(rows("case.assigned")) == 1
    assert list(audit.breaks()) == []


def test_a_supervisor_gives_a_case_and_takes_it_back(desk, people) -> None:
    case = make_case().case
    at = desk("supervisor")
    at.give(case, people["luis"])
    assert desk("ana").look(case).status_code == 302
    assert desk("luis").look(case).status_code == 200
    at.give(case, people["editor"])
    at.give(case, None)
    case.refresh_from_db()
    assert case.assignee is None
    supervisor = audit.actor(people["supervisor"].pk)
    given = [(row.actor, row.action) for row in rows(f"case.given:{people['luis'].pk}") + rows("case.released")]
    assert given == [(supervisor, f"case.given:{people['luis'].pk}"), (supervisor, "case.released")]
    assert rows(f"case.given:{people['editor'].pk}") == []
    assert "Give this case to" not in main(desk("ana").look(case))


def test_people_papers_outcomes_and_the_rule_set_are_read_as_they_were_sent(desk) -> None:
    adults = forms.group("adults", forms.question("name"), forms.choice("works"))
    letter = forms.slot("letter", per="adults")
    outcome = forms.computed("category", values=[forms.result("many", forms.rows(forms.row("adults", "ge", 1)))])
    rule_set = {"key": "base", "label": forms.text("base rules"), "source": "x", "checked_on": "2026-01-01"}
    document = forms.form(forms.step("people", adults), forms.step("papers", letter, outcome), rule_sets=[rule_set])
    release(forms.as_yaml(document))
    family = sponsor.Sponsor(Client(), "es", form="small")
    family.post("gate", {"let_in": "yes"})
    person = re.search(r"people/(.{36})/", family.post("people", {}, go="add").url)[1]
    posted = {"people-name": "Ana", "people-works": "no", "go": "next"}
    family.client.post(family.url(f"people/{person}"), posted)
    family.post("people", {})
    family.post("papers", {f"letter.{person}.said": "cannot_get", f"letter.{person}.reason": "lost"})
    family.send()
    page = main(desk("ana").look(Case.objects.get()))
    for text in (
        "Rule set: base rules",
        "adults 1 Ana name Ana works no",
        "category many",
        "No file yet letter: Ana I can't get this: It was lost",
    ):
        assert text in page
    assert Submission.objects.get().rule_set == "base"

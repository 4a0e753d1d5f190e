"""One-time help: staff read a form that is not sent while its sponsor lets them, and at no other moment."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.records import helping, queries, services
from intake_forms.records.models import Case, Draft
from tests.intake_forms import factories, forms
from tests.intake_forms.case.conftest import Family, links, text
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import headings
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.staff.test_queue import references

HELP = "/es/case/help/"


def desk_text(response) -> str:
    part = re.search(r"<main.*</main>", response.content.decode(), re.S)[0]
    return " ".join(unescape(re.sub(r"<(style|script|svg).*?</\1>|<.*?>", " ", part, flags=re.S)).split())


def later(**more) -> None:
    """Move the end of the help as if so much time had gone by."""
    case = Case.objects.get()
    Case.objects.update(help_until=case.help_until - datetime.timedelta(**more))


def test_it_is_offered_where_a_form_goes_on_and_not_once_all_is_sent(drafting):
    assert HELP in links(drafting.get("tasks"))
    assert HELP in links(drafting.see())
    drafting.post("children", {})
    drafting.post("proofs", {})
    drafting.send()
    assert HELP not in links(drafting.see())
    page = drafting.see("help/")
    assert "No tiene ningún formulario sin enviar." in text(page)
    assert 'value="allow"' not in page.content.decode()
    drafting.press("help/", "allow")
    assert drafting.case.help_until is None
    assert rows("help.allowed") == []


def test_the_page_says_what_is_seen_how_long_and_how_it_ends(drafting, settings):
    settings.HELP_HOURS = 5
    page = text(drafting.see("help/"))
    for sentence in (
        "pero no las fotos",
        "5 horas después de que toque el botón",
        "cuando envía el formulario",
        "Solo usted puede.",
    ):
        assert sentence in page
    before = timezone.now()
    assert drafting.press("help/", "allow").url == HELP
    hours = drafting.case.help_until - before
    assert datetime.timedelta(hours=5) <= hours < datetime.timedelta(hours=5, minutes=1)
    assert headings(drafting.see("help/")) == ["Nuestro personal puede ver su formulario ahora"]
    assert headings(drafting.see("help/", "en")) == ["Our staff can see your form now"]
    for page in (drafting.get("tasks"), drafting.see()):
        assert "Nuestro personal puede ver lo que usted todavía no ha enviado, hasta el" in text(page)
        assert HELP in links(page)
    assert [row.actor for row in rows("help.allowed")] == [audit.SPONSOR]


def test_the_desk_reads_it_within_the_time_marked_as_not_sent(drafting, desk, people):
    case = drafting.case
    assert "Qzxana" not in desk("ana").look(case).content.decode()
    assert rows("draft.read") == []
    drafting.press("help/", "allow")
    page = desk_text(desk("ana").look(case))
    for words in ("small (not sent)", "Not sent. The family lets us see this until", "kids 1 Qzxana name Qzxana"):
        assert words in page
    assert "This form was not sent yet" not in page
    assert [(row.actor, row.case_id) for row in rows("draft.read")] == [(audit.actor(people["ana"].pk), case.pk)]
    later(hours=25)
    page = desk_text(desk("ana").look(case))
    assert "Qzxana" not in page
    assert "This form was not sent yet" in page
    assert len(rows("draft.read")) == 1


def test_she_sees_who_looked_before_and_after_sending(drafting, desk):
    drafting.press("help/", "allow")
    assert "Todavía nadie de nuestro personal" in text(drafting.see("help/"))
    desk("supervisor").look(drafting.case)
    said = "Una persona que supervisa: lo que todavía no había enviado"
    assert said in text(drafting.see("help/"))
    assert said in text(drafting.see())
    drafting.press("help/", "end")
    drafting.post("children", {})
    drafting.post("proofs", {})
    drafting.send()
    assert said in text(drafting.see())
    assert drafting.see("data.json").json()["opened"][0]["by"][0]["unsent"] is True


def test_ended_by_her_nothing_of_it_is_read_from_that_moment(drafting, desk):
    drafting.press("help/", "allow")
    desk("ana").look(drafting.case)
    assert drafting.press("help/", "end").url == HELP + "?ended"
    assert "Lo que leyeron antes, ya lo leyeron." in text(drafting.client.get(HELP + "?ended"))
    assert "Qzxana" not in desk("ana").look(drafting.case).content.decode()
    assert len(rows("help.ended")) == 1
    drafting.press("help/", "end")
    assert len(rows("help.ended")) == 1


def test_another_sitting_does_not_end_it_and_can(drafting):
    drafting.press("help/", "allow")
    reference, words = drafting.case.reference, queries.words(drafting.case)
    drafting.client.get("/leave")
    assert helping.until(drafting.case)
    again = Family(Client(), form="small")
    again.resume(reference, " ".join(words))
    assert "hasta el" in text(again.see())
    again.press("help/", "end")
    assert helping.until(again.case) is None


def test_sending_ends_it_also_for_a_form_opened_later(drafting, desk):
    drafting.press("help/", "allow")
    drafting.post("children", {})
    drafting.post("proofs", {})
    drafting.send()
    assert drafting.case.help_until is None
    desk("ana").look(drafting.case)
    assert rows("draft.read") == []


def test_a_case_of_somebody_else_stays_unseen(drafting, desk, people):
    Case.objects.update(assignee=people["luis"])
    drafting.press("help/", "allow")
    assert desk("ana").look(drafting.case).status_code == 302
    assert desk("editor").look(drafting.case).status_code == 302
    assert rows("draft.read") == []
    assert "Qzxana" in desk("luis").look(drafting.case).content.decode()


def test_no_photo_opens_and_nothing_can_be_pressed(drafting, desk, bucket):
    drafting.post("children", {})
    drafting.post("proofs", {"photo": [sent(picture())]}, go="upload")
    drafting.press("help/", "allow")
    case = drafting.case
    (paper,) = queries.papers(case)
    response = desk("ana").look(case)
    assert "photo 1 file" in desk_text(response)
    assert str(paper.pk) not in response.content.decode()
    assert desk("ana").paper(case, paper).status_code == 302
    section = re.search(
        r'<section class="desk-form" aria-labelledby="unsent-1">.*?</section>', response.content.decode(), re.S
    )
    assert not re.search(r"<(form|button|input|a) ", section[0])


def test_what_is_typed_and_not_finished_is_read_as_an_answer_or_shown_as_it_stands(db, desk):
    asked = forms.question("age", "number"), forms.choice("works"), forms.question("word")
    version = factories.release(forms.as_yaml(forms.form(forms.step("one", *asked))))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    draft = Draft.objects.get()
    # What another form of the case has brought along is typed and not confirmed yet.
    carried = queries.StepAnswers({"age": ["about forty"], "works": ["yes"]}, {}, complete=False)
    services.save_step(draft=draft, step="one", answers=carried)
    assert draft.version == version
    family.press("help/", "allow")
    page = desk_text(desk("ana").look(family.case))
    assert "age about forty (typed so far) works yes (typed so far) word Not answered" in page


def test_the_queue_puts_who_wants_help_first_and_finds_them(drafting, desk):
    case = drafting.case
    mine, first = case.reference, factories.make_case(language="en").case.reference
    assert references(desk("ana").list()) == [first, mine]
    assert references(desk("ana").list(help="on")) == []
    drafting.press("help/", "allow")
    assert references(desk("ana").list()) == [mine, first]
    assert references(desk("ana").list(help="on")) == [mine]
    assert "Qzxana" not in desk("ana").list().content.decode()
    assert rows("draft.read") == []


@pytest.mark.parametrize("go", ["allow", "end"])
def test_nobody_signed_in_changes_nothing(drafting, go):
    answer = Client().post(HELP, {"go": go})
    assert answer.status_code == 403
    assert drafting.case.help_until is None


def test_a_form_tried_out_offers_none(drafting):
    Case.objects.update(test=True)
    assert HELP not in links(drafting.get("tasks"))
    drafting.press("help/", "allow")
    assert drafting.case.help_until is None

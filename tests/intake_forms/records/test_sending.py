"""Sending a form: once, whole, and without what is hidden."""

import datetime
import re

import pytest
import tink
from django.utils import timezone

from intake_forms.privacy.models import AuditEvent, CaseKey
from intake_forms.privacy.sealing import place, seal
from intake_forms.records import queries, services
from intake_forms.records.models import Case, Draft, DraftStep, Submission
from intake_forms.records.queries import StepAnswers
from intake_forms.records.uploads import Upload
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, row, rows, step
from tests.intake_forms.sponsor import ANSWERS, Sponsor, step_answers
from tests.intake_forms.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(begun):
    """A draft with every step answered."""
    for key in list(ANSWERS)[1:]:
        services.save_step(draft=begun.draft, step=key, answers=step_answers(key))
    return begun.draft


def upload(case, slot="sponsor_id", state=Upload.State.RECEIVED):
    return Upload.objects.create(
        case=case,
        slot=slot,
        state=state,
        content_type="image/jpeg",
        size=1,
        sealed_size=1,
        object_key=f"quarantine/{slot}-{state}",
        sealed_details=b"",
    )


def test_what_was_sent_is_what_was_answered(filled):
    sent, new = services.send(draft=filled, language="es")
    answers = queries.submitted_answers(filled.case, queries.submission(filled.case, "pre-appointment"))
    assert new
    assert sent.language == "es"
    assert answers == {key: step_answers(key).values for key in ANSWERS}
    assert Case.objects.get().status == Case.Status.SENT


def test_the_draft_is_empty_afterwards_and_closed(filled):
    services.send(draft=filled, language="es")
    assert not DraftStep.objects.exists()
    assert queries.facts(Draft.objects.select_related("case__key").get()) == {}
    with pytest.raises(services.AlreadySent):
        services.save_step(draft=filled, step="contact", answers=step_answers("contact"))
    assert not DraftStep.objects.exists()


def test_sending_twice_is_sending_once(filled):
    first, _ = services.send(draft=filled, language="es")
    second, new = services.send(draft=queries.draft(filled.case_id, "pre-appointment"), language="en")
    assert (second, new) == (first, False)
    assert Submission.objects.count() == AuditEvent.objects.filter(action="submission.sent").count() == 1


def test_a_form_with_a_gap_is_not_sent(filled):
    services.save_step(draft=filled, step="child", answers=StepAnswers({}, {}, complete=False))
    with pytest.raises(services.Incomplete) as caught:
        services.send(draft=filled, language="es")
    assert caught.value.step == "child"
    assert not Submission.objects.exists()
    assert DraftStep.objects.count() == len(ANSWERS)


def test_an_answer_that_opens_a_step_nobody_has_seen_is_a_gap(filled):
    other = step_answers("contact", language="mam")
    services.save_step(draft=filled, step="contact", answers=other)
    with pytest.raises(services.Incomplete) as caught:
        services.send(draft=filled, language="es")
    assert caught.value.step == "interpreter"


def begin_small(*steps):
    version, _ = services.release(form=document.parse(forms.form(*steps)))
    first = StepAnswers({}, {"let_in": "yes"}, complete=True)
    return services.begin_case(version=version, language="en", step="gate", answers=first, facts={}).draft


def answer(draft, key, **values):
    answers = StepAnswers({name: [str(value)] for name, value in values.items()}, values, complete=True)
    services.save_step(draft=draft, step=key, answers=answers)


def test_what_is_hidden_is_destroyed_and_not_sent():
    """The stale answer on b neither travels nor opens d."""
    draft = begin_small(
        step("a", choice("a")),
        step("b", choice("b"), show_if=rows(row("a", "is", "yes"))),
        step("d", question("d"), show_if=rows(row("b", "is", "yes"))),
    )
    for key, value in (("a", "yes"), ("b", "yes"), ("d", "secret"), ("a", "no")):
        answer(draft, key, **{key: value})
    sent, _ = services.send(draft=draft, language="en")
    assert queries.submitted_answers(draft.case, sent) == {"gate": {"let_in": "yes"}, "a": {"a": "no"}}
    assert not DraftStep.objects.exists()


def test_the_papers_of_a_hidden_step_are_taken_away_and_the_others_stay():
    slot = {"kind": "slot", "label": forms.text("paper"), "why": forms.text("because")}
    draft = begin_small(
        step("a", choice("a")),
        step("b", {**slot, "key": "hidden_paper"}, show_if=rows(row("a", "is", "yes"))),
        step("c", {**slot, "key": "shown_paper"}),
    )
    answer(draft, "a", a="no")
    answer(draft, "c")
    upload(draft.case, "hidden_paper")
    kept = upload(draft.case, "shown_paper")
    services.send(draft=draft, language="en")
    assert list(queries.papers(draft.case)) == [kept]


def test_the_words_can_be_read_for_a_day_after_sending(filled):
    services.send(draft=filled, language="es")
    assert services.forget_words(before=timezone.now() - services.WORDS_STAY) == 0
    assert queries.words(Case.objects.select_related("key").get())
    tomorrow = timezone.now() + datetime.timedelta(hours=25)
    assert services.forget_words(before=tomorrow - services.WORDS_STAY) == 1
    assert queries.words(Case.objects.get()) is None


def test_the_words_of_a_form_not_sent_stay(filled):
    assert services.forget_words(before=timezone.now() + datetime.timedelta(days=9)) == 0


def test_deleting_a_case_ends_its_key_and_everything_with_it(filled):
    services.send(draft=filled, language="es")
    services.delete_case(case=filled.case, action="case.retention")
    for model in (Case, CaseKey, Draft, Submission):
        assert not model.objects.exists()
    assert AuditEvent.objects.filter(action="case.retention", case_id=filled.case_id).exists()


@pytest.mark.parametrize("state", list(Upload.State))
def test_a_case_with_papers_is_not_deleted_before_them(filled, state):
    upload(filled.case, state=state)
    with pytest.raises(ValueError, match="papers"):
        services.delete_case(case=filled.case, action="case.retention")
    assert Case.objects.exists()
    assert CaseKey.objects.exists()


def test_a_submission_does_not_open_under_another_id(filled):
    sent, _ = services.send(draft=filled, language="es")
    moved = seal(filled.case, place("submission", filled.id, "answers"), {})
    Submission.objects.update(sealed_answers=moved)
    with pytest.raises(tink.TinkError):
        queries.submitted_answers(filled.case, Submission.objects.get(pk=sent.pk))


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_of_send_make_one_submission_and_one_event(version, client):
    sponsor = Sponsor(client)
    sponsor.fill()
    key, cookies = sponsor.submit_key(), client.cookies

    def press(number):
        window = Sponsor(type(client)())
        window.client.cookies = cookies.copy()
        return window.send(key)

    responses = at_once(20, press)
    assert {response.status_code for response in responses} == {303}
    assert {response.url for response in responses} == {sponsor.url("done")}
    assert Case.objects.count() == Submission.objects.count() == 1
    assert AuditEvent.objects.filter(action="submission.sent").count() == 1
    assert re.search(Case.objects.get().reference, sponsor.get("done").content.decode())

"""Beginning a case and saving its steps."""

import re

import pytest
from django.db import IntegrityError

from intake_forms.privacy import words
from intake_forms.privacy.models import CaseKey
from intake_forms.records import queries, references, services
from intake_forms.records.models import Case, Draft, DraftStep
from intake_forms.records.queries import StepAnswers
from tests.intake_forms import forms
from tests.intake_forms.sponsor import ANSWERS, GATE, step_answers
from tests.intake_forms.threads import at_once

pytestmark = pytest.mark.django_db


def save(draft, step, answers=None):
    return services.save_step(draft=draft, step=step, answers=answers or step_answers(step))


def begin(version, language="es"):
    return services.begin_case(
        version=version, language=language, step="gate", answers=step_answers("gate"), facts=dict(GATE)
    )


def test_a_case_begins_with_its_first_step_and_facts(begun):
    draft = queries.draft(begun.case.id, "pre-appointment")
    assert queries.step_answers(draft, "gate") == step_answers("gate")
    assert queries.facts(draft) == GATE
    assert not draft.submitted


def test_a_reference_can_be_said_on_the_telephone(version):
    for _ in range(5):
        assert re.fullmatch(r"[CDFHJKMNPRTVWXY34679]{4}-[CDFHJKMNPRTVWXY34679]{4}", begin(version).case.reference)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_four_words_are_of_the_sponsors_language_and_open_the_case(version, language):
    case = Case.objects.get(pk=begin(version, language).case.pk)
    given = queries.words(case)
    assert set(given) <= set(words.words(language))
    assert words.hash_words(given, bytes(case.words_salt)) == bytes(case.words_hash)


def test_a_reference_that_is_taken_is_drawn_again(version, monkeypatch):
    drawn = iter(["CCCC-CCCC", "CCCC-CCCC", "DDDD-DDDD"])
    monkeypatch.setattr(references, "new", lambda: next(drawn))
    assert [begin(version).case.reference for _ in range(2)] == ["CCCC-CCCC", "DDDD-DDDD"]
    assert CaseKey.objects.count() == Draft.objects.count() == DraftStep.objects.count() == 2


def test_a_case_that_cannot_be_written_leaves_nothing_behind(version, monkeypatch):
    def fails(*args):
        raise IntegrityError("disk full")

    monkeypatch.setattr(services, "_write_step", fails)
    with pytest.raises(IntegrityError):
        begin(version)
    assert not Case.objects.exists()
    assert not CaseKey.objects.exists()


@pytest.mark.parametrize("typed", ["CDFH-3469", "cdfh3469", " cdfh 3469 ", "CDFH–3469"])
def test_a_reference_is_found_however_it_is_typed(begun, typed):
    Case.objects.update(reference="CDFH-3469")
    assert queries.draft_for_words(typed) == begun.draft


@pytest.mark.parametrize("typed", ["", "CDFH", "CDFH-3468", "%", "' or 1=1"])
def test_a_reference_that_is_none_finds_nothing(begun, typed):
    Case.objects.update(reference="CDFH-3469")
    assert queries.draft_for_words(typed) is None


@pytest.mark.parametrize("case_id", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_case_id_that_is_none_finds_no_draft(begun, case_id):
    assert queries.draft(case_id, "pre-appointment") is None


def test_a_step_is_one_row_however_often_it_is_saved(begun):
    save(begun.draft, "contact")
    save(begun.draft, "contact", step_answers("contact", first_names="Ana"))
    assert DraftStep.objects.filter(step="contact").count() == 1
    assert queries.step_answers(begun.draft, "contact").values["first_names"] == "Ana"


def test_what_was_typed_stays_beside_what_was_understood(begun):
    save(begun.draft, "contact", StepAnswers({"phone": ["no tengo"]}, {}, complete=False))
    assert queries.step_answers(begun.draft, "contact") == StepAnswers({"phone": ["no tengo"]}, {}, False)


def test_a_step_nobody_has_been_on_has_no_answers(begun):
    assert queries.step_answers(begun.draft, "consent") is None
    assert set(queries.all_answers(begun.draft)) == {"gate"}


def test_facts_follow_the_answers_that_conditions_read(begun):
    assert save(begun.draft, "contact") == {**GATE, "language": "es"}
    changed = save(begun.draft, "contact", step_answers("contact", language="mam"))
    assert changed["language"] == "mam"
    emptied = save(begun.draft, "contact", StepAnswers({}, {}, complete=False))
    assert emptied == GATE


def test_saving_moves_the_day_on_which_the_draft_is_deleted(begun):
    before = Draft.objects.get().updated_at
    save(begun.draft, "contact")
    assert Draft.objects.get().updated_at > before


@pytest.mark.django_db(transaction=True)
def test_two_windows_on_different_steps_lose_neither_answers_nor_facts(db):
    draft = begin(services.release(form=forms.chain(9))[0]).draft

    def window(number):
        own = queries.draft(draft.case_id, "chain")
        answers = StepAnswers({f"go{number}": ["x"]}, {f"go{number}": number}, complete=True)
        services.save_step(draft=own, step=f"s{number}", answers=answers)

    at_once(8, window)
    fresh = queries.draft(draft.case_id, "chain")
    assert queries.facts(fresh) == {**GATE, **{f"go{number}": number for number in range(8)}}
    assert len(queries.all_answers(fresh)) == 9


def test_everything_of_a_step_is_sealed(begun):
    save(begun.draft, "contact")
    stored = bytes(DraftStep.objects.get(step="contact").sealed_answers) + bytes(Draft.objects.get().sealed_facts)
    for answer in ("María", "López", "415", "language", "first_names"):
        assert answer.encode() not in stored
    assert ANSWERS["contact"]["first_names"] == "María"

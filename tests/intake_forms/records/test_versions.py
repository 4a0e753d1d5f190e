"""Versions never change; open drafts go along, stay and can be sent, or move on a date without losing answers."""

import copy
import datetime
import uuid

import pytest
from django.utils import timezone

from intake_forms.records import moves, queries, services
from intake_forms.records.models import Draft, DraftStep, FormVersion, Unchangeable
from intake_forms.records.queries import StepAnswers
from intake_forms.schema import document
from intake_forms.upkeep import jobs
from tests.intake_forms.forms import choice, form, group, question, row, rows, step, text

pytestmark = pytest.mark.django_db
BASE = form(
    step("one", question("name"), choice("color"), question("note", required=False)), step("two", question("town"))
)


def edited(*edits):
    data = copy.deepcopy(BASE)
    for edit in edits:
        edit(data["sections"][0]["steps"])
    return document.parse(data)


def release(*edits, **more):
    return services.release(form=edited(*edits), **more)[0]


def begin(version):
    gate = StepAnswers({"let_in": ["yes"]}, {"let_in": "yes"}, complete=True)
    return services.begin_case(version=version, language="en", step="gate", answers=gate, facts={}).draft


def answer(draft, key, **values):
    typed = {name: [value] for name, value in values.items()}
    services.save_step(draft=draft, step=key, answers=StepAnswers(typed, values, complete=True))


def filled(version):
    draft = begin(version)
    answer(draft, "one", name="Ana", color="yes", note="hello")
    answer(draft, "two", town="Fresno")
    return draft


def fresh(draft):
    return queries.draft(draft.case_id, "small")


def rename(steps):
    steps[0]["items"][0]["label"] = text("your name")


def add_optional(steps):
    steps[0]["items"].append(question("extra", required=False))


def take_note(steps):
    steps[0]["items"].pop(2)


def town_to_one(steps):
    steps[0]["items"].append(steps.pop()["items"][0])


def in_days(days):
    return timezone.now() + datetime.timedelta(days=days)


def test_a_version_is_never_changed_or_deleted():
    version = release()
    version.number = 9
    with pytest.raises(Unchangeable):
        version.save()
    with pytest.raises(Unchangeable):
        version.delete()
    with pytest.raises(Unchangeable):
        FormVersion.objects.update(number=9)
    with pytest.raises(Unchangeable):
        FormVersion.objects.filter(number=1).delete()
    assert FormVersion.objects.get().number == 1


def test_a_version_says_who_released_it_and_what_it_changed(django_user_model):
    user = django_user_model.objects.create_user("rosa")
    classes = [release(*edits, by=user.pk).change_class for edits in ((), (rename,), (rename, add_optional), ())]
    assert classes == ["", "text_only", "compatible", "breaking"]
    assert FormVersion.objects.filter(released_by=user).count() == 4
    user.delete()
    assert FormVersion.objects.filter(released_by=None).count() == 4


@pytest.mark.parametrize("edit", [rename, add_optional])
def test_a_harmless_change_takes_open_drafts_along_with_all_answers(edit):
    draft = filled(release())
    before = queries.all_answers(draft)
    second = release(edit)
    assert fresh(draft).version == second
    assert queries.all_answers(fresh(draft)) == before
    services.send(draft=fresh(draft), language="en")


def test_a_condition_on_an_old_answer_finds_it_after_the_change():
    draft = filled(release())
    assert queries.facts(fresh(draft)) == {}
    release(lambda s: s.append(step("three", question("q", required=False), show_if=rows(row("color", "is", "yes")))))
    assert queries.facts(fresh(draft)) == {"color": "yes"}
    with pytest.raises(services.Incomplete, match="three"):
        services.send(draft=fresh(draft), language="en")


def test_a_breaking_change_leaves_the_draft_where_it_can_be_finished_and_sent():
    first = release()
    draft = begin(first)
    release(take_note)
    answer(fresh(draft), "one", name="Ana", color="yes", note="hello")
    answer(fresh(draft), "two", town="Fresno")
    sent, _ = services.send(draft=fresh(draft), language="en")
    assert sent.version == first
    assert queries.submitted_answers(sent.case, sent)["one"]["note"] == "hello"


def test_two_open_drafts_come_through_a_label_an_optional_question_and_a_removal():
    first = release()
    begun, done = begin(first), filled(first)
    release(rename)
    third = release(rename, add_optional)
    last = release(rename, add_optional, take_note)
    assert {fresh(begun).version, fresh(done).version} == {third}
    answer(fresh(begun), "one", name="Eva", color="no")
    answer(fresh(begun), "two", town="Selma")
    for draft in (begun, done):
        services.send(draft=fresh(draft), language="en")
    assert queries.live_version("small") == last


def test_what_was_sent_stays_on_its_version():
    first = release()
    draft = filled(first)
    services.send(draft=draft, language="en")
    second = release(rename, moves_drafts_at=timezone.now())
    assert jobs.tick(in_days(1))["moved drafts"] == 0
    assert fresh(draft).version == queries.submission(draft.case, "small").version == first
    assert not moves.move_draft(draft=draft, version=second)


def test_on_its_day_a_draft_moves_and_keeps_every_answer_that_is_still_asked():
    first = release()
    draft = filled(first)
    second = release(take_note, town_to_one, moves_drafts_at=in_days(3))
    assert jobs.tick(in_days(2))["moved drafts"] == 0
    assert fresh(draft).version == first
    assert jobs.tick(in_days(4))["moved drafts"] == 1
    assert jobs.tick(in_days(4))["moved drafts"] == 0
    assert fresh(draft).version == second
    kept = {"name": "Ana", "color": "yes", "town": "Fresno"}
    assert queries.all_answers(fresh(draft))["one"] == StepAnswers({k: [v] for k, v in kept.items()}, kept, True)
    assert set(DraftStep.objects.values_list("step", flat=True)) == {"gate", "one"}
    services.send(draft=fresh(draft), language="en")


def test_an_answer_that_is_too_long_now_stays_as_typed_and_the_step_is_open_again():
    draft = filled(release())
    release(lambda s: s[1]["items"][0].update(max_length=3), moves_drafts_at=timezone.now())
    moves.move_due_drafts(in_days(1))
    assert queries.step_answers(fresh(draft), "two") == StepAnswers({"town": ["Fresno"]}, {}, False)
    assert queries.step_answers(fresh(draft), "one").complete


def test_a_new_required_question_opens_its_step_again_and_another_kind_ends_an_answer():
    draft = filled(release())
    release(
        lambda s: s[0]["items"].append(question("extra")),
        lambda s: s[1]["items"][0].update(kind="long_text"),
        moves_drafts_at=timezone.now(),
    )
    moves.move_due_drafts(in_days(1))
    found = queries.all_answers(fresh(draft))
    assert (found["one"].typed["name"], found["one"].complete) == (["Ana"], False)
    assert found["two"] == StepAnswers({}, {}, False)


def test_a_mended_word_keeps_the_day_that_older_drafts_were_given():
    draft = filled(release())
    release(take_note, moves_drafts_at=in_days(3))
    last = release(take_note, rename)
    assert jobs.tick(in_days(4))["moved drafts"] == 1
    assert fresh(draft).version == last


def test_going_back_makes_a_new_number_and_takes_the_old_drafts_along():
    draft = filled(release())
    other = begin(release(take_note))
    back = release()
    assert (back.number, back.change_class) == (3, "compatible")
    assert {fresh(draft).version, fresh(other).version} == {back}
    assert Draft.objects.filter(version=back).count() == 1 + 1


def test_a_draft_that_moves_while_it_is_being_sent_is_sent_as_it_stands_now():
    draft = fresh(filled(release()))
    second = release(take_note, moves_drafts_at=timezone.now())
    moves.move_due_drafts(in_days(1))
    sent, _ = services.send(draft=draft, language="en")
    assert sent.version == second
    assert "note" not in queries.submitted_answers(sent.case, sent)["one"]


def test_a_version_outlives_the_account_that_released_it(django_user_model):
    user = django_user_model.objects.create_user("ana")
    version, _new = services.release(form=document.parse(form()), by=user.pk)
    user.delete()
    assert FormVersion.objects.get(pk=version.pk).released_by is None


def test_people_of_a_group_move_with_their_answers_and_keep_their_order():
    adults = group("adults", question("first"), question("last", required=False))
    version = services.release(form=document.parse(form(step("one", question("note")), step("people", adults))))[0]
    draft, ana, beto = begin(version), uuid.uuid4(), uuid.uuid4()
    for person, name in ((beto, "Beto"), (ana, "Ana")):
        given = StepAnswers({"first": [name], "last": ["B"]}, {"first": name, "last": "B"}, complete=True)
        services.save_item(draft=draft, step="people", item=person, answers=given)
    shorter = {**adults, "items": adults["items"][:1]}
    asked = step("asked", question("q"), show_if=rows(row("adults.first", "is", "Ana", of="any")))
    services.release(
        form=document.parse(form(step("household", shorter), step("one", question("name")), asked)),
        moves_drafts_at=timezone.now(),
    )
    assert moves.move_due_drafts(in_days(1)) == 1
    moved = DraftStep.objects.get(item=ana)
    assert (moved.step, moved.id) == ("household", queries.step_id(draft.id, "household", ana))
    assert queries.opened(fresh(draft), moved) == StepAnswers({"first": ["Ana"]}, {"first": "Ana"}, complete=True)
    people = queries.all_answers(fresh(draft))["household"].values["adults"]
    assert [entry["first"] for entry in people] == ["Beto", "Ana"]
    walk = queries.route(fresh(draft).version).walk(queries.facts(fresh(draft)))
    assert "asked" in walk.steps


BY_TOWN = step("asked", question("q", required=False), show_if=rows(row("adults.town", "is", "Selma", of="any")))


@pytest.mark.parametrize(("asked", "title"), [([BY_TOWN], ["first"]), ([], ["town"])])
def test_what_a_new_version_reads_of_people_or_calls_them_by_is_found_in_older_drafts(asked, title):
    adults = group("adults", question("first"), question("town"))
    draft = begin(services.release(form=document.parse(form(step("people", adults))))[0])
    given = StepAnswers({"first": ["Ana"], "town": ["Selma"]}, {"first": "Ana", "town": "Selma"}, complete=True)
    services.save_item(draft=draft, step="people", item=uuid.uuid4(), answers=given)
    assert "town" not in queries.facts(draft)["adults"][0], "only what names people and what conditions read"
    people = step("people", {**adults, "title": title})
    version = services.release(form=document.parse(form(people, *asked)))[0]
    assert (fresh(draft).version, version.change_class) == (version, "compatible" if asked else "text_only")
    (entry,) = queries.facts(fresh(draft))["adults"]
    assert entry["town"] == "Selma"
    assert queries.route(version).form.groups["people"].name(entry, "en") == ("Ana" if asked else "Selma")


def test_an_answer_of_which_only_its_being_there_was_kept_is_read_anew_for_a_condition():
    note = question("note", show_if=rows(row("color", "is", "yes")))
    asked = [step("one", choice("color")), step("two", note), step("end", question("end", required=False))]
    draft = begin(services.release(form=document.parse(form(*asked)))[0])
    answer(draft, "one", color="yes")
    answer(draft, "two", note="hello")
    assert queries.facts(fresh(draft)) == {"color": "yes", "note": True}
    asked.append(step("last", question("q", required=False), show_if=rows(row("note", "is", "hello"))))
    services.release(form=document.parse(form(*asked)))
    assert queries.facts(fresh(draft)) == {"color": "yes", "note": "hello"}

"""Answers to questions that are not asked any more: kept while the form is open, and counted, shown and sent nowhere."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake_forms.records import moves, queries, services
from intake_forms.records.models import Draft, DraftStep, Submission
from intake_forms.schema import document
from tests.intake_forms.forms import choice, form, group, question, row, rows, slot, step
from tests.intake_forms.sponsor import Sponsor, problems

pytestmark = pytest.mark.django_db


def when(source, value="yes", **more):
    return rows(row(source, "is", value, **more))


ADULTS = group(
    "adults",
    question("name", "name"),
    choice("job"),
    question("since", "date", show_if=when("adults.job")),
    question("where", show_if=when("adults.job")),
)
STEPS = [
    step("work", choice("works")),
    step("job", question("note"), question("employer", show_if=when("works")), slot("slip", show_if=when("works"))),
    step("more", question("more"), show_if=when("employer", "Taller")),
    step("people", ADULTS),
    step("papers", slot("letter", per="adults", show_if=when("adults.job")), slot("lease")),
]
JOB = {"note": "hello", "employer": "Taller", "slip.said": "cannot_get", "slip.reason": "lost"}
ANA = {"name": "Ana", "job": "yes", "since.day": "5", "since.month": "3", "since.year": "2020", "where": "Obra"}


@pytest.fixture
def sponsor(client):
    """Somebody with a job, which the next page asks about."""
    services.release(form=document.parse(form(*STEPS)))
    somebody = Sponsor(client, form="small")
    somebody.post("gate", {"let_in": "yes"})
    somebody.post("work", {"works": "yes"})
    assert somebody.post("job", JOB).url == somebody.url("more")
    return somebody


def hide(sponsor):
    """The job is gone, and the page that asked about it is saved without it."""
    sponsor.post("work", {"works": "no"})
    assert "employer" not in sponsor.get("job").content.decode()
    assert sponsor.post("job", {"note": "other"}).url == sponsor.url("people")


def person(sponsor, item=None, go="next", **answers):
    there = sponsor.url(f"people/{item}") if item else sponsor.post("people", {}, go="add").url
    answer = sponsor.client.post(there, {"go": go, **{f"people-{key}": value for key, value in answers.items()}})
    return re.search(r"people/(.{36})/", there)[1], answer


def draft():
    return queries.draft(Draft.objects.get().case_id, "small")


def sent(sponsor):
    sponsor.send()
    found = Submission.objects.select_related("case__key").get()
    return queries.submitted_answers(found.case, found)


def test_they_stand_there_again_when_their_question_is_asked_again(sponsor):
    hide(sponsor)
    sponsor.post("work", {"works": "yes"})
    page = sponsor.get("job").content.decode()
    assert 'value="Taller"' in page
    assert 'value="other"' in page
    assert re.search(r'name="job-slip.said" value="cannot_get"[^>]*checked', page)
    assert 'value="lost" selected' in page


def test_they_steer_nothing_and_stand_on_no_page(sponsor):
    sponsor.post("more", {"more": "x"})
    hide(sponsor)
    assert sponsor.get("more").url == sponsor.url("people"), "no step any more: on with the next"
    check = sponsor.get("check").content.decode()
    assert "hello" not in check
    assert "other" in check
    assert "Taller" not in check


def test_they_are_not_sent_and_end_with_the_draft(sponsor):
    hide(sponsor)
    person(sponsor, name="Ana", job="no")
    sponsor.post("people", {})
    sponsor.post("papers", {})
    assert sent(sponsor)["job"] == {"note": "other"}
    assert not DraftStep.objects.exists()
    assert queries.kept_facts(draft()) == {}


def test_they_are_in_no_copy(sponsor):
    sponsor.post("work", {"works": "no"})
    sponsor.post("job", {"note": ""}, go="save")
    assert queries.step_answers(draft(), "job").typed["employer"] == ["Taller"]
    [told] = json.loads(sponsor.client.get("/es/case/data.json").content)["forms"]
    assert told["typed"] == {"job": {"note": [""]}}
    assert "Taller" not in json.dumps(told)


def test_of_somebody_on_a_list_they_are_kept_too(sponsor):
    ana, _ = person(sponsor, name="Ana", job="yes")
    person(sponsor, ana, **ANA)
    person(sponsor, ana, name="Ana", job="no")
    assert "Obra" not in sponsor.get("check").content.decode()
    _, answer = person(sponsor, ana, name="Ana", job="yes")
    assert answer.url == f"{sponsor.url(f'people/{ana}')}#id_people-since", "asked again, not called missing"
    page = sponsor.get(f"people/{ana}").content.decode()
    assert 'value="Obra"' in page
    assert 'value="2020"' in page
    person(sponsor, ana, **ANA)
    assert queries.step_answers(draft(), "people", ana).values == {
        "name": "Ana", "job": "yes", "since": "2020-03-05", "where": "Obra"
    }  # fmt: skip


def test_what_is_emptied_on_its_page_is_empty(sponsor):
    sponsor.post("job", {"note": "hello", "employer": ""})
    hide(sponsor)
    sponsor.post("work", {"works": "yes"})
    assert "Taller" not in sponsor.get("job").content.decode()


def test_what_was_said_of_somebodys_paper_waits_for_it_and_goes_with_the_person(sponsor):
    ids = []
    for name in ("Ana", "Luz"):
        ids.append(person(sponsor, name=name, job="yes")[0])
        person(sponsor, ids[-1], **{**ANA, "name": name})
    sponsor.post("papers", {f"letter.{each}.said": "will_bring" for each in ids})
    person(sponsor, ids[0], name="Ana", job="no")
    sponsor.post("papers", {f"letter.{ids[1]}.said": "will_bring", "lease.said": "now"})
    kept = queries.step_answers(draft(), "papers")
    assert kept.values[f"letter.{ids[0]}"] == {"said": "will_bring"}
    assert kept.typed[f"letter.{ids[0]}.said"] == ["will_bring"]
    person(sponsor, ids[0], go="remove")
    sponsor.post("papers", {f"letter.{ids[1]}.said": "will_bring"})
    assert set(queries.step_answers(draft(), "papers").values) == {f"letter.{ids[1]}"}


def test_two_windows_are_told_of_no_difference_that_stands_on_neither(sponsor):
    hide(sponsor)
    made_from = re.search(r'name="made_from" value="(.*?)"', sponsor.get("job").content.decode())[1]
    sponsor.post("job", {"note": "one"}, go="save")
    answer = sponsor.client.post(sponsor.url("job"), {"job-note": "two", "made_from": made_from, "go": "next"})
    assert answer.status_code == 409
    assert "Taller" not in answer.content.decode()
    assert "employer" not in answer.content.decode()


def test_they_move_along_to_another_version(sponsor):
    hide(sponsor)
    changed = [*STEPS[:2], step("new", question("new")), *STEPS[2:]]
    services.release(form=document.parse(form(*changed[:-1])), moves_drafts_at=timezone.now())
    assert moves.move_due_drafts(timezone.now() + timezone.timedelta(days=1)) == 1
    assert "employer" not in sponsor.get("job").content.decode()
    sponsor.post("work", {"works": "yes"})
    assert 'value="Taller"' in sponsor.get("job").content.decode()


def test_a_page_that_asks_everything_reads_nothing_more_and_another_one_row(sponsor):
    def reads(*answers):
        with CaptureQueriesContext(connection) as captured:
            sponsor.post(*answers)
        return sum(
            query["sql"].startswith("SELECT") and "draftstep" in query["sql"] for query in captured.captured_queries
        )

    assert reads("job", JOB) == 0
    sponsor.post("work", {"works": "no"})
    assert reads("job", {"note": "x"}) == 1


# --- A page that was opened before another window hid a question, or showed it again ---------------------------------


def hidden_inputs(sponsor, path):
    page = sponsor.get(path).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(made_from|asked)" value="(.*?)"', page))


def late(sponsor, inputs, go="next", path="job", **answers):
    data = {f"{path.split('/')[0]}-{name.replace('__', '.')}": value for name, value in answers.items()}
    return sponsor.client.post(sponsor.url(path), {**inputs, **data, "go": go})


def test_what_was_typed_on_a_page_opened_before_its_question_was_hidden_is_kept(sponsor):
    old = hidden_inputs(sponsor, "job")
    assert "asked" not in old
    sponsor.post("work", {"works": "no"})
    said = {"employer": "Panadería", "slip__said": "will_bring"}
    assert late(sponsor, old, note="new", **said).url == sponsor.url("people")
    assert "Panadería" not in sponsor.get("check").content.decode(), "it counts nowhere while nobody asks it"
    sponsor.post("work", {"works": "yes"})
    page = sponsor.get("job").content.decode()
    assert 'value="Panadería"' in page
    assert 'value="new"' in page
    assert re.search(r'name="job-slip.said" value="will_bring"[^>]*checked', page)


NUMBERS = ["123-45-6789", "A 123 456 789"]


@pytest.mark.parametrize("go", ["next", "save", "lang-en"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_we_never_keep_is_told_there_as_elsewhere(sponsor, number, go):
    old = hidden_inputs(sponsor, "job")
    sponsor.post("work", {"works": "no"})
    data = {**old, "job-note": "new", "job-employer": f"Taller, {number}", "go": go}
    answer = sponsor.client.post(sponsor.url("job"), data)
    if answer.status_code == 307:
        answer = sponsor.client.post(answer["Location"], data)
    language = "en" if go == "lang-en" else "es"
    told = {
        "es": "Quite este número, por favor; no lo guardamos.",
        "en": "Please remove this number; we do not keep it.",
    }
    assert problems(answer) == {"id_job-employer": told[language]}
    assert f'value="Taller, {number}"' in answer.content.decode()
    assert queries.step_answers(draft(), "job").typed["employer"] == ["Taller"]
    assert number not in str(queries.opened_facts(draft()))
    # Taken out, the rest is kept as all that is hidden.
    assert late(sponsor, {**old, "asked": "note employer"}, note="new", employer="Panadería").url == sponsor.url(
        "people"
    )
    assert queries.step_answers(draft(), "job").typed["employer"] == ["Panadería"]


def test_what_was_typed_on_a_page_opened_before_the_whole_step_was_hidden_is_kept(sponsor):
    old = hidden_inputs(sponsor, "more")
    sponsor.post("job", {**JOB, "employer": "Otro"})
    assert late(sponsor, old, path="more", more="a long answer").url == sponsor.url("people")
    assert "a long answer" not in sponsor.get("check").content.decode(), "it counts nowhere while nobody asks it"
    answer = late(sponsor, old, path="more", more=NUMBERS[0])
    assert problems(answer) == {"id_more-more": "Quite este número, por favor; no lo guardamos."}
    sponsor.post("job", JOB)
    assert 'value="a long answer"' in sponsor.get("more").content.decode()


def test_somebody_typed_on_a_list_that_was_hidden_meanwhile_is_kept(db, client):
    services.release(
        form=document.parse(form(step("work", choice("works")), step("people", ADULTS, show_if=when("works"))))
    )
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("work", {"works": "yes"})
    there = sponsor.post("people", {}, go="add").url.removeprefix(sponsor.url()).rstrip("/")
    old = hidden_inputs(sponsor, there)
    sponsor.post("work", {"works": "no"})
    assert late(sponsor, old, path=there, name="Ana").status_code == 303
    assert "Ana" not in sponsor.get("check").content.decode()
    sponsor.post("work", {"works": "yes"})
    assert "Ana" in sponsor.get("people").content.decode()


def test_a_page_opened_while_a_question_was_hidden_empties_nothing(sponsor):
    hide(sponsor)
    old = hidden_inputs(sponsor, "job")
    assert old["asked"] == "note"
    sponsor.post("work", {"works": "yes"})
    assert late(sponsor, old, note="from the old page").url == sponsor.url("more")
    kept = queries.step_answers(draft(), "job")
    assert kept.complete
    assert kept.values["note"] == "from the old page"
    assert kept.values["employer"] == "Taller"
    assert kept.values["slip"] == {"said": "cannot_get", "reason": "lost"}


def test_nor_does_one_of_somebody_on_a_list(db, client):
    outer = group("adults", question("name", "name"), question("where", show_if=when("works")))
    services.release(form=document.parse(form(step("work", choice("works")), step("people", outer))))
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("work", {"works": "yes"})
    ana, _ = person(sponsor, name="Ana", where="Obra")
    sponsor.post("work", {"works": "no"})
    old = hidden_inputs(sponsor, f"people/{ana}")
    sponsor.post("work", {"works": "yes"})
    assert late(sponsor, old, path=f"people/{ana}", name="Ana María").url == sponsor.url("people")
    assert queries.step_answers(draft(), "people", ana).values == {"name": "Ana María", "where": "Obra"}
    asking = hidden_inputs(sponsor, f"people/{ana}")
    sponsor.post("work", {"works": "no"})
    late(sponsor, asking, path=f"people/{ana}", name="Ana", where="Campo")
    sponsor.post("work", {"works": "yes"})
    assert 'value="Campo"' in sponsor.get(f"people/{ana}").content.decode()


def test_what_was_emptied_on_a_page_that_asked_it_is_empty_also_after_it_was_hidden_for_a_while(sponsor):
    old = hidden_inputs(sponsor, "job")
    sponsor.post("work", {"works": "no"})
    sponsor.post("work", {"works": "yes"})
    assert late(sponsor, old, note="hello", employer="").status_code == 200
    assert "Taller" not in sponsor.get("job").content.decode()

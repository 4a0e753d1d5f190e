"""How far each part of a form is: which wait for others, what is done, where to go on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_forms.schema import document
from intake_forms.schema.parts import parts
from intake_forms.schema.path import COMPLETE, ID, Route
from tests.intake_forms.forms import choice, computed, form, group, question, result, row, rows, slot, step, text
from tests.intake_forms.schema import made


def when(source, value="yes"):
    return rows(row(source, "is", value))


def section(key, *steps):
    return {"key": key, "title": text(key), "steps": list(steps)}


def route(*sections, **more):
    return Route(document.parse(form(sections=list(sections), **more)))


def state(found):
    return {part.section.key if part.section else "gate": part.state for part in found.listed}


ONE = route(
    section("you", step("you", choice("works")), step("job", question("employer"), show_if=when("works"))),
    section("child", step("child", question("name")), step("school", question("grade"))),
    section("papers", step("papers", question("which"), choice("wage_slip", show_if=when("works")))),
    section("home", step("home", group("adults", question("name", "name"), min=1))),
    section("visit", step("visit", question("day"), show_if=rows(row("adults", "ge", 2)))),
)
GATE = {"gate": True}


def test_at_the_beginning_what_hangs_on_nothing_can_be_begun_in_any_order():
    found = parts(ONE, {"let_in": "yes"}, GATE)
    assert state(found) == {
        "you": "open",
        "child": "open",
        "papers": "waiting",
        "home": "open",
        "visit": "waiting",
    }
    assert found.onward == "you"
    assert found.done == 0
    waits = {part.section.key: [title["en"] for title in part.waits_for] for part in found.listed}
    assert waits == {"you": [], "child": [], "papers": ["you"], "home": [], "visit": ["home"]}


def test_a_part_is_done_when_every_step_on_the_way_is():
    facts = {"let_in": "yes", "works": "yes"}
    assert state(parts(ONE, facts, {**GATE, "you": True}))["you"] == "begun"
    found = parts(ONE, facts, {**GATE, "you": True, "job": True})
    assert (state(found)["you"], state(found)["papers"], found.done) == ("done", "open", 1)
    assert state(parts(ONE, {**facts, "works": "no"}, {**GATE, "you": True}))["you"] == "done"


def test_it_goes_on_in_the_part_saved_last_and_else_in_the_first_that_can_be_begun():
    facts = {"let_in": "yes", "works": "no"}
    assert parts(ONE, facts, {**GATE, "child": True}).onward == "school"
    assert parts(ONE, facts, {**GATE, "child": True, "you": False}).onward == "you"
    assert parts(ONE, facts, {**GATE, "you": True, "child": True, "school": True}).onward == "papers"


def test_a_step_saved_with_gaps_is_the_one_that_a_part_opens():
    found = parts(ONE, {"let_in": "yes"}, {**GATE, "child": True, "school": False})
    assert next(part.first for part in found.listed if part.section.key == "child") == "school"


@pytest.mark.parametrize(
    ("people", "expected"),
    [([], "begun"), ([True], "done"), ([True, False], "begun"), ([True, True], "done"), ([True] * 51, "begun")],
)
def test_a_list_of_people_is_done_when_it_has_neither_gaps_nor_too_few_nor_too_many(people, expected):
    entries = [{ID: str(number), COMPLETE: whole} for number, whole in enumerate(people)]
    found = parts(ONE, {"let_in": "yes", "adults": entries}, {**GATE, "home": True})
    assert state(found)["home"] == expected


def test_a_part_that_this_family_does_not_need_is_not_on_the_list():
    entries = [{ID: "1", COMPLETE: True}]
    found = parts(ONE, {"let_in": "yes", "adults": entries}, {**GATE, "home": True})
    assert "visit" not in state(found)


def test_a_part_that_can_no_more_come_is_not_waited_for():
    both = {"match": "all", "rows": [row("let_in", "is", "yes"), row("works", "is", "yes")]}
    either = {"match": "any", "rows": [row("let_in", "is", "yes"), row("works", "is", "yes")]}
    you = section("you", step("you", choice("works")))
    asked = step("more", question("more"), show_if=both)
    assert state(parts(route(you, section("more", asked)), {"let_in": "no"}, GATE)) == {"you": "open"}
    assert state(parts(route(you, section("more", asked)), {"let_in": "yes"}, GATE))["more"] == "waiting"
    asked = step("more", question("more"), show_if=either)
    assert state(parts(route(you, section("more", asked)), {"let_in": "no"}, GATE))["more"] == "waiting"


def test_a_named_condition_and_a_computed_value_are_read_through():
    named = {"employed": when("works")}
    you = section("you", step("you", choice("works"), computed("earns", values=[result("yes", when("works"))])))
    later = section("later", step("later", question("a"), show_if=rows({"condition": "employed"})))
    last = section("last", step("last", question("b"), show_if=when("earns")))
    found = parts(route(you, later, last, conditions=named), {"let_in": "yes"}, GATE)
    assert state(found) == {"you": "open", "later": "waiting", "last": "waiting"}


def test_papers_of_people_wait_for_the_people():
    home = section("home", step("home", group("adults", question("name", "name"), min=0)))
    papers = section("papers", step("papers", slot("id", per="adults")))
    assert state(parts(route(home, papers), {"let_in": "yes"}, GATE)) == {"home": "open", "papers": "waiting"}
    assert state(parts(route(home, papers), {"let_in": "yes"}, {**GATE, "home": True})) == {"home": "done"}


def test_a_part_that_was_begun_is_never_closed_again():
    found = parts(ONE, {"let_in": "yes"}, {**GATE, "papers": False, "you": False})
    assert state(found)["papers"] == "begun"


def test_a_gap_at_the_gate_is_on_the_list():
    found = parts(ONE, {}, {"gate": False})
    assert state(found)["gate"] == "begun"
    assert found.onward == "gate"


# --- For all forms and all answers --------------------------------------------------------------------------------------


@st.composite
def families(draw):
    """A form cut into sections anywhere, somebody's facts, and which steps were saved, in some order."""
    plain = draw(made.forms()).form
    steps = list(plain.sections[0].steps)
    sections, number = [], 0
    while steps:
        count = draw(st.integers(1, 2))
        sections.append(document.Section(key=f"part{number}", title=text(f"part{number}"), steps=tuple(steps[:count])))
        steps, number = steps[count:], number + 1
    cut = Route(plain.model_copy(update={"sections": tuple(sections)}))
    keys = draw(st.permutations([each.key for each in cut.form.steps]))
    saved = {key: draw(st.booleans()) for key in keys if draw(st.integers(0, 2))}
    return cut, made.facts(draw(made.given_answers(cut))), saved


FEW = settings(made.EXAMPLES, max_examples=30)


@FEW
@given(families())
def test_the_list_is_right_for_any_form_and_any_answers(family):
    route, facts, saved = family
    found, walk = parts(route, facts, saved), route.walk(facts)
    sendable = all(saved.get(key) for key in walk.steps)
    assert (found.onward is None) == (not found.missing) == sendable, "all are done exactly when it can be sent"
    steps = [key for part in found.listed for key in part.steps if part.section]
    assert steps == list(walk.steps)[1:], "each step on the way is in one part, and no other step is"
    earlier = {}
    for part in found.listed:
        assert (part.state == "waiting") == bool(part.waits_for) == (not part.first)
        assert part.first in (*part.steps, "")
        assert all(earlier[title["en"]] != "done" for title in part.waits_for)
        earlier[part.title["en"]] = part.state
    todo = found.onward
    for _ in route.form.steps:
        if todo:
            assert todo in walk.steps
            assert not saved.get(todo)
            saved = {key: value for key, value in saved.items() if key != todo} | {todo: True}
            todo = parts(route, facts, saved).onward
    assert todo is None, "doing what comes next leads to the end"


@FEW
@given(st.data())
def test_what_an_open_part_asks_hangs_on_nothing_that_is_still_to_be_answered(data):
    route, facts, saved = data.draw(families())
    found, other = parts(route, facts, saved), made.facts(data.draw(made.given_answers(route)))
    settled = {part.title["en"] for part in found.listed if part.state == "done"}
    before = route.walk(facts)
    for part in found.listed:
        if part.state != "open":
            continue
        kept = {*settled, part.title["en"]}
        free = {item.key for each in route.form.sections if each.title["en"] not in kept
                for step in each.steps for item in step.items}  # fmt: skip
        changed = {key: value for key, value in facts.items() if key not in free}
        after = route.walk(changed | {key: value for key, value in other.items() if key in free})
        for key in part.steps:
            step = route.form.step_by_key[key]
            assert route.items(step, before.before[key]) == route.items(step, after.before[key])


def test_what_staff_open_begins_with_its_gate_which_stays_on_the_list():
    """What another form of the case brought counts as saved, the gate does not: nobody was there."""
    you, papers = section("you", step("you", choice("works"))), section("papers", step("papers", slot("id")))
    opened, brought = route(you, papers, opened_by="staff"), {"you": False}
    found = parts(opened, {}, brought)
    assert state(found) == {"gate": "open", "you": "begun", "papers": "waiting"}
    assert found.onward == found.listed[0].first == "gate"
    assert [title["en"] for title in found.listed[2].waits_for] == ["gate"]
    found = parts(opened, {"let_in": "yes"}, {**brought, **GATE})
    assert (state(found), found.done) == ({"gate": "done", "you": "begun", "papers": "open"}, 1)
    assert found.listed[0].first == "gate"


def test_a_part_that_an_answer_of_a_part_under_way_keeps_away_is_not_listed():
    you = section("you", step("you", choice("works")), step("more", question("more")))
    job, rest = (
        section("job", step("job", question("boss"), show_if=when("works"))),
        section("rest", step("rest", question("why"))),
    )
    form = route(you, job, rest)
    assert list(state(parts(form, {"let_in": "yes"}, GATE))) == ["you", "job", "rest"]
    found = parts(form, {"let_in": "yes", "works": "no"}, {**GATE, "you": True})
    assert state(found) == {"you": "begun", "rest": "open"}


def test_sending_waits_for_no_part_in_which_only_papers_were_not_spoken_of():
    you, papers = section("you", step("you", choice("works"))), section("papers", step("papers", slot("id")))
    asked = section("more", step("more", slot("lease"), question("rent")))
    found = parts(route(you, papers, asked), {"let_in": "yes"}, {**GATE, "you": True})
    assert state(found) == {"you": "done", "papers": "open", "more": "open"}
    assert [part.title["en"] for part in found.missing] == ["more"]
    assert found.onward == "papers"

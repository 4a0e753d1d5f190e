"""Mistakes of shape and of logic in one go; and none that only follow from another."""

import copy

import pytest

from intake_forms.schema import document, repair
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, computed, form, group, question, result, row, rows, slot, step, text
from tests.intake_forms.mistakes import TOLD, with_ten_mistakes

ONE, TWO = "sections[0].steps[0]", "sections[0].steps[1]"


def told(*steps, **more):
    return {each.path: each.code for each in repair.examine(form(*steps, **more))[1]}


def test_mistakes_of_every_sort_are_told_at_once_each_with_its_place():
    data = with_ten_mistakes()
    before = copy.deepcopy(data)
    broken, found = repair.examine(data)
    assert broken is None
    assert {each.path: (each.code, each.reason) for each in found} == TOLD
    assert [each.path for each in found] == [*TOLD], "in the order of the document"
    assert {each.level for each in found} == {"error"}
    assert data == before, "what was handed in stays as it was"


def test_a_right_document_is_read_as_ever():
    data = document.plain(forms.sample())
    read, found = repair.examine(data)
    assert read == document.parse(data)
    assert {each.level for each in found} <= {"warning"}


READS = [
    row("one.q", "answered", of="any"),
    row("one", "gt", 2),
    row("one", "is", "a"),
    row("one", "older_than", 3),
    row("one", "contains", "a"),
]


@pytest.mark.parametrize("reads", READS)
@pytest.mark.parametrize(
    "broken",
    [
        question("one", kind="hologram"),
        {**choice("one"), "options": "none"},
        choice("one", "a", "B"),
        group("one", question("q", kind="hologram")),
        group("one"),
        question("one", "number", min="few"),
        computed("one"),
        {"kind": "choice", "key": "one"},
    ],
)
def test_what_reads_a_question_that_is_broken_is_not_wrong_for_that(broken, reads):
    found = told(step("first", broken), step("second", question("x"), show_if=rows(reads)))
    assert found
    assert all(path.startswith(f"{ONE}.items[0]") for path in found), found


def test_a_text_that_is_missing_hides_nothing_of_its_question():
    half = choice("pick", "a", "b", label={"en": "Your immigration status"})
    found = told(step("one", half), step("two", question("x"), show_if=rows(row("pick", "is", "c"))))
    assert found == {
        f"{ONE}.items[0].label": "never_collect",
        f"{TWO}.show_if.rows[0]": "unknown_option",
    }


def test_a_row_that_is_broken_leaves_the_others_to_be_read():
    when = rows(row("let_in", "resembles", "yes"), row("ghost", "answered"), "nonsense", row("let_in", "is", {"a": 1}))
    assert told(step("one", question("x", show_if=when))) == {
        f"{ONE}.items[0].show_if.rows[0].op": "shape",
        f"{ONE}.items[0].show_if.rows[1]": "unknown_source",
        f"{ONE}.items[0].show_if.rows[2]": "shape",
        f"{ONE}.items[0].show_if.rows[3].value": "bad_value",
    }


def test_a_mistake_behind_another_is_told_too():
    twice = choice("pick", "a", "a", label={"en": "Pick"})
    assert told(step("one", twice)) == {f"{ONE}.items[0].label": "missing_text", f"{ONE}.items[0]": "shape"}


def test_papers_exits_rule_sets_and_carries_are_read_over_too():
    data = form(
        step("people", group("adults", question("name", kind="hologram"), choice("works"), title=["name"])),
        step("two", slot("paper", per="adults", fact={"source": 3}), computed("sum", total=["adults", "ghost"])),
        step("three", computed("sort", values=[result("x", rows(row("let_in", "is", "maybe")))])),
        rule_sets=[{"key": "now"}],
        carries=[{"form": "Other Form", "source": "a", "target": "nobody"}],
    )
    data["gate"]["exits"] = [{"key": "out", "when": {"rows": []}, "title": text("out"), "body": text("out")}]
    found = {each.path for each in repair.examine(data)[1]}
    assert found == {
        "rule_sets[0].label",
        "rule_sets[0].source",
        "rule_sets[0].checked_on",
        "carries[0].form",
        "carries[0].target",
        "gate.exits[0].when.rows",
        f"{ONE}.items[0].items[0]",
        f"{TWO}.items[0].fact.source",
        f"{TWO}.items[0].fact.checked_on",
        f"{TWO}.items[1].total[1]",
        "sections[0].steps[2].items",
        "sections[0].steps[2].items[0].values[0].when.rows[0]",
    }


GHOSTS = rows(row("ghost", "answered"), row("phantom", "answered"))
NO_QUESTIONS = {
    "step": (step("empty"), f"{ONE}.items", "too_short"),
    "step without a list": ({"key": "empty", "title": text("E")}, f"{ONE}.items", "missing"),
    "group": (step("empty", group("people")), f"{ONE}.items[0].items", "too_short"),
}


@pytest.mark.parametrize(("empty", "place", "code"), NO_QUESTIONS.values(), ids=NO_QUESTIONS)
def test_where_nothing_was_lost_whatever_refers_to_nothing_is_told(empty, place, code):
    assert told(empty, step("two", question("x"), show_if=GHOSTS)) == {
        place: code,
        f"{TWO}.show_if.rows[0]": "unknown_source",
        f"{TWO}.show_if.rows[1]": "unknown_source",
    }


def test_an_empty_section_and_an_empty_gate_hide_nothing():
    page = {"key": "out", "when": rows(row("let_in", "lt", 3)), "title": text("out"), "body": text("out")}
    data = form(step("two", question("x"), show_if=GHOSTS))
    data["gate"] = {"step": step("gate"), "exits": [page]}
    data["sections"].insert(0, {"key": "empty", "title": text("E"), "steps": []})
    assert {each.path: each.code for each in repair.examine(data)[1]} == {
        "gate.step.items": "too_short",
        "gate.exits[0].when.rows[0]": "unknown_source",
        "sections[0].steps": "too_short",
        "sections[1].steps[0].show_if.rows[0]": "unknown_source",
        "sections[1].steps[0].show_if.rows[1]": "unknown_source",
    }


def test_questions_that_cannot_be_read_may_be_those_that_are_missed():
    lost = {"key": "lost", "title": text("lost"), "items": "ghost, phantom"}
    assert told(lost, step("two", question("x"), show_if=GHOSTS)) == {f"{ONE}.items": "shape"}


def shape_of(data):
    with pytest.raises(document.FormError) as caught:
        document.parse(data)
    return {str(each) for each in caught.value.faults}


def _places(part, place=()):
    yield place
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, each in inside:
        yield from _places(each, (*place, name))


WHOLE = form(
    step("one", choice("pick", "a", "b"), question("n", "number", min=2, max=9), group("adults", question("name"))),
    step("two", question("q", hint=text("h"), show_if=rows(row("pick", "is", "a"), {"condition": "many"}))),
    step("three", slot("paper", per="adults"), computed("sum", total=["n"]), computed("c", values=[result("x")])),
    conditions={"many": rows(row("n", "gt", 3))},
)


@pytest.mark.parametrize("nonsense", [5, "!!", None, [], {}, [7], {"a": 1}], ids=repr)
def test_nonsense_anywhere_is_told_and_never_a_crash(nonsense):
    for place in _places(WHOLE):
        data = copy.deepcopy(WHOLE)
        if place:
            parent = data
            for name in place[:-1]:
                parent = parent[name]
            parent[place[-1]] = copy.deepcopy(nonsense)
        read, found = repair.examine(data if place else nonsense)
        told = {str(each) for each in found}
        assert read is None or document.parse(data) == read
        assert read is not None or shape_of(data if place else nonsense) <= told, place

"""What nobody would ever see, and what only looks like it."""

import pytest

from intake_forms.schema import document, lint
from tests.intake_forms.forms import choice, computed, form, group, question, result, row, rows, slot, step, text

AGE = {"kind": "age", "max": 17}
TWO = "sections[0].steps[1]"


def told(*steps, **more):
    return {each.path: (each.level, each.code) for each in lint.faults(document.parse(form(*steps, **more)))}


def option(value, show_if=None):
    return {"value": value, "label": text(value), **({"show_if": show_if} if show_if else {})}


def asked(*found, match="all", **more):
    """A second step with this condition, after one question of each sort."""
    first = step(
        "one",
        choice("pick", "a", "b", "c"),
        question("age", **AGE),
        question("word"),
        choice("many", "a", "b", kind="choices"),
        question("born", "date"),
    )
    return told(first, step("two", question("q"), show_if=rows(*found, match=match)), **more)


NEVER = {f"{TWO}.show_if": ("error", "required_never_shown")}


@pytest.mark.parametrize(
    "found",
    [
        [row("pick", "is", "a"), row("pick", "is", "b")],
        [row("pick", "is", "a"), row("pick", "is_not", "a")],
        [row("pick", "one_of", ["a", "b"]), row("pick", "one_of", ["c"])],
        [row("pick", "not_one_of", ["a", "b", "c"])],
        [row("pick", "answered"), row("pick", "not_answered")],
        [row("born", "not_answered"), row("born", "before", "today")],
        [row("many", "contains", "a"), row("many", "not_answered")],
        [row("age", "ge", 18)],
        [row("age", "older_than", 17)],
        [row("age", "lt", 0)],
        [row("age", "gt", 3), row("age", "lt", 4)],
        [row("word", "is", "x"), row("word", "is", "y")],
        [row("word", "is", "x"), row("word", "contains", "z")],
        [row("word", "contains", "z"), row("word", "is", "x")],
        [row("word", "is_not", "x"), row("word", "is", "x")],
        [row("word", "not_one_of", ["x", "y"]), row("word", "one_of", ["y", "x"])],
        [row("age", "le", 0), row("age", "is_not", 0)],
    ],
)
def test_rows_that_exclude_each_other_are_an_error(found):
    assert asked(*found) == NEVER
    assert asked(*found, match="any") == ({} if len(found) > 1 else NEVER)
    assert asked({"condition": "both"}, conditions={"both": rows(*found)}) == NEVER


@pytest.mark.parametrize(
    "found",
    [
        [row("pick", "is_not", "a"), row("pick", "is_not", "b")],
        [row("pick", "one_of", ["a", "b"]), row("pick", "one_of", ["b", "c"])],
        [row("many", "contains", "a"), row("many", "contains", "b")],
        [row("age", "ge", 17)],
        [row("age", "gt", 3), row("age", "lt", 5)],
        [row("age", "is_not", 3), row("age", "le", 3)],
        [row("word", "contains", "a"), row("word", "contains", "b")],
        [row("word", "contains", "a"), row("word", "is", "tea")],
        [row("word", "is_not", "a"), row("word", "one_of", ["a", "b"])],
        [row("born", "before", "today"), row("born", "after", "today-90")],
        [row("pick", "not_answered"), row("word", "answered")],
        [row("pick", "not_one_of", ["a", "b"])],
    ],
)
def test_rows_that_can_hold_together_are_none(found):
    assert asked(*found) == {}


def test_a_step_that_requires_nothing_is_told_by_another_name():
    data = step(
        "two", question("q", required=False), show_if=rows(row("let_in", "is", "yes"), row("let_in", "is", "no"))
    )
    assert told(step("one", question("a")), data) == {f"{TWO}.show_if": ("error", "unreachable")}


def test_the_questions_that_are_never_asked_are_named_in_one_finding():
    never = rows(row("let_in", "is", "yes"), row("let_in", "is", "no"))
    found = lint.faults(document.parse(form(step("one", question("a"), question("b"), show_if=never))))
    assert [each.params for each in found] == [{"keys": "a, b"}]


def test_an_item_is_looked_at_with_the_condition_of_its_step():
    never, fine = rows(row("pick", "is", "b")), rows(row("pick", "is_not", "b"))
    steps = [
        step("one", choice("pick", "a", "b")),
        step(
            "two",
            question("q", show_if=never),
            question("r", show_if=never, required=False),
            question("s", show_if=fine),
            show_if=rows(row("pick", "is", "a")),
        ),
    ]
    assert told(*steps) == {
        f"{TWO}.items[0].show_if": ("error", "required_never_shown"),
        f"{TWO}.items[1].show_if": ("error", "unreachable"),
    }


def test_what_rests_on_something_never_shown_is_never_shown_itself():
    never = rows(row("let_in", "is", "yes"), row("let_in", "is", "no"))
    steps = [
        step("one", choice("pick"), show_if=never),
        step("two", question("q", required=False), show_if=rows(row("pick", "is", "yes"))),
        step("three", question("r", required=False), show_if=rows(row("pick", "not_answered"))),
        step("four", question("s"), show_if=rows(row("pick", "is", "yes"), row("let_in", "is", "yes"), match="any")),
    ]
    assert list(told(*steps)) == ["sections[0].steps[0].show_if", f"{TWO}.show_if"]


def test_an_option_that_is_never_offered_is_a_warning_and_cannot_be_read():
    never = rows(row("let_in", "is", "yes"), row("let_in", "is", "no"))
    steps = [
        step("one", question("pick", "choice", options=[option("a"), option("b"), option("c", never)])),
        step("two", question("q"), show_if=rows(row("pick", "is", "c"))),
    ]
    assert told(*steps) == {"sections[0].steps[0].items[0].options[2].show_if": ("warning", "never_offered"), **NEVER}


def test_an_outcome_and_an_exit_page_that_cannot_be():
    never = rows(row("let_in", "is", "yes"), row("let_in", "is", "no"))
    data = form(
        step("one", question("a"), computed("sort", values=[result("x", never), result("y")])),
        step("two", question("q"), show_if=rows(row("sort", "is", "x"))),
    )
    data["gate"]["exits"] = [{"key": "out", "when": never, "title": text("out"), "body": text("out")}]
    assert {each.path: (each.level, each.code) for each in lint.faults(document.parse(data))} == {
        "gate.exits[0].when": ("error", "unreachable"),
        "sections[0].steps[0].items[1].values[0].when": ("warning", "never_offered"),
        **NEVER,
    }


PEOPLE = step("people", group("adults", question("name"), choice("works"), question("years", **AGE), max=5))


@pytest.mark.parametrize(
    ("found", "is_seen"),
    [
        (row("adults", "gt", 5), False),
        (row("adults", "is", 0), True),
        (row("adults.years", "gt", 17, of="any"), False),
        (row("adults.years", "gt", 17, of="fewer_than", times=1), True),
        (row("adults.works", "is", "yes", of="all"), True),
        (row("adults.works", "is", "yes", of="at_least", times=5), True),
        (row("adults.works", "is", "yes", of="at_least", times=6), False),
    ],
)
def test_groups_are_counted_and_looked_into(found, is_seen):
    assert told(PEOPLE, step("two", question("q"), show_if=rows(found))) == ({} if is_seen else NEVER)


def test_two_people_may_answer_what_one_cannot():
    both = rows(row("adults.works", "is", "yes", of="any"), row("adults.works", "is", "no", of="any"))
    one = rows(row("adults.works", "is", "yes"), row("adults.works", "is", "no"))
    assert told(PEOPLE, step("two", question("q"), show_if=both)) == {}
    papers = step("two", question("q"), slot("paper", per="adults", show_if=one))
    assert told(PEOPLE, papers) == {f"{TWO}.items[1].show_if": ("error", "unreachable")}


def test_a_paper_for_each_of_a_group_that_is_never_shown():
    hidden = {**PEOPLE, "show_if": rows(row("let_in", "is", "yes"), row("let_in", "is", "no"))}
    assert told(hidden, step("two", slot("paper", per="adults"), question("q")))[f"{TWO}.items[0]"] == (
        "error",
        "unreachable",
    )


def test_a_rule_set_is_one_of_those_there_are():
    sets = [{"key": key, "label": text(key), "source": "a page", "checked_on": "2026-01-01"} for key in ("old", "new")]
    never = rows(row("rule_set", "is", "old"), row("rule_set", "is", "new"))
    assert told(step("one", question("a")), step("two", question("q"), show_if=never), rule_sets=sets) == NEVER


def test_nothing_is_concluded_from_a_row_that_is_wrong_itself():
    wrong = asked(row("pick", "is", "ghost"), row("pick", "is", "a"))
    assert wrong == {f"{TWO}.show_if.rows[0]": ("error", "unknown_option")}

"""Groups, computed values, rule sets and papers per person: what the pure functions make of them."""

import datetime

import pytest

from intake_forms.schema import answers, document, lint
from intake_forms.schema.path import ID, Route
from intake_forms.schema.slots import slots
from tests.intake_forms.forms import (
    choice,
    computed,
    form,
    group,
    question,
    result,
    row,
    rows,
    slot,
    step,
    text,
)  # fmt: skip

AGE = {**question("age"), "kind": "age"}
ADULTS = group("adults", question("name"), AGE, choice("works"), title=["name"])


def person(number, **values):
    return {ID: f"00000000-0000-4000-8000-00000000000{number}", **values}


ANA, BETO, LUZ = (
    person(1, name="Ana", age=34, works="yes"),
    person(2, name="Beto", age=19, works="no"),
    person(3, name="Luz", age=70),
)


def route(*steps, **more):
    found = document.parse(form(*steps, **more))
    assert lint.faults(found) == []
    return Route(found)


def on_the_way(condition, adults):
    way = route(step("people", ADULTS), step("asked", question("q"), show_if=rows(condition)))
    return "asked" in way.walk({"adults": adults}).steps


@pytest.mark.parametrize(
    ("condition", "adults", "holds"),
    [
        (row("adults", "ge", 2), [ANA, BETO], True),
        (row("adults", "ge", 2), [ANA], False),
        (row("adults", "is", 0), [], True),
        (row("adults.age", "gt", 60, of="any"), [ANA, LUZ], True),
        (row("adults.age", "gt", 60, of="any"), [ANA, BETO], False),
        (row("adults.age", "ge", 18, of="all"), [ANA, BETO, LUZ], True),
        (row("adults.age", "gt", 18, of="all"), [], False),
        (row("adults.works", "is", "yes", of="all"), [ANA, LUZ], False),
        (row("adults.age", "older_than", 18, of="at_least", times=2), [ANA, BETO], True),
        (row("adults.age", "older_than", 18, of="at_least", times=3), [ANA, BETO], False),
        (row("adults.works", "is", "yes", of="fewer_than", times=1), [BETO, LUZ], True),
        (row("adults.works", "is", "yes", of="fewer_than", times=1), [], True),
        (row("adults.works", "not_answered", of="any"), [ANA, LUZ], True),
        (row("adults.works", "one_of", ["yes", "no"], of="all"), [ANA, BETO], True),
    ],
)
def test_how_many_people_something_is_true_of(condition, adults, holds):
    assert on_the_way(condition, adults) is holds


def test_a_group_that_is_not_on_the_way_has_nobody():
    way = route(
        step("first", choice("alone")),
        step("people", ADULTS, show_if=rows(row("alone", "is", "no"))),
        step("many", question("q"), show_if=rows(row("adults", "ge", 1))),
    )
    assert way.walk({"alone": "no", "adults": [ANA]}).steps == ("gate", "first", "people", "many")
    assert way.walk({"alone": "yes", "adults": [ANA]}).steps == ("gate", "first")


INNER = group(
    "adults",
    question("name"),
    choice("works"),
    question("shift", show_if=rows(row("adults.works", "is", "yes"))),
)


def test_a_condition_inside_a_group_reads_that_item_alone():
    way = route(step("people", INNER))
    people = way.form.groups["people"]
    assert [item.key for item in way.inside(people, {}, {"works": "yes"})] == ["name", "works", "shift"]
    assert [item.key for item in way.inside(people, {}, {"works": "no"})] == ["name", "works"]


def test_what_is_hidden_inside_an_item_steers_nothing_and_is_not_sent():
    way = route(
        step("people", INNER), step("asked", question("q"), show_if=rows(row("adults.shift", "answered", of="any")))
    )
    hidden = person(1, name="Ana", works="no", shift="Taller")
    assert way.walk({"adults": [hidden]}).steps == ("gate", "people")
    assert way.walk({"adults": [{**hidden, "works": "yes"}]}).steps == ("gate", "people", "asked")
    kept = way.visible({"people": {"adults": [hidden]}, "asked": {"q": "x"}})
    assert kept == {"gate": {}, "people": {"adults": [person(1, name="Ana", works="no")]}}


LETTER = slot(
    "letter",
    per="adults",
    show_if=rows(row("adults.age", "ge", 20)),
    accepts=[
        {"key": "card", "label": text("card")},
        {"key": "pension", "label": text("pension"), "show_if": rows(row("adults.age", "gt", 60)), "alone": False},
    ],
)


def test_papers_hang_on_people_and_each_sees_what_does_for_them():
    way = route(step("people", ADULTS), step("papers", LETTER))
    needs = slots(
        way,
        {"adults": [ANA, BETO, LUZ], f"letter.{LUZ[ID]}": {"said": "cannot_get", "reason": "lost"}},
        {("letter", ANA[ID]): ["a page"]},
    )
    assert [(need.person["name"], need.state, need.reason, need.papers) for need in needs] == [
        ("Ana", "received", "", ("a page",)),
        ("Luz", "cannot_get", "lost", ()),
    ]
    assert [[(paper.key, paper.alone) for paper in need.accepts] for need in needs] == [
        [("card", True)],
        [("card", True), ("pension", False)],
    ]
    assert [need.key for need in needs] == [("letter", ANA[ID]), ("letter", LUZ[ID])]


def test_a_step_that_shows_this_family_nothing_is_not_on_the_way():
    way = route(step("people", ADULTS), step("papers", LETTER), step("end", question("q")))
    assert way.walk({"adults": [BETO]}).steps == ("gate", "people", "end")
    assert way.walk({"adults": [ANA]}).steps == ("gate", "people", "papers", "end")


CATEGORY = computed(
    "category",
    values=[
        result("one", rows(row("color", "is", "yes"))),
        result("many", rows(row("adults", "ge", 2))),
        result("rest"),
    ],
)


def test_the_first_outcome_that_holds_is_the_value_and_can_be_asked_for():
    way = route(
        step("first", choice("color")),
        step("people", ADULTS),
        step("sum", question("q", required=False), CATEGORY, computed("heads", total=["adults", "adults.age"])),
        step("last", question("z"), show_if=rows(row("category", "is", "many"))),
    )
    assert way.walk({"color": "no", "adults": [ANA, BETO]}).steps[-1] == "last"
    assert way.walk({"color": "yes", "adults": [ANA, BETO]}).steps[-1] == "sum"
    kept = way.visible({"first": {"color": "no"}, "people": {"adults": [ANA, BETO]}})
    assert kept["sum"] == {"category": "many", "heads": 2 + 34 + 19}
    shown = way.items(way.form.step_by_key["sum"], {})
    assert [item.key for item in shown] == ["q"], "the sponsor never sees a computed value"


RULES = [
    {"key": "baseline", "label": text("baseline"), "source": "https://example.org/1", "checked_on": "2026-01-01"},
    {"key": "strict", "label": text("strict"), "source": "https://example.org/2", "checked_on": "2026-02-01"},
]


def test_the_first_rule_set_holds_until_another_is_chosen():
    way = route(
        step("one", question("q", required=False)),
        step("more", question("proof"), show_if=rows(row("rule_set", "is", "strict"))),
        rule_sets=RULES,
    )
    assert way.walk({}).steps == ("gate", "one")
    assert way.walk({"rule_set": "strict"}).steps == ("gate", "one", "more")


def test_what_was_sent_is_read_with_the_day_it_was_sent_on():
    born = {**question("born"), "kind": "date"}
    way = route(step("one", born), step("minor", question("q"), show_if=rows(row("born", "younger_than", 18))))
    facts = {"born": "2010-06-01"}
    assert way.walk({**facts, "today": datetime.date(2028, 5, 31)}).steps[-1] == "minor"
    assert way.walk({**facts, "today": datetime.date(2028, 6, 1)}).steps[-1] == "one"


def test_answers_are_told_person_by_person():
    way = route(step("people", ADULTS), step("papers", LETTER))
    [_gate, chapter] = answers.chapters(
        way, {"gate": {"let_in": "yes"}, "people": {"adults": [ANA, BETO]}}, "es", papers={}
    )
    assert [(block.title, [(a.label, a.text) for a in block.answers]) for block in chapter.blocks] == [
        ("", [("adults ES", "2")]),
        ("Ana", [("name ES", "Ana"), ("age ES", "34"), ("works ES", "yes ES")]),
        ("Beto", [("name ES", "Beto"), ("age ES", "19"), ("works ES", "no ES")]),
        ("", [("letter ES: Ana", None)]),
    ]


@pytest.mark.parametrize(
    ("steps", "path", "reason"),
    [
        ([step("a", ADULTS, question("q"))], "sections[0].steps[0].items", "stands alone"),
        ([step("a", group("g", question("x"), question("x")))], "sections[0].steps[0].items[0].items[0].key", "twice"),
        ([step("a", group("g", question("x"), title=["y"]))], "sections[0].steps[0].items[0].title[0]", "no question"),
        (
            [step("a", computed("c", total=["let_in"]), question("q"))],
            "sections[0].steps[0].items[0].total[0]",
            "number",
        ),
        ([step("a", computed("c", values=[result("x")]))], "sections[0].steps[0].items", "staff only"),
        ([step("a", slot("s", per="adults")), step("b", ADULTS)], "sections[0].steps[0].items[0].per", "no group"),
        (
            [step("a", ADULTS), step("b", question("q"), show_if=rows(row("adults.age", "gt", 3)))],
            "sections[0].steps[1].show_if.rows[0]",
            "say of",
        ),
        (
            [step("a", ADULTS), step("b", question("q"), show_if=rows(row("adults", "gt", 3, of="any")))],
            "sections[0].steps[1].show_if.rows[0]",
            "does not fit",
        ),
        (
            [step("a", ADULTS), step("b", question("q"), show_if=rows(row("adults.age", "gt", 3, of="at_least")))],
            "sections[0].steps[1].show_if.rows[0]",
            "times",
        ),
        (
            [step("a", group("g", question("x", show_if=rows(row("g.y", "answered"))), question("y")))],
            "sections[0].steps[0].items[0].items[0].show_if.rows[0]",
            "earlier",
        ),
        (
            [step("a", question("q", show_if=rows(row("rule_set", "is", "strict"))))],
            "sections[0].steps[0].items[0].show_if.rows[0]",
            "no question 'rule_set'",
        ),
        ([step("a", question("today"))], "sections[0].steps[0].items[0].key", "something else"),
    ],
)
def test_lint_says_what_cannot_work(steps, path, reason):
    found = lint.faults(document.parse(form(*steps)))
    assert found[0].path == path
    assert reason in found[0].reason

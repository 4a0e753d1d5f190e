"""The list of papers without a name: which questions decide it, and what it comes to under each rule set."""

import pytest

from intake_forms.schema import checklist, document, lint
from intake_forms.schema.path import Route
from tests.intake_forms.forms import (
    choice,
    computed,
    form,
    group,
    question,
    result,
    row,
    rows,
    shipped,
    slot,
    step,
    text,
)

RULES = [
    {"key": "baseline", "label": text("Baseline"), "source": "the law", "checked_on": "2026-11-23"},
    {"key": "strict", "label": text("Strict"), "source": "the law", "checked_on": "2026-11-23"},
]
CATEGORY = computed("category", values=[result("near", rows(row("relation", "is", "mother"))), result("far", None)])
PASSPORT = {"key": "passport", "label": text("passport")}
FOREIGN = {"key": "foreign", "label": text("foreign"), "show_if": rows(row("rule_set", "is", "baseline"))}
FORM = form(
    step("who", choice("relation", "mother", "aunt"), question("hobby"), choice("shoes")),
    step("letter", choice("parent_letter"), show_if=rows(row("relation", "is_not", "mother"))),
    step("computing", question("note", required=False), CATEGORY),
    step("people", group("adults", question("name"))),
    step(
        "papers",
        slot("id", accepts=[PASSPORT, FOREIGN]),
        slot("bond", show_if=rows(row("category", "is", "far"))),
        slot("letter", show_if=rows(row("parent_letter", "is", "yes"))),
        slot("adult_id", per="adults"),
        slot("income", show_if=rows(row("rule_set", "is", "strict"))),
    ),
    rule_sets=RULES,
)


@pytest.fixture(scope="module")
def route():
    found = document.parse(FORM)
    assert lint.errors(lint.faults(found)) == []
    return Route(found)


def told(route, answers):
    """The papers that will be asked for, and those that may be."""
    lines = checklist.papers(route, answers)
    return [[line.slot.key for line in lines if line.sure is sure] for sure in (True, False)]


def test_only_what_decides_is_asked_and_what_decides_whether_that_is_asked(route):
    assert list(checklist.deciding(route)) == ["relation", "parent_letter", "adults"]


CHILDREN = group("children", question("name"), choice("kin", "mother", "aunt"), choice("hair"), min=1)


def test_what_is_asked_of_each_in_a_group_decides_and_somebody_who_must_be_there_is():
    found = document.parse(
        form(
            step("children", CHILDREN),
            step("home", choice("rents")),
            step(
                "papers",
                slot("birth", per="children"),
                slot("chain", show_if=rows(row("children.kin", "is", "aunt", of="any"))),
                slot(
                    "address",
                    accepts=[{"key": "lease", "label": text("lease"), "show_if": rows(row("rents", "is", "yes"))}],
                ),
            ),
        )
    )
    route = Route(found)
    assert list(checklist.deciding(route)) == ["children.kin", "rents"]
    assert told(route, {}) == [["birth", "address"], ["chain"]]
    assert told(route, {"children.kin": "aunt"}) == [["birth", "chain", "address"], []]
    assert told(route, {"children.kin": "mother"}) == [["birth", "address"], []]
    for answers, works in (({"rents": "yes"}, ["lease"]), ({"rents": "no"}, []), ({}, ["lease"])):
        (address,) = [line for line in checklist.papers(route, answers) if line.slot.key == "address"]
        assert [paper.key for paper, _rules in address.accepts] == works


def test_five_questions_are_asked_those_first_that_decide_on_what_everybody_must_have():
    names = [f"q{number}" for number in range(7)]
    optional = {"q0", "q1", "q2"}
    papers = [slot(f"p{name}", optional=name in optional, show_if=rows(row(name, "is", "yes"))) for name in names]
    found = Route(document.parse(form(step("asked", *(choice(name) for name in names)), step("papers", *papers))))
    assert list(checklist.deciding(found)) == ["q0", "q3", "q4", "q5", "q6"]


@pytest.mark.parametrize(
    ("answers", "papers"),
    [
        ({}, [["id"], ["bond", "letter", "adult_id", "income"]]),
        ({"relation": "mother"}, [["id"], ["adult_id", "income"]]),
        ({"relation": "aunt"}, [["id", "bond"], ["letter", "adult_id", "income"]]),
        (
            {"relation": "aunt", "parent_letter": "yes", "adults": True},
            [["id", "bond", "letter", "adult_id"], ["income"]],
        ),
        ({"relation": "aunt", "parent_letter": "no", "adults": False}, [["id", "bond"], ["income"]]),
        # A letter that a mother is never asked about does not count.
        ({"relation": "mother", "parent_letter": "yes", "adults": False}, [["id"], ["income"]]),
    ],
)
def test_the_list_follows_the_answers_and_what_is_open_may_be_asked(route, answers, papers):
    assert told(route, answers) == papers


def test_what_only_some_rules_ask_or_take_says_which(route):
    by_key = {line.slot.key: line for line in checklist.papers(route, {"relation": "mother"})}
    assert by_key["id"].rule_sets == ()
    assert [each.label["en"] for each in by_key["income"].rule_sets] == ["Strict"]
    works = {paper.key: [each.label["en"] for each in rules] for paper, rules in by_key["id"].accepts}
    assert works == {"passport": [], "foreign": ["Baseline"]}


def test_the_shipped_packet_is_asked_in_five_taps_and_says_what_each_set_of_rules_takes():
    packet = Route(shipped("packet"))
    assert len(checklist.deciding(packet)) == 5
    nothing, adult = (checklist.papers(packet, answers) for answers in ({}, {"my_role": "household"}))
    assert len(nothing) == 19
    assert [line.slot.key for line in adult] == ["ari_sponsor", "own_id", "other"]
    only = {paper.key: [each.label["en"] for each in rules] for paper, rules in adult[1].accepts}
    assert only["us_passport"] == []
    assert only["foreign_passport"] == ["If the child came into ORR's care on or before 22 April 2025"]
    assert only["foreign_passport_ask"] == ["If the child came into ORR's care after 22 April 2025"]
    # What says so has one source for each set of rules where other papers work, else its own alone.
    old, new = packet.form.rule_sets
    own_id, authorization = adult[1], adult[0]
    assert own_id.facts == [own_id.slot.fact, new]
    assert authorization.facts == [authorization.slot.fact]
    assert [packet.fact(own_id.slot, {"rule_set": each.key}) for each in (old, new)] == own_id.facts
    assert packet.fact(authorization.slot, {"rule_set": new.key}) == authorization.slot.fact
    # A paper that is optional is not told as one that is asked for.
    assert {line.slot.key for line in adult if line.sure} == {"ari_sponsor", "own_id"}

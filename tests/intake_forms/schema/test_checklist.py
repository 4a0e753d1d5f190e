"""The list of papers without a name: which questions decide it, and what it comes to under each rule set."""

import pytest

from intake_forms.schema import checklist, document, lint
from intake_forms.schema.path import Route
from tests.intake_forms.forms import choice, computed, form, group, question, result, row, rows, slot, step, text

RULES = [
    {"key": "baseline", "label": text("Baseline"), "source": "the law", "checked_on": "2026-11-23"},
    {"key": "strict", "label": text("Strict"), "source": "the law", "checked_on": "2026-11-23"},
]
CATEGORY = computed("category", values=[result("near", rows(row("relation", "is", "mother"))), result("far", None)])
FORM = form(
    step("who", choice("relation", "mother", "aunt"), question("hobby"), choice("shoes")),
    step("letter", choice("parent_letter"), show_if=rows(row("relation", "is_not", "mother"))),
    step("computing", question("note", required=False), CATEGORY),
    step("people", group("adults", question("name"))),
    step(
        "papers",
        slot("id"),
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


def asked(route, **answers):
    return [line.need.slot.key for line in checklist.papers(route, answers)]


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
    assert asked(route) == ["birth", "address"]
    assert asked(route, **{"children.kin": "aunt"}) == ["birth", "chain", "address"]
    assert [each.key for each in checklist.papers(route, {"rents": "yes"})[1].need.accepts] == ["lease"]


@pytest.mark.parametrize(
    ("answers", "papers"),
    [
        ({"relation": "mother"}, ["id", "income"]),
        ({"relation": "aunt"}, ["id", "bond", "income"]),
        ({"relation": "aunt", "parent_letter": "yes", "adults": True}, ["id", "bond", "letter", "adult_id", "income"]),
        # A letter that a mother is never asked about does not count.
        ({"relation": "mother", "parent_letter": "yes"}, ["id", "income"]),
        ({"relation": "mother", "adults": False}, ["id", "income"]),
    ],
)
def test_the_list_follows_the_answers(route, answers, papers):
    assert asked(route, **answers) == papers


def test_what_only_some_rules_ask_says_which(route):
    by_key = {line.need.slot.key: line for line in checklist.papers(route, {"relation": "mother"})}
    assert by_key["id"].rule_sets == ()
    assert [label["en"] for label in by_key["income"].rule_sets] == ["Strict"]

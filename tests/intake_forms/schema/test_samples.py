"""Sample answers meet what a step's conditions ask for, whatever the comparison; what they cannot meet is told."""

from typing import get_args

import pytest

from intake_forms.schema import document, samples
from intake_forms.schema.comparing import Op
from intake_forms.schema.path import Route
from tests.intake_forms.forms import choice, form, group, question, row, rows, slot, step

QUESTIONS = (
    question("word"),
    question("number", "number", min=1, max=9),
    question("age", "age"),
    question("day", "date", latest="today"),
    question("month", "partial_date"),
    choice("pick", "a", "b", "c"),
    choice("picks", "a", "b", "c", kind="choices"),
    question("agreed", "consent"),
    question("phone", "phone"),
)
PEOPLE = group("people", question("name", "name"), question("years", "age"), choice("near"), max=5)
ROWS = [
    row("word", "is", "tree"),
    row("word", "is_not", "abc"),
    row("word", "one_of", ["tree", "bush"]),
    row("word", "not_one_of", ["abc", "bush"]),
    row("word", "contains", "tree"),
    row("word", "not_answered"),
    row("agreed", "answered"),
    row("agreed", "not_answered"),
    row("phone", "is", "+14155552671"),
    row("phone", "is_not", "+14155550100"),
    row("number", "is_not", 2),
    row("number", "lt", 2),
    row("number", "le", 1),
    row("number", "gt", 8),
    row("number", "ge", 9),
    row("age", "older_than", 64),
    row("age", "younger_than", 6),
    row("day", "before", "today-90"),
    row("day", "before", "2001-05-31"),
    row("day", "after", "today-1"),
    row("day", "older_than", 18),
    row("day", "younger_than", 18),
    row("month", "after", "today+400"),
    row("pick", "is", "c"),
    row("pick", "is_not", "a"),
    row("pick", "not_one_of", ["a", "b"]),
    row("picks", "contains", "c"),
    row("people", "ge", 3),
    row("people", "is", 0),
    row("people.years", "older_than", 64, of="any"),
    row("people.near", "is_not", "yes", of="all"),
    row("people.years", "lt", 12, of="at_least", times=3),
    row("people.years", "ge", 12, of="fewer_than", times=1),
    row("people.near", "not_answered", of="any"),
    row("rule_set", "is_not", "old"),
    row("sort", "is_not", "small"),
    {"condition": "named"},
]


def made(condition, **more):
    """A form whose last step has a question that is shown on a condition."""
    outcomes = [{"value": value, "label": {"en": value, "es": value}} for value in ("small", "grown")]
    fact = {"label": {"en": "a", "es": "b"}, "source": "law", "checked_on": "2026-01-01"}
    data = form(
        step("asked", *QUESTIONS),
        step("folk", PEOPLE),
        step("worked-out", {"kind": "computed", "key": "sort", "label": {"en": "a", "es": "b"}, "values": outcomes}),
        step("shown", question("first"), question("last", show_if=condition), **more),
        conditions={"named": rows(row("pick", "is", "b"), row("number", "gt", 5))},
        rule_sets=[{"key": key, **fact} for key in ("old", "new")],
    )
    return document.parse(data)


def sees(document, key="last"):
    """Whether the question is on the page with the sample answers."""
    return key in [
        each.key
        for each in Route(document).items(document.step_by_key["shown"], samples.before(document, "shown", "en"))
    ]


def test_rows_with_every_operator_are_tried():
    assert {each.get("op", "is") for each in ROWS} == set(get_args(Op))


@pytest.mark.parametrize("each", ROWS, ids=lambda each: " ".join(map(str, each.values())))
def test_an_answer_is_found_for_every_comparison(each):
    form = made(rows(each))
    assert sees(form)
    assert samples.unmet(form, "shown", "en") == []
    known = samples.before(form, "shown", "en")
    assert (known["rule_set"], known.get("sort", "grown")) in [("old", "grown"), ("new", "grown")]


def test_comparisons_of_one_question_are_met_together():
    form = made(
        rows(row("age", "gt", 12), row("age", "lt", 18), row("picks", "contains", "b"), row("picks", "contains", "c"))
    )
    assert sees(form)
    known = samples.before(form, "shown", "en")
    assert (known["age"], known["picks"]) == (13, ["b", "c"])


def test_of_several_that_do_the_first_that_can_be_is_met():
    form = made(rows(row("number", "gt", 9), row("pick", "is", "c"), match="any"))
    assert sees(form)
    assert samples.unmet(form, "shown", "en") == []


def test_what_cannot_be_met_is_told_and_the_rest_is_met():
    form = made(rows(row("pick", "is", "b")), show_if=rows(row("pick", "is", "c"), row("number", "gt", 9)))
    assert not sees(form)
    at = "sections[0].steps[3]"
    assert samples.unmet(form, "shown", "en") == [f"{at}.show_if.rows[1]", f"{at}.items[1].show_if.rows[0]"]
    assert samples.before(form, "shown", "en")["pick"] == "c"


def test_a_paper_for_each_person_is_asked_of_somebody_it_is_asked_of():
    grown = slot("proof", per="people", show_if=rows(row("people.years", "ge", 18)))
    data = document.plain(made(rows(row("pick", "is", "a"))))
    data["sections"][0]["steps"][3]["items"].append(grown)
    assert sees(document.parse(data), "proof")


def test_what_hangs_on_an_answer_of_the_same_person_is_seen_on_the_persons_page():
    inner = group(
        "adults", question("years", "age"), question("school", show_if=rows(row("adults.years", "younger_than", 6)))
    )
    form = document.parse(globals()["form"](step("home", inner)))
    entry = samples.person(form, "home", "en")
    assert entry["years"] == 5
    assert [each.key for each in Route(form).inside(form.groups["home"], {}, entry)] == ["years", "school"]

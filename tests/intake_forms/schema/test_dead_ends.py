"""Limits that nobody can keep, gates that let nobody in, days that exclude each other, rule sets that are not there."""

import datetime

import pytest

from intake_forms.schema import days, document, lint, repair
from intake_forms.schema.path import Route
from tests.intake_forms.forms import choice, form, group, question, row, rows, slot, step, text

ONE = "sections[0].steps[0].items[0]"
TWO = "sections[0].steps[1].show_if"
FACT = {"source": "a page", "checked_on": "2026-01-01", "rule_set": "gone"}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(days, "today", lambda: datetime.date(2026, 11, 24))


def told(*steps, **more):
    return {each.path: each.sentence for each in lint.faults(document.parse(form(*steps, **more)))}


@pytest.mark.parametrize(
    ("item", "field", "sentence"),
    [
        (question("n", "number", min=5, max=4), "min", "unanswerable:number"),
        (question("n", "age", min=121), "min", "unanswerable:number"),
        (question("n", "number", min=10**9, max=10**10), "min", "unanswerable:number"),
        (question("d", "date", earliest="2026-01-02", latest="2026-01-01"), "earliest", "unanswerable:day"),
        (question("d", "partial_date", earliest="today", latest="today-1"), "earliest", "unanswerable:day"),
        (question("d", "date", earliest="2027-01-01", latest="today"), "earliest", "unanswerable:day"),
        (question("t", max_length=0), "max_length", "unanswerable:text"),
        (question("t", "name", max_length=-3), "max_length", "unanswerable:text"),
        (question("n", "number", min=4, max=4), "", ""),
        (question("d", "date", earliest="today", latest="today"), "", ""),
        (question("t", "long_text", max_length=1), "", ""),
    ],
)
def test_limits_that_nobody_can_keep(item, field, sentence):
    expected = {f"{ONE}.{field}": sentence} if field else {}
    assert told(step("one", item)) == expected
    inside = told(step("one", group("people", item)))
    assert inside == {path.replace(ONE, f"{ONE}.items[0]"): said for path, said in expected.items()}


def test_a_group_that_needs_more_than_it_may_have_is_told_where_it_stands():
    data = form(step("one", group("people", question("q"), min=3, max=2)))
    assert [(each.path, each.sentence) for each in repair.examine(data)[1]] == [(ONE, "shape:order")]


def test_a_limit_that_cannot_be_read_makes_no_contradiction_of_the_other():
    data = form(step("one", question("n", "number", min=2000, max="many")))
    assert [(each.path, each.code) for each in repair.examine(data)[1]] == [(f"{ONE}.max", "shape")]


def test_a_fact_belongs_to_a_rule_set_of_the_form():
    paper = slot("paper", accepts=[{"key": "card", "label": text("card"), "fact": FACT}], fact=FACT)
    data = form(step("one", question("q", fact=FACT), paper))
    page = {
        "key": "out",
        "when": rows(row("let_in", "is", "no")),
        "title": text("out"),
        "body": text("out"),
        "fact": FACT,
    }
    data["gate"]["exits"] = [page]
    found = lint.faults(document.parse(data))
    assert {each.reason for each in found} == {"there is no rule set 'gone'"}
    one = "sections[0].steps[0].items"
    assert [each.path.removesuffix(".fact.rule_set") for each in found] == [
        "gate.exits[0]",
        f"{one}[0]",
        f"{one}[1].accepts[0]",
        f"{one}[1]",
    ]
    sets = [{"key": "gone", "label": text("here"), "source": "a page", "checked_on": "2026-01-01"}]
    assert lint.faults(document.parse({**data, "rule_sets": sets})) == []
    broken = [each.code for each in repair.examine({**data, "rule_sets": [{"key": "gone"}]})[1]]
    assert "unknown_rule_set" not in broken


def gated(*conditions, items=None, after=()):
    """What is told of a gate whose exits have these conditions, and of the steps after it."""
    pages = [
        {"key": f"out{n}", "when": when, "title": text("out"), "body": text("out")} for n, when in enumerate(conditions)
    ]
    asked = items or [choice("let_in"), choice("sort", "a", "b", "c", required=False)]
    return told(*after, gate={"step": step("gate", *asked), "exits": pages})


YES, NO = row("let_in", "is", "yes"), row("let_in", "is", "no")
BORN = [question("born", "date", latest="today")]


@pytest.mark.parametrize(
    ("conditions", "items"),
    [
        ([rows(YES), rows(NO)], None),
        ([rows(row("let_in", "answered"))], None),
        ([rows(YES, NO, match="any")], None),
        ([rows(row("sort", "one_of", ["a", "b", "c"])), rows(row("sort", "not_answered"))], None),
        ([rows(YES), rows(NO, row("sort", "not_answered")), rows(row("sort", "answered"))], None),
        ([rows(row("n", "lt", 10)), rows(row("n", "ge", 10))], [question("n", "number")]),
        ([rows(row("n", "le", 4)), rows(row("n", "older_than", 3.5))], [question("n", "age")]),
        ([rows(row("born", "younger_than", 18)), rows(row("born", "older_than", 17))], BORN),
        ([rows(row("born", "before", "today-1")), rows(row("born", "after", "today-2"))], BORN),
        ([rows(row("said", "is_not", "x")), rows(row("said", "is", "x"))], [question("said")]),
        ([rows(row("ok", "answered"))], [question("ok", "consent")]),
        (
            [rows(row("many", "contains", "a")), rows(row("many", "contains", "b"))],
            [choice("many", "a", "b", kind="choices")],
        ),
    ],
)
def test_a_gate_that_lets_nobody_in(conditions, items):
    assert gated(*conditions, items=items) == {f"gate.exits[{len(conditions) - 1}].when": "nobody_gets_in"}
    assert "nobody_gets_in" not in gated(*conditions[:-1], items=items).values()


@pytest.mark.parametrize(
    ("conditions", "items"),
    [
        ([rows(YES), rows(NO, row("sort", "is", "a"))], None),
        ([rows(row("sort", "one_of", ["a", "b", "c"]))], None),
        ([rows(row("n", "lt", 10)), rows(row("n", "gt", 10))], [question("n", "number")]),
        ([rows(row("born", "younger_than", 18)), rows(row("born", "older_than", 18))], BORN),
        ([rows(row("said", "contains", "x")), rows(row("said", "is", "y"))], [question("said")]),
        ([rows(row("ok", "answered"))], [question("ok", "consent", required=False)]),
        ([rows(row("home", "answered"))], [question("home", "address", required=False)]),
        ([rows(row("many", "contains", "a"))], [choice("many", "a", "b", kind="choices")]),
        # Too many to try: nothing is told.
        (
            [rows(row(f"n{n}", "is", n)) for n in range(12)] + [rows(*(row(f"n{n}", "answered") for n in range(12)))],
            [question(f"n{n}", "number") for n in range(12)],
        ),
    ],
)
def test_a_gate_that_lets_somebody_in(conditions, items):
    assert gated(*conditions, items=items) == {}


def test_an_exit_whose_people_another_takes_before_it():
    assert gated(rows(NO), rows(NO, row("sort", "is", "a"))) == {"gate.exits[1].when": "unreachable:exit_behind"}


@pytest.mark.parametrize(
    ("conditions", "asked", "is_seen"),
    [
        ([rows(NO)], NO, False),
        ([rows(NO)], YES, True),
        ([rows(NO), rows(row("sort", "one_of", ["a", "b"]))], row("sort", "is", "b"), False),
        ([rows(NO), rows(row("sort", "one_of", ["a", "b"]))], row("sort", "is", "c"), True),
        ([rows(NO, row("sort", "is", "a"))], NO, True),
        ([rows(YES), rows(NO, row("sort", "is_not", "c"))], row("sort", "is", "a"), False),
    ],
)
def test_who_was_led_out_sees_nothing_after_the_gate(conditions, asked, is_seen):
    after = step("one", question("q"), show_if=rows(asked))
    found = {"sections[0].steps[0].show_if": "required_never_shown:step"}
    assert gated(*conditions, after=[after]) == ({} if is_seen else found)


def test_of_a_gate_that_is_wrong_itself_nothing_is_concluded():
    assert gated(rows(YES), rows(row("let_in", "is", "perhaps"))) == {"gate.exits[1].when.rows[0]": "unknown_option"}
    data = form(gate={"step": step("gate", choice("let_in")), "exits": [{"key": "out", "when": {"rows": [{}]}}]})
    assert "nobody_gets_in" not in [each.code for each in repair.examine(data)[1]]


def second(*found, match="all", asked=None):
    first = step("one", asked or question("born", "date", latest="today"), choice("pick"))
    return told(first, step("two", question("q"), show_if=rows(*found, match=match)))


NEVER = {TWO: "required_never_shown:step"}


@pytest.mark.parametrize(
    "found",
    [
        [row("born", "before", "today-90"), row("born", "after", "today-90")],
        [row("born", "before", "2020-01-02"), row("born", "after", "2020-01-01")],
        [row("born", "after", "today")],
        [row("born", "older_than", 17), row("born", "younger_than", 18)],
        [row("born", "after", "today-30"), row("born", "before", "2026-01-01")],
        [row("born", "older_than", 20), row("born", "after", "today-3650")],
        [row("born", "younger_than", 5), row("born", "before", "today-3650")],
        [row("born", "older_than", 3000)],
        [row("born", "before", "0001-01-01")],
        [row("born", "after", "9999-12-31")],
    ],
)
def test_days_that_exclude_each_other(found):
    assert second(*found) == NEVER


@pytest.mark.parametrize(
    "found",
    [
        [row("born", "before", "today-30"), row("born", "after", "today-90")],
        [row("born", "after", "2025-01-01"), row("born", "before", "today")],
        [row("born", "older_than", 17), row("born", "younger_than", 19)],
        [row("born", "older_than", 17), row("born", "after", "2005-01-01")],
        [row("born", "after", "2027-01-01"), row("born", "before", "today")],
        [row("born", "older_than", 9), row("born", "after", "today-3660")],
        [row("born", "older_than", 150)],
        [row("born", "before", "0001-01-02")],
    ],
)
def test_days_that_go_together_now_or_some_day(found):
    earliest = {"earliest": "1900-01-01"} if found[0]["value"] == 150 else {}
    assert second(*found, asked=question("born", "date", latest="today", **earliest)) == {}


def test_a_year_alone_begins_before_the_earliest_day_of_a_partial_date():
    before = row("since", "before", "2020-06-01")
    assert second(before, asked=question("since", "date", earliest="2020-06-15")) == NEVER
    assert second(before, asked=question("since", "partial_date", earliest="2020-06-15")) == {}
    assert second(
        row("since", "before", "2019-06-01"), asked=question("since", "partial_date", earliest="2020-06-15")
    ) == (NEVER)


def test_a_year_alone_may_come_in_where_no_whole_day_does():
    asked = [question("since", "partial_date", earliest="2020-06-15", latest="2020-12-31")]
    assert gated(rows(row("since", "after", "2020-01-01")), items=asked) == {}


def test_one_comparison_of_several_that_can_never_hold_is_told_and_stops_nothing():
    found = second(row("pick", "is", "yes"), row("born", "after", "today"), match="any")
    assert found == {f"{TWO}.rows[1]": "never_holds"}
    data = form(step("one", question("born", "date", latest="today")), step("two", question("q")))
    data["sections"][0]["steps"][1]["show_if"] = rows(
        row("let_in", "is", "yes"), row("born", "after", "today"), match="any"
    )
    assert {each.level for each in lint.faults(document.parse(data))} == {"warning"}


def test_a_question_of_which_nothing_can_be_chosen_is_not_asked():
    options = [
        {"value": each, "label": text(each), "show_if": rows(row("let_in", "is", each))} for each in ("yes", "no")
    ]
    first = question("pick", "choice", options=options)
    gate = step("gate", choice("let_in", "yes", "no", "perhaps"))
    made = document.parse(form(step("one", first), step("two", question("q")), gate={"step": gate, "exits": []}))
    assert lint.faults(made) == []
    route = Route(made)
    assert route.walk({"let_in": "yes"}).steps == ("gate", "one", "two")
    assert route.walk({"let_in": "perhaps"}).steps == ("gate", "two")
    assert route.visible({"gate": {"let_in": "perhaps"}, "one": {"pick": "yes"}}) == {
        "gate": {"let_in": "perhaps"},
        "two": {},
    }
    never = rows(YES, NO)
    first["options"] = [{**each, "show_if": never} for each in options]
    found = told(step("one", first), step("two", question("q")))
    assert found[f"{ONE}.options"] == "required_never_shown:item"
    assert [said for said in found.values() if said == "never_offered"] == ["never_offered"] * 2


@pytest.mark.parametrize(
    ("first", "second", "bare"),
    [
        (row("rule_set", "is", "old"), row("rule_set", "is", "old"), "new"),
        (row("rule_set", "is_not", "old"), row("rule_set", "is", "new"), "old"),
        (row("rule_set", "is", "old"), row("rule_set", "is", "new"), None),
        (row("rule_set", "is", "old"), row("today", "after", "2026-01-01"), None),
    ],
)
def test_a_gate_that_is_empty_under_a_rule_set(first, second, bare):
    asked = [choice("let_in", show_if=rows(first)), choice("sort", show_if=rows(second))]
    sets = [{"key": key, "label": text(key), "source": "s", "checked_on": "2026-01-01"} for key in ("old", "new")]
    found = repair.examine(form(gate={"step": step("gate", *asked), "exits": []}, rule_sets=sets))[1]
    assert [(each.path, each.params) for each in found if each.sentence == "make_up:gate_empty"] == (
        [("gate.step.items", {"values": bare})] if bare else []
    )

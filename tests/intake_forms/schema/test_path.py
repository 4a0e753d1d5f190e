"""The way through a form. What is hidden steers nothing."""

import pytest

from intake_forms.schema import document
from intake_forms.schema.path import Route
from intake_forms.schema.slots import slots
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, row, rows, step


def route(*steps, **more):
    return Route(document.parse(forms.form(*steps, **more)))


@pytest.fixture
def chained():
    """a=yes shows b; b=yes shows d."""
    return route(
        step("a", choice("a")),
        step("b", choice("b"), show_if=rows(row("a", "is", "yes"))),
        step("d", question("d"), show_if=rows(row("b", "is", "yes"))),
        step("last", question("end")),
    )


def test_a_condition_opens_the_next_step(chained):
    assert chained.walk({}).steps == ("gate", "a", "last")
    assert chained.walk({"a": "yes"}).steps == ("gate", "a", "b", "last")
    assert chained.walk({"a": "yes", "b": "yes"}).steps == ("gate", "a", "b", "d", "last")


def test_the_answer_on_a_hidden_step_opens_nothing(chained):
    assert chained.walk({"a": "no", "b": "yes"}).steps == ("gate", "a", "last")


def test_answers_that_are_hidden_do_not_count(chained):
    given = {"gate": {"let_in": "yes"}, "a": {"a": "no"}, "b": {"b": "yes"}, "d": {"d": "x"}, "last": {"end": "y"}}
    assert chained.visible(given) == {"gate": {"let_in": "yes"}, "a": {"a": "no"}, "last": {"end": "y"}}


def test_the_answer_to_a_hidden_question_on_a_shown_step_opens_nothing():
    way = route(
        step("a", choice("a")),
        step("b", choice("b", show_if=rows(row("a", "is", "yes"))), question("always")),
        step("c", question("c"), show_if=rows(row("b", "is", "yes"))),
    )
    assert way.walk({"a": "no", "b": "yes"}).steps == ("gate", "a", "b")
    kept = way.visible({"a": {"a": "no"}, "b": {"b": "yes", "always": "w"}})
    assert kept["b"] == {"always": "w"}


def test_coming_back_to_the_old_answer_brings_the_old_way_back(chained):
    facts = {"a": "no", "b": "yes"}
    assert "d" not in chained.walk(facts).steps
    assert "d" in chained.walk({**facts, "a": "yes"}).steps


def test_before_and_after(chained):
    walk = chained.walk({})
    assert walk.after("gate") == "a"
    assert walk.after("last") is None
    assert walk.ahead_of("last") == "a"
    assert walk.ahead_of("gate") is None
    assert (walk.ahead_of("d"), walk.after("d")) == ("a", "last"), "a hidden step has its place"


def test_options_are_offered_by_earlier_answers():
    options = [
        {"value": "always", "label": forms.text("always")},
        {"value": "sometimes", "label": forms.text("s"), "show_if": rows(row("a", "is", "yes"))},
    ]
    way = route(step("a", choice("a")), step("b", question("pick", "choice", options=options)))
    item = way.form.item_by_key["pick"]
    assert way.options(item, {}) == {"always"}
    assert way.options(item, {"a": "yes"}) == {"always", "sometimes"}


def test_only_answers_that_conditions_read_are_sources(chained):
    assert chained.sources == {"a", "b"}


def test_sources_are_found_in_named_conditions_and_exits():
    out = {"key": "out", "when": rows(row("let_in", "is", "no")), "title": forms.text("t"), "body": forms.text("b")}
    way = route(
        step("a", choice("a")),
        step("b", question("b"), show_if=rows({"condition": "named"})),
        gate={"step": step("gate", choice("let_in")), "exits": [out]},
        conditions={"named": rows(row("a", "is", "yes"))},
    )
    assert way.sources == {"let_in", "a"}
    assert way.exit({"let_in": "no"}).key == "out"
    assert way.exit({"let_in": "yes"}) is None


def test_the_first_exit_whose_condition_holds_is_shown():
    way = Route(forms.sample())
    assert way.exit({"contacted": "no", "child_location": "with_me"}).key == "child-with-you"
    assert way.exit({"contacted": "no", "child_location": "in_care"}).key == "call-center"
    assert way.exit({"contacted": "yes", "child_location": "in_care"}) is None


def slot(key, **more):
    return {"kind": "slot", "key": key, "label": forms.text(key), "why": forms.text("because"), **more}


def test_papers_are_asked_for_on_the_way_only_and_say_whether_they_are_there():
    way = route(
        step("a", choice("a")),
        step("first", slot("identity")),
        step("second", slot("letter"), show_if=rows(row("a", "is", "yes"))),
    )
    assert [need.slot.key for need in slots(way, {}, {})] == ["identity"]
    needs = slots(way, {"a": "yes"}, {("letter", ""): ["page one", "page two"], ("ghost", ""): ["x"]})
    assert [(need.slot.key, need.step, need.state, need.papers) for need in needs] == [
        ("identity", "first", "needed", ()),
        ("letter", "second", "received", ("page one", "page two")),
    ]

"""Faults of logic, each with its place and reason."""

import pytest

from intake_forms.schema import document, lint
from intake_forms.schema.faults import SENTENCES
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, row, rows, step

NUMBER = {"kind": "number"}


def found(data):
    return {fault.path: fault.reason for fault in lint.faults(document.parse(data))}


def gated(*exits):
    return {"step": step("gate", choice("let_in")), "exits": list(exits)}


def exit_page(key, when):
    return {"key": key, "when": when, "title": forms.text("out"), "body": forms.text("out")}


def second(show_if):
    """A form whose second step has this condition; before it one question of each sort."""
    first = step(
        "one",
        choice("pick", "a", "b"),
        question("age", "number"),
        choice("many", "a", "b", kind="choices"),
        question("born", "date"),
    )
    return forms.form(first, step("two", question("word"), show_if=show_if))


AT = "sections[0].steps[1].show_if.rows[0]"


@pytest.mark.parametrize("key", ["pre-appointment", "packet"])
def test_in_the_shipped_forms_there_is_nothing_to_find(key):
    assert lint.faults(forms.shipped(key)) == []


def test_a_finding_has_a_code_and_what_fills_its_sentence_in_another_language():
    (told,) = lint.faults(document.parse(second(rows(row("pick", "is", "c")))))
    assert (told.level, told.code, told.params) == ("error", "unknown_option", {"source": "pick", "values": "c"})
    assert SENTENCES[told.sentence].format(**told.params) == told.reason
    assert str(told) == f"{AT}: 'pick' has no option c"


def test_findings_stand_in_the_order_of_the_document():
    late = step("late", question("a"), show_if=rows(row("ghost", "answered")))
    data = forms.form(late, step("two", question("b"), question("ssn"), question("a")), step("two", question("c")))
    assert list(found(data)) == [
        "sections[0].steps[0].show_if.rows[0]",
        "sections[0].steps[0].items[0].key",
        "sections[0].steps[1].key",
        "sections[0].steps[1].items[1].key",
        "sections[0].steps[1].items[2].key",
        "sections[0].steps[2].key",
    ]


def test_a_named_condition_is_told_once_however_often_it_is_used_and_even_when_it_is_not():
    used = [step(f"s{n}", question(f"q{n}"), show_if=rows({"condition": "gone"})) for n in range(3)]
    for steps in (used, ()):
        data = forms.form(*steps, conditions={"gone": rows(row("ghost", "answered"))})
        assert [str(each) for each in lint.faults(document.parse(data))] == [
            "conditions.gone.rows[0]: there is no question 'ghost'"
        ]


def test_a_step_key_that_stands_twice():
    data = forms.form(step("one", question("a")), step("one", question("b")))
    assert list(found(data)) == ["sections[0].steps[0].key", "sections[0].steps[1].key"]


@pytest.mark.parametrize("key", ["start", "key", "check", "done", "exit-here"])
def test_a_step_key_that_the_wizard_needs_for_itself(key):
    assert "wizard's own" in found(forms.form(step(key, question("a"))))["sections[0].steps[0].key"]


def test_a_question_key_that_stands_twice_even_on_two_steps():
    data = forms.form(step("one", question("a")), step("two", question("a")))
    assert list(found(data)) == ["sections[0].steps[0].items[0].key", "sections[0].steps[1].items[0].key"]


def test_a_named_condition_on_another():
    data = forms.form(conditions={"a": rows(row("let_in", "answered")), "b": rows({"condition": "a"})})
    assert list(found(data)) == ["conditions.b.rows[0]"]


def test_a_named_condition_that_rests_on_itself_is_a_fault_and_not_an_endless_loop():
    data = forms.form(step("one", question("a"), show_if=rows({"condition": "a"})))
    data["conditions"] = {"a": rows({"condition": "a"})}
    assert "conditions.a.rows[0]" in found(data)


def test_a_condition_on_a_name_that_is_not_there():
    assert "no condition named 'ghost'" in found(second(rows({"condition": "ghost"})))[AT]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (row("ghost", "answered"), "no question 'ghost'"),
        (row("word", "answered"), "earlier steps only"),
        (row("pick", "answered", "a"), "takes no value"),
        (row("pick", "not_answered", "a"), "takes no value"),
        (row("pick", "one_of", "a"), "takes a list"),
        (row("pick", "not_one_of", "a"), "takes a list"),
        (row("age", "lt", "17"), "takes a number"),
        (row("age", "ge", True), "takes a number"),
        (row("pick", "is"), "takes a value"),
        (row("many", "contains"), "takes a value"),
        (row("pick", "is", "c"), "no option c"),
        (row("pick", "one_of", ["a", "c", "d"]), "no option c, d"),
        (row("many", "contains", "z"), "no option z"),
        (row("pick", "lt", 3), "lt does not fit 'pick'"),
        (row("many", "is", "a"), "is does not fit 'many'"),
        (row("age", "contains", 3), "contains does not fit 'age'"),
        (row("age", "is", "3"), "takes a number"),
        (row("born", "is", "2020-01-01"), "is does not fit 'born'"),
        (row("born", "before", "tomorrow"), "takes a day"),
        (row("born", "older_than", "18"), "takes a number"),
        (row("text", "answered"), "no question 'text'"),
    ],
)
def test_a_comparison_that_cannot_be_meant(written, reason):
    assert reason in found(second(rows(written)))[AT]


@pytest.mark.parametrize(
    "written",
    [
        row("pick", "is", "a"),
        row("pick", "not_one_of", ["a"]),
        row("age", "gt", 3),
        row("many", "contains", "b"),
        row("pick", "not_answered"),
        row("let_in", "answered"),
        row("born", "before", "today-90"),
        row("born", "younger_than", 18),
    ],
)
def test_a_comparison_that_is_right(written):
    assert found(second(rows(written))) == {}


def test_conditions_of_items_and_options_are_looked_at_too():
    late = rows(row("word", "answered"))
    options = [{"value": each, "label": forms.text(each), "show_if": late} for each in ("a", "b")]
    data = forms.form(
        step("one", question("shown", show_if=late), question("pick", "choice", options=options)),
        step("two", question("word")),
    )
    assert list(found(data)) == [
        "sections[0].steps[0].items[0].show_if.rows[0]",
        "sections[0].steps[0].items[1].options[0].show_if.rows[0]",
        "sections[0].steps[0].items[1].options[1].show_if.rows[0]",
    ]


def test_a_named_condition_read_too_early_is_told_where_it_stands():
    data = forms.form(step("one", question("a"), show_if=rows({"condition": "late"})), step("two", choice("pick")))
    data["conditions"] = {"late": rows(row("pick", "is", "yes"))}
    assert list(found(data)) == ["conditions.late.rows[0]"]


def test_exits_read_the_gate_only_and_their_keys_are_unique():
    yes = rows(row("let_in", "is", "yes"))
    data = forms.form(gate=gated(exit_page("out", yes), exit_page("out", rows(row("word", "answered")))))
    assert list(found(data)) == ["gate.exits[0].key", "gate.exits[1].key", "gate.exits[1].when.rows[0]"]


RULES = [{"key": key, "label": forms.text(key), "source": "law", "checked_on": "2026-01-01"} for key in ("old", "new")]


def test_a_first_step_under_a_condition_that_nobody_could_begin_with_is_refused():
    later = rows(row("rule_set", "is", "new"))
    asked = choice("let_in", show_if=later), choice("sort")
    gate = {"step": step("gate", *asked, show_if=later), "exits": []}
    told = {"gate.step.show_if": "the gate's step has no condition: where it is not shown nobody can begin the form"}
    assert found(forms.form(gate=gate, rule_sets=RULES)) == told
    # What can never hold is not told besides.
    gate["step"]["show_if"] = rows(row("rule_set", "is", "new"), row("rule_set", "is", "old"))
    assert found(forms.form(gate=gate, rule_sets=RULES)) == told


def clip(size=1000):
    return {"url": "/documents/1/a.mp3", "size": size}


def test_a_recording_is_in_a_language_of_the_form_for_somebody_to_hear_and_not_too_large():
    said = step(
        "one",
        question("word", audio={"en": clip(), "fr": clip()}),
        question("long", audio={"es": clip(2_500_000)}),
        forms.computed("sum", total=["word"], audio={"en": clip()}),
        audio={"fr": clip()},
    )
    told = found(forms.form(said))
    assert told["sections[0].steps[0].audio.fr"] == "a recording in a language the form does not have: fr"
    assert told["sections[0].steps[0].items[0].audio.fr"] == "a recording in a language the form does not have: fr"
    assert told["sections[0].steps[0].items[1].audio.es"].startswith("this recording has 2500 kB, 2000 at most")
    assert told["sections[0].steps[0].items[2].audio"].startswith("a computed value is for staff only")


@pytest.mark.parametrize("url", ["https://elsewhere.example/a.mp3", "//elsewhere.example/a.mp3", "a.mp3"])
def test_a_recording_is_on_this_site(url):
    with pytest.raises(document.FormError):
        document.parse(forms.form(step("one", question("word", audio={"en": {**clip(), "url": url}}))))


def test_two_sections_of_one_key_are_told():
    data = forms.form(step("one", question("word")))
    data["sections"].append({**data["sections"][0], "steps": [step("two", question("other"))]})
    assert found(data) == {f"sections[{number}].key": "the section key 'all' stands twice" for number in (0, 1)}


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (["en"], {"languages": "the form lacks a language of this site: es"}),
        (["en", "es", "en"], {"languages[2]": "the language en stands twice"}),
        (["en", "es", "fr"], {"languages[2]": "this site does not have the language: fr"}),
        (["es", "en"], {}),
    ],
)
def test_a_form_stands_in_every_language_of_the_site_in_no_other_and_in_each_once(listed, told):
    assert found(forms.in_languages(forms.form(), listed)) == told

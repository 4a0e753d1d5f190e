"""What keeps a form from being sent, who begins it, and who fills it in."""

import pytest

from intake_forms.schema import diff, document, lint
from intake_forms.schema.path import Route
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, row, rows, step

GATE = {"step": step("gate", choice("who", "sponsor", "helper")), "exits": []}
HERE = step("here", choice("present"), show_if=rows(row("who", "is", "helper")))


def hold(when):
    return {"when": when, "title": forms.text("not yet"), "body": forms.text("the sponsor sends it")}


def made(when=None, **more):
    when = when or rows(row("present", "is", "no"))
    return document.parse(forms.form(HERE, step("one", question("word")), gate=GATE, hold=hold(when), **more))


def held(form, **answers):
    route = Route(form)
    return route.hold(route.walk(answers).known)


def test_a_form_is_held_back_while_the_condition_holds():
    assert held(made(), who="helper", present="no").title["en"] == "not yet"
    assert held(made(), who="helper", present="yes") is None
    assert held(made(), who="helper") is None


def test_an_answer_that_is_hidden_holds_nothing_back():
    assert held(made(), who="sponsor", present="no") is None


def test_what_the_hold_reads_is_kept_ready():
    assert {"who", "present"} <= Route(made()).sources


def test_it_may_read_the_last_step():
    form = made(rows(row("ready", "is", "no")), sections=[{"key": "s", "title": forms.text("s"), "steps": [
        step("one", choice("ready"))]}])  # fmt: skip
    assert lint.faults(form) == []
    assert held(form, ready="no")


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ({"when": rows(row("ghost", "answered"))}, "hold.when.rows[0]", "unknown_source"),
        ({"when": rows(row("present", "is", "maybe"))}, "hold.when.rows[0]", "unknown_option"),
        ({"role_question": "word"}, "role_question", "unknown_source"),
        ({"role_question": "ghost"}, "role_question", "unknown_source"),
    ],
)
def test_what_is_not_there_is_refused(more, path, code):
    assert [(each.path, each.code) for each in lint.faults(made(**more))] == [(path, code)]


def test_a_condition_that_cannot_hold_is_told():
    both = rows(row("who", "is", "helper"), row("who", "is", "sponsor"))
    assert [(each.path, each.code) for each in lint.faults(made(both))] == [("hold.when", "unreachable")]


def test_who_begins_a_form_changes_no_answer_and_what_holds_it_back_does():
    assert diff.classify(made(), made(opened_by="staff", role_question="who")) == "compatible"
    assert diff.classify(made(), made(rows(row("present", "answered")))) == "breaking"
    reworded = document.parse({**document.plain(made()), "hold": {**hold(rows(row("present", "is", "no"))),
                                                                  "title": forms.text("later")}})  # fmt: skip
    assert diff.classify(made(), reworded) == "text_only"

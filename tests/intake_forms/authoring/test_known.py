"""What an editor's page knows of the rest of the form: who uses a question, what conditions say, what there is to choose from."""

import pytest

from intake_forms.authoring import compiling, importing, known
from intake_forms.authoring.models import FormSection
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, computed, form, group, question, result, row, rows, slot, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    """The first of two sections of a form that uses its questions in every way there is."""
    people = group("people", question("name", "name"), question("years", "age"), title=["name"])
    asked = [step("asked", choice("pick", "a", "b"), question("born", "date")), step("folk", people)]
    later = [
        step("papers", slot("proof", per="people", show_if=rows(row("people.years", "ge", 18)))),
        step(
            "worked-out",
            computed("sum", total=["people.years"]),
            computed("sort", values=[result("young", rows(row("people.years", "lt", 12, of="all")))]),
        ),
        step("late", question("last", show_if=rows({"condition": "picky"}))),
        step("end", choice("more", "x", "y")),
    ]
    later[-1]["items"][0]["options"][0]["show_if"] = rows(row("pick", "is_not", "a"))
    sections = [{"key": key, "title": forms.text(key), "steps": each} for key, each in (("one", asked), ("two", later))]
    named = {"picky": rows(row("pick", "is", "a"), row("born", "before", "today-1"), match="any")}
    hold = {"when": rows(row("pick", "is", "b")), "title": forms.text("not yet"), "body": forms.text("later")}
    leaves = {
        "key": "out",
        "when": rows(row("let_in", "is", "no")),
        "title": forms.text("out"),
        "body": forms.text("x"),
    }
    whole = form() | {"sections": sections, "conditions": named, "hold": hold, "role_question": "let_in"}
    whole["gate"]["exits"] = [leaves]
    carry = {"form": "small", "source": "pick", "target": "word"}
    importing.take_in(document.parse(form(key="other", title=forms.text("other"), carries=[carry])))
    snippet = importing.take_in(document.parse(whole))
    return FormSection.objects.get(form=snippet, key="one")


def of(snippet):
    """What its page knows."""
    whole = snippet.form if isinstance(snippet, FormSection) else snippet
    return known.of_form(snippet, compiling.data(whole, draft=True))


def used(found):
    """Key -> names of what uses it."""
    return {key: [each["name"] for each in uses] for key, uses in found["uses"].items()}


def test_each_use_of_a_question_is_told_with_a_link(first):
    found = of(first)
    picky = "Condition “(pick is a or born is before 1 day before today)”"
    assert used(found) == {
        "pick": [
            picky,
            "Not sent while",
            "Question “last”",
            "Question “more” › Option “x”",
            "other › Answers taken over from other forms",
        ],
        "born": [picky, "Question “last”"],
        "people": [
            "Paper “proof”",
            "Computed value (for staff) “sum”",
            "Computed value (for staff) “sort” › Outcome “young”",
        ],
        "people.name": ["Repeating group “people”"],
        "people.years": [
            "Paper “proof”",
            "Computed value (for staff) “sum”",
            "Computed value (for staff) “sort” › Outcome “young”",
        ],
    }
    assert all(
        "/edit/" in use["url"] and "#:w:contentpath=" in use["url"] for uses in found["uses"].values() for use in uses
    )


def test_the_page_of_the_form_tells_who_uses_the_first_step(first):
    assert used(of(first.form)) == {"let_in": ["Page that leads out “out”", "Question of who fills it in"]}


def test_named_conditions_read_as_their_sentence(first):
    assert of(first)["named"] == [{"key": "@picky", "label": "(pick is a or born is before 1 day before today)"}]


def test_what_is_taken_over_is_chosen_among_the_questions_of_both_forms(first):
    other = first.form.__class__.objects.get(key="other")
    found = of(other)
    assert [each["value"] for each in found["ours"]] == ["word"]
    [small] = found["forms"]
    assert [each["value"] for each in small["questions"]] == ["let_in", "pick", "born", "people", "last", "more"]


def test_a_stale_translation_comes_with_the_text_that_it_was_made_from(first):
    raw = first.heading.get_prep_value()
    made_from = raw[0]["value"]["es_of"]
    raw[0]["value"]["en"] = "Another heading"
    first.heading = raw
    first.save_revision()
    assert of(first)["before"] == {made_from: "one"}
    assert of(first.form)["before"] == {}

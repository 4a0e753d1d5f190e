"""Comparisons with one answer, every two of them: what is told to hold never is exactly what no answer fits."""

import datetime
import itertools

import pytest

from intake_forms.schema import document, lint
from intake_forms.schema.conditions import comparison
from tests.intake_forms.forms import choice, form, question, row, rows, step

TODAY = datetime.date(2026, 11, 24)
EITHER = [("answered", None), ("not_answered", None)]
#: The question, all that it can have for an answer (of texts enough to tell them apart), and comparisons with it.
NUMBER = (
    question("it", "number", min=0, max=3),
    [None, *range(4)],
    [
        *((op, value) for op in ("is", "is_not") for value in range(4)),
        *((op, value) for op in ("lt", "le", "gt", "ge") for value in (-1, 0, 1.5, 2, 3, 4)),
        *EITHER,
    ],
)
CHOICE = (
    choice("it", "a", "b", "c"),
    [None, *"abc"],
    [
        *((op, value) for op in ("is", "is_not") for value in "abc"),
        *((op, value) for op in ("one_of", "not_one_of") for value in (["a"], ["a", "b"], ["b", "c"], ["a", "b", "c"])),
        *EITHER,
    ],
)
TEXT = (
    question("it"),
    [None, *("".join(each) for length in range(1, 5) for each in itertools.product("abc", repeat=length))],
    [
        *((op, value) for op in ("is", "is_not", "contains") for value in ("a", "b", "ab")),
        *((op, value) for op in ("one_of", "not_one_of") for value in (["a"], ["b", "ab"])),
        *EITHER,
    ],
)


def never_seen(asked, conditions, named=()):
    """The numbers of those of these conditions that lint says can never hold, after a question."""
    later = [step(f"s{number}", question(f"q{number}"), show_if=when) for number, when in enumerate(conditions)]
    found = lint.faults(document.parse(form(step("one", asked), *later, conditions=dict(named))))
    told = {each.path for each in found if each.code == "required_never_shown"}
    return [n for n in range(len(later)) if f"sections[0].steps[{n + 1}].show_if" in told]


def fits(row_data, answer):
    made = document.parse(form(conditions={"one": rows(row_data)})).conditions["one"].rows[0]
    return comparison(made)(answer, TODAY)


@pytest.mark.parametrize(("asked", "answers", "said"), [NUMBER, CHOICE, TEXT], ids=["number", "choice", "text"])
def test_every_two_comparisons_that_exclude_each_other_are_told_and_no_others(asked, answers, said):
    found = [row("it", *each) for each in said]
    fitting = [{answer for answer in answers if fits(each, answer)} for each in found]
    pairs = list(itertools.product(range(len(found)), repeat=2))
    expected = [n for n, (a, b) in enumerate(pairs) if not fitting[a] & fitting[b]]
    assert len(expected) > 20
    assert never_seen(asked, [rows(found[a], found[b]) for a, b in pairs]) == expected


@pytest.mark.parametrize(
    ("asked", "answers", "said"),
    [
        (*NUMBER[:2], [("is", 0), ("is", 2), ("is_not", 2), ("lt", 1), ("gt", 2), ("not_answered", None)]),
        (*CHOICE[:2], [("is", "a"), ("is", "c"), ("is_not", "c"), ("one_of", ["b", "c"]), ("not_answered", None)]),
        (*TEXT[:2], [("is", "a"), ("is_not", "a"), ("contains", "b"), ("one_of", ["a", "ab"]), ("not_answered", None)]),
    ],
    ids=["number", "choice", "text"],
)
def test_so_are_either_of_two_beside_a_third(asked, answers, said):
    found = [row("it", *each) for each in said]
    fitting = [{answer for answer in answers if fits(each, answer)} for each in found]
    pairs = list(itertools.product(range(len(found)), repeat=2))
    named = {f"n{a}_{b}": rows(found[a], found[b], match="any") for a, b in pairs}
    threes = [(a, b, c) for a, b in pairs for c in range(len(found))]
    expected = [n for n, (a, b, c) in enumerate(threes) if not (fitting[a] | fitting[b]) & fitting[c]]
    assert len(expected) > 5
    conditions = [rows({"condition": f"n{a}_{b}"}, found[c]) for a, b, c in threes]
    assert never_seen(asked, conditions, named) == expected

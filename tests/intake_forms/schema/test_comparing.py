"""Which comparisons each kind takes, with which values; and that no answer, however odd, breaks one."""

import itertools
import re
from collections import defaultdict
from typing import get_args

import pytest

from intake_forms.schema import document, lint
from intake_forms.schema.comparing import Op, Wanted, offered
from intake_forms.schema.comparing import meant as instead
from intake_forms.schema.conditions import DATED, OPERATORS, comparison, compile_condition
from intake_forms.schema.items import Condition, Row
from intake_forms.schema.kinds import kinds
from intake_forms.schema.path import ID, Route
from tests.intake_forms.forms import QUESTIONS, computed, form, group, question, result, row, rows, step

WORKED_OUT = [computed("outcome", values=[result("low"), result("high")]), computed("sum", total=["number"])]
ASKED = [step("one", *QUESTIONS.values()), step("two", question("q"), *WORKED_OUT)]
ITEMS = {
    key: item for key, item in document.parse(form(*ASKED)).item_by_key.items() if key in (*QUESTIONS, "outcome", "sum")
}
#: A value of each sort, as a file may hold it.
VALUES = {"text": "abc", "texts": ["abc"], "number": 3, "years": 3.5, "day": "today-30", "nothing": None}
#: And one for the answers that are kept in a form of their own, or among a few.
OWN = {
    "phone": {"text": "+14155550100", "texts": ["+14155550100", "+525512345678"]},
    "email": {"text": "ana@example.com", "texts": ["ana@example.com"]},
    "yes_no": {"option": "not_sure", "options": ["yes", "no"]},
    "permission": {"option": "only_these", "options": ["no"]},
    "outcome": {"option": "high", "options": ["low"]},
}
CHOICES = {"option": "b", "options": ["a"]}
EVERY_OP = sorted(get_args(Op))


def found(*written):
    """What is told of each of these comparisons, in one form: the sentences of its step, by its number."""
    steps = [step(f"s{number}", question(f"x{number}"), show_if=rows(each)) for number, each in enumerate(written)]
    told = defaultdict(list)
    for each in lint.faults(document.parse(form(*ASKED, *steps))):
        if each.code != "large_section":
            told[int(re.search(r"steps.(\d+)", each.path)[1]) - len(ASKED)].append(each.sentence)
    return dict(told)


def meant(key, wanted):
    return {**VALUES, **CHOICES, **OWN.get(key, {})}[wanted]


def test_every_kind_takes_known_comparisons_with_known_values():
    declared = [kind.takes for kind in kinds().values()]
    assert {op for each in declared for op in each} == {*OPERATORS, *DATED, "not_answered"} == {*EVERY_OP}
    assert {wanted for each in declared for wanted in each.values()} == set(get_args(Wanted))


def test_what_is_not_offered_of_a_kind_means_what_another_comparison_of_it_does():
    alike = [(item, op) for item in ITEMS.values() for op in item.comparisons if op not in offered(item.comparisons)]
    assert {(item.key, op) for item, op in alike} == {("age", "older_than"), ("age", "younger_than")}
    for (item, op), value, answer in itertools.product(alike, (0, 5, 5.5, 6), (None, 0, 5, 6, 7)):
        tests = [comparison(Row(source=item.key, op=each, value=value)) for each in (op, instead(op, item.comparisons))]
        assert tests[0](answer, None) is tests[1](answer, None)


def test_a_comparison_is_right_when_the_kind_takes_it_and_only_then():
    pairs = [(key, op) for key in ITEMS for op in EVERY_OP]
    fit = [op in ITEMS[key].comparisons for key, op in pairs]
    values = [
        meant(key, ITEMS[key].comparisons[op]) if good else "a" for (key, op), good in zip(pairs, fit, strict=True)
    ]
    written = [{"source": key, "op": op, "value": value} for (key, op), value in zip(pairs, values, strict=True)]
    wrong = {number: ["wrong_operator"] for number, good in enumerate(fit) if not good}
    assert found(*written) == wrong


#: What an unquoted value, a list or a single one is in a file, where something else is meant.
ODD = {"text": "zzz", "number": 7, "float": 3.5, "bool": True, "none": None, "list": ["zzz"], "empty": [], "blank": ""}
FITS = {
    "text": {"text"},
    "texts": {"list"},
    "option": set(),
    "options": set(),
    "number": {"number", "float"},
    "years": {"number", "float"},
    "day": set(),
    "nothing": {"none"},
}


def test_a_value_of_another_sort_is_told():
    takes = [(key, *each) for key, item in ITEMS.items() for each in item.comparisons.items()]
    wrong = [
        {"source": key, "op": op, "value": value}
        for (key, op, wanted), (sort, value) in itertools.product(takes, ODD.items())
        if sort not in FITS[wanted]
    ]
    told = found(*wrong)
    assert [each for number, each in enumerate(wrong) if number not in told] == []
    assert {sentence.partition(":")[0] for each in told.values() for sentence in each} == {
        "bad_value",
        "unknown_option",
    }


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (row("phone", "is", "(415) 555-0100"), "bad_value:kept"),
        (row("phone", "one_of", ["+14155550100", "4155550100"]), "bad_value:kept"),
        (row("phone", "is_not", "call me"), "bad_value:never"),
        (row("phone", "is", "+14155550100;ext=12"), None),
        (row("phone", "is", "+14155550100 ext. 12"), "bad_value:kept"),
        (row("phone", "contains", "+52"), None),
        (row("phone", "contains", ";ext="), None),
        (row("phone", "contains", "ext. 12"), "bad_value:part"),
        (row("phone", "contains", "(415)"), "bad_value:part"),
        (row("email", "is", "nobody"), "bad_value:never"),
        (row("name", "is", "12345"), "bad_value:never"),
        (row("short_text", "is", "two  spaces"), "bad_value:kept"),
        (row("short_text", "is", "x" * 201), "bad_value:never"),
        (row("short_text", "is", "123-45-6789"), "bad_value:never"),
        (row("number", "is", 3.5), "bad_value:never"),
        (row("number", "is", 18.0), None),
        (row("number", "is_not", 1000), "bad_value:never"),
        (row("number", "lt", 3.5), None),
        (row("age", "is", "3"), "bad_value:number"),
        (row("date", "before", "2026-02-30"), "bad_value:day"),
        (row("date", "after", "tomorrow"), "bad_value:day"),
        (row("address", "contains", "Oakland"), "wrong_operator"),
        (row("yes_no", "is", "perhaps"), "unknown_option"),
        (row("choices", "contains", "z"), "unknown_option"),
    ],
)
def test_a_value_that_nobody_can_have_given(written, sentence):
    assert found(written) == ({0: [sentence]} if sentence else {})


def test_a_number_that_no_file_can_hold_is_no_number():
    for value in (float("inf"), float("nan")):
        with pytest.raises(document.FormError):
            document.parse(form(step("one", question("q"), show_if=rows(row("let_in", "is", value)))))


STORED = (
    None,
    "",
    "a",
    "2026-05-31",
    "0000-99-99",
    "+1",
    0,
    7,
    -3.5,
    True,
    [],
    ["a"],
    [["a"], {}],
    {},
    {"street": "a"},
)
WRITTEN = ("", "a", "today-3", "9999-99-99", 5, 3.5, True, ("a", "b"), (), None)


@pytest.mark.parametrize("op", EVERY_OP)
def test_no_stored_answer_breaks_a_comparison_whatever_the_form_says(op):
    for answer, value in itertools.product(STORED, WRITTEN):
        told = compile_condition(Condition(rows=(Row(source="q", op=op, value=value),)), {})({"q": answer})
        assert told in (True, False)
        if answer in (None, "") or (op in ("one_of", "not_one_of") and not isinstance(value, tuple)):
            assert told is (op == "not_answered" and answer in (None, "", []))


def test_a_released_form_that_lint_would_refuse_today_is_walked_all_the_same():
    when = [rows({"source": "q", "op": op, "value": value}) for op in EVERY_OP for value in WRITTEN]
    people = group("people", question("inside"), question("more", show_if=rows(row("people.inside", "contains", 5))))
    asked = [question("q"), QUESTIONS["choice"]]
    asked[1] = {**asked[1], "options": [{**each, "show_if": when[0]} for each in asked[1]["options"]]}
    steps = [step(f"s{number}", question(f"x{number}"), show_if=each) for number, each in enumerate(when)]
    made = document.parse(form(step("one", *asked), step("two", people), *steps, step("last", question("end"))))
    assert lint.errors(lint.faults(made))
    route = Route(document.stored(document.canonical(made)))
    for answer in STORED:
        entry = {ID: "00000000-0000-4000-8000-000000000001", "inside": answer, "more": "x"}
        saved = {"one": {"q": answer, "choice": answer}, "two": {"people": [entry]}}
        walk = route.walk({"q": answer, "choice": answer, "people": [entry]})
        assert (walk.steps[0], walk.steps[-1]) == ("gate", "last")
        assert set(route.visible(saved)) == set(walk.steps)

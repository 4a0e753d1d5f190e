"""What each operator says of each answer."""

import pytest

from intake_forms.schema.conditions import compile_condition
from intake_forms.schema.items import Condition
from tests.intake_forms.forms import row, rows


def holds(written, answers, named=None):
    named = {name: Condition.model_validate(condition) for name, condition in (named or {}).items()}
    return compile_condition(Condition.model_validate(written), named)(answers)


@pytest.mark.parametrize(
    ("op", "value", "true", "false"),
    [
        ("is", "a", "a", "b"),
        ("is", 3, 3, 4),
        ("is", "+14155552671;ext=12", "+14155552671;ext=12", "+14155552671"),
        ("is_not", "a", "b", "a"),
        ("one_of", ["a", "b"], "b", "c"),
        ("not_one_of", ["a", "b"], "c", "a"),
        ("contains", "a", ["a", "b"], ["b"]),
        ("contains", "an", "banana", "cherry"),
        ("answered", None, "a", ""),
        ("answered", None, 0, None),
        ("not_answered", None, "", "a"),
        ("not_answered", None, [], ["a"]),
        ("lt", 5, 4, 5),
        ("le", 5, 5, 6),
        ("gt", 5, 6, 5),
        ("ge", 5, 5, 4),
        ("ge", 0, 0, -1),
    ],
)
def test_an_operator(op, value, true, false):
    assert holds(rows(row("x", op, value)), {"x": true}) is True
    assert holds(rows(row("x", op, value)), {"x": false}) is False


@pytest.mark.parametrize("answers", [{}, {"x": None}, {"x": ""}, {"x": []}])
@pytest.mark.parametrize(
    ("op", "value"),
    [
        ("is", "a"),
        ("is_not", "a"),
        ("one_of", ["a"]),
        ("not_one_of", ["a"]),
        ("contains", "a"),
        ("answered", None),
        ("lt", 5),
        ("le", 5),
        ("gt", -5),
        ("ge", -5),
    ],
)
def test_a_missing_answer_makes_it_false(op, value, answers):
    assert not holds(rows(row("x", op, value)), answers)


@pytest.mark.parametrize("answers", [{}, {"x": None}, {"x": ""}, {"x": []}])
def test_only_not_answered_is_true_of_a_missing_answer(answers):
    assert holds(rows(row("x", "not_answered")), answers)


@pytest.mark.parametrize("answer", ["12", "twelve", ["12"], True])
def test_what_cannot_be_compared_is_neither_more_nor_less(answer):
    assert not any(holds(rows(row("x", op, 5)), {"x": answer}) for op in ("lt", "le", "gt", "ge"))


def test_all_and_any():
    both = [row("x", "is", "a"), row("y", "is", "b")]
    assert holds(rows(*both), {"x": "a", "y": "b"})
    assert not holds(rows(*both), {"x": "a"})
    assert holds(rows(*both, match="any"), {"x": "a"})
    assert not holds(rows(*both, match="any"), {"x": "c", "y": "c"})


def test_a_named_condition_counts_as_one_row():
    named = {"either": rows(row("x", "is", "a"), row("y", "is", "a"), match="any")}
    written = rows({"condition": "either"}, row("z", "is", "a"))
    assert holds(written, {"y": "a", "z": "a"}, named)
    assert not holds(written, {"z": "a"}, named)
    assert not holds(written, {"y": "a"}, named)

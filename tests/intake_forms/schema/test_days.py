"""Dates as people write them, ages, and what conditions make of them."""

import datetime

import pytest

from intake_forms.schema import days, document, months
from intake_forms.schema.conditions import compile_condition
from intake_forms.schema.items import Invalid
from tests.intake_forms import forms
from tests.intake_forms.forms import question, row, rows, step


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(days, "today", lambda: datetime.date(2026, 11, 24))


def ask(kind, **more):
    return document.parse(forms.form(step("one", question("it", kind, **more)))).item_by_key["it"]


def raw(day="", month="", year=""):
    return {"day": [day], "month": [month], "year": [year]}


@pytest.mark.parametrize("month", ["5", "05", "May", "may", "MAYO", "mayo", " mayo. ", "May."])
def test_a_month_is_taken_as_a_number_or_by_name_in_either_language(month):
    assert ask("date").answer(raw("31", month, "2020")) == "2020-05-31"


@pytest.mark.parametrize(
    ("name", "number"), [("sept", 9), ("setiembre", 9), ("ene", 1), ("ago", 8), ("Aug", 8), ("dic", 12)]
)
def test_short_and_old_spellings_of_months(name, number):
    assert months.number(name) == number


@pytest.mark.parametrize(
    ("posted", "code"),
    [
        (raw("31", "5"), "year_missing"),
        (raw("", "5", "2020"), "day_missing"),
        (raw("31", "", "2020"), "month_missing"),
        (raw("31", "13", "2020"), "not_a_month"),
        (raw("31", "brumario", "2020"), "not_a_month"),
        (raw("31", "5", "20"), "not_a_year"),
        (raw("x", "5", "2020"), "not_a_day"),
        (raw("31", "2", "2020"), "no_such_date"),
        (raw("25", "11", "2026"), "in_future"),
        (raw("1", "1", "1899"), "too_early"),
    ],
)
def test_what_is_wrong_with_a_date_is_named(posted, code):
    with pytest.raises(Invalid) as caught:
        ask("date", earliest="1900-01-01", latest="today").answer(posted)
    assert caught.value.code == code


def test_a_date_left_open_is_nothing():
    assert ask("date", required=False).answer(raw()) == ""


@pytest.mark.parametrize(
    ("posted", "value", "english", "spanish"),
    [
        (raw("", "", "2020"), "2020", "2020", "2020"),
        (raw("", "may", "2020"), "2020-05", "May 2020", "mayo de 2020"),
        (raw("3", "may", "2020"), "2020-05-03", "May 3, 2020", "3 de mayo de 2020"),
    ],
)
def test_a_partial_date_keeps_what_is_known(posted, value, english, spanish):
    item = ask("partial_date")
    assert item.answer(posted) == value
    assert (item.display(value, "en"), item.display(value, "es")) == (english, spanish)


@pytest.mark.parametrize(
    ("posted", "refused"),
    [
        (raw("", "", "2020"), ""),
        (raw("", "6", "2020"), ""),
        (raw("15", "6", "2020"), ""),
        (raw("", "", "2022"), ""),
        (raw("", "2", "2022"), ""),
        (raw("14", "6", "2020"), "too_early"),
        (raw("", "5", "2020"), "too_early"),
        (raw("", "", "2019"), "too_early"),
        (raw("11", "2", "2022"), "too_late"),
        (raw("", "3", "2022"), "too_late"),
        (raw("", "", "2023"), "too_late"),
    ],
)
def test_a_partial_date_is_taken_where_any_day_of_it_fits(posted, refused):
    item = ask("partial_date", earliest="2020-06-15", latest="2022-02-10")
    if not refused:
        assert item.answer(posted) == "-".join(part[0].zfill(2) for part in reversed(posted.values()) if part[0])
        return
    with pytest.raises(Invalid) as caught:
        item.answer(posted)
    assert caught.value.code == refused


def test_a_day_without_its_month_is_asked_for():
    with pytest.raises(Invalid) as caught:
        ask("partial_date").answer(raw("3", "", "2020"))
    assert caught.value.code == "month_missing"


def test_months_are_asked_first_in_english_only():
    assert months.order("en")[0] == "month"
    assert months.order("es") == months.order("qu") == ("day", "month", "year")


def holds(op, value, answer):
    condition = document.Condition(rows=[row("it", op, value)])
    return compile_condition(condition, {})({"it": answer} if answer is not None else {})


@pytest.mark.parametrize(
    ("op", "value", "answer", "expected"),
    [
        ("before", "today", "2026-11-23", True),
        ("before", "today", "2026-11-24", False),
        ("after", "today-90", "2026-08-27", True),
        ("after", "today-90", "2026-08-26", False),
        ("after", "2026-01-01", "2026", False),
        ("before", "2026-01-02", "2026", True),
        ("older_than", 17, "2008-11-24", True),
        ("older_than", 17, "2008-11-25", False),
        ("younger_than", 18, "2008-11-25", True),
        ("younger_than", 18, 17, True),
        ("older_than", 18, 18, False),
        ("before", "today", "nonsense", False),
        ("younger_than", 18, "nonsense", False),
        ("before", "today", None, False),
    ],
)
def test_conditions_read_dates_and_ages(op, value, answer, expected):
    assert holds(op, value, answer) is expected


def test_a_form_may_show_a_step_by_age_and_date():
    data = forms.form(step("one", question("it", "age")), step("two", question("a"), show_if=rows(row("it", "lt", 6))))
    assert document.parse(data)

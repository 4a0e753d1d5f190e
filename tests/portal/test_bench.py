"""The bench measures what it says, and leaves nothing behind."""

from typing import get_args

import pytest
from django.db import connection

from intake_forms.records.models import Case, FormVersion
from intake_forms.schema.comparing import Op
from portal.bench import Figure, database, engine

LIMITS = {
    "condition, slowest of 15 operators": 2,
    "condition over 50 people, of each": 2,
    "path of 200 steps": 1,
    "compile, lint, release 60 steps": 1,
    "cold load of its version": 5,
    "step shown, 200 : 5 steps": 1.1,
    "step saved, 200 : 5 steps": 1.1,
    "submit of 200 steps": 15,
    "editor, 64 questions of 480": 300,
}


@pytest.mark.django_db(transaction=True)
def test_the_engine_is_measured_in_a_database_of_its_own(tmp_path):
    named = connection.settings_dict["NAME"]
    with database.empty(tmp_path):
        assert connection.settings_dict["NAME"] != named
        found = list(engine.figures(quick=True))
        assert Case.objects.count() == 4
    assert connection.settings_dict["NAME"] == named
    assert not Case.objects.exists()
    assert not FormVersion.objects.exists()
    assert list(tmp_path.iterdir()) == []
    assert {figure.name: figure.target for figure in found if figure.target} == LIMITS
    assert all(figure.value > 0 for figure in found)
    names = {figure.name for figure in found}
    assert names >= {f"step {done}, {steps} steps" for done in ("shown", "saved") for steps in (5, 20, 60, 200)}
    counted = [figure.value for figure in found if figure.unit == "queries"]
    assert counted == [14]
    # The room that is left: a new kind of question, or a new part of all of them, adds some.
    assert next(figure.value for figure in found if figure.unit == "kB") < 260


def test_every_operator_is_measured_with_an_answer_that_it_looks_at():
    assert set(engine.CONDITIONS) == set(get_args(Op))


@pytest.mark.parametrize(("value", "target", "ok"), [(2, 2, True), (2.1, 2, False), (99, None, True)])
def test_a_figure_knows_whether_it_is_within_its_target(value, target, ok):
    figure = Figure("it", value, "ms", target)
    assert figure.ok is ok
    assert f'"ok": {str(ok).lower()}' in figure.line()

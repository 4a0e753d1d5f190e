"""The bench measures what it says, and leaves nothing behind."""

import pytest
from django.db import connection

from intake_forms.records.models import Case, FormVersion
from portal.bench import Figure, database, engine

LIMITS = {
    "one condition, slowest operator": 2,
    "path of 200 steps": 1,
    "lint, compile, release 60 steps": 1,
    "cold load of its version": 5,
    "step shown, 200 : 5 steps": 1.1,
    "step saved, 200 : 5 steps": 1.1,
    "submit of 200 steps": 15,
    "editor, 64 questions": 300,
}


@pytest.mark.django_db(transaction=True)
def test_the_engine_is_measured_in_a_database_of_its_own(tmp_path):
    named = connection.settings_dict["NAME"]
    with database.empty(tmp_path):
        assert connection.settings_dict["NAME"] != named
        found = list(engine.figures(quick=True))
        assert Case.objects.count() == 2
    assert connection.settings_dict["NAME"] == named
    assert not Case.objects.exists()
    assert not FormVersion.objects.exists()
    assert list(tmp_path.iterdir()) == []
    assert {figure.name: figure.target for figure in found if figure.target} == LIMITS
    assert all(figure.value > 0 for figure in found)
    counted = [figure.value for figure in found if figure.unit == "queries"]
    assert counted == [14]
    # The room that is left: a new kind of question, or a new part of all of them, adds some.
    assert next(figure.value for figure in found if figure.unit == "kB") < 220


@pytest.mark.parametrize(("value", "target", "ok"), [(2, 2, True), (2.1, 2, False), (99, None, True)])
def test_a_figure_knows_whether_it_is_within_its_target(value, target, ok):
    figure = Figure("it", value, "ms", target)
    assert figure.ok is ok
    assert f'"ok": {str(ok).lower()}' in figure.line()

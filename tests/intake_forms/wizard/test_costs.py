"""What a page costs: the same at the end of a long form as at the beginning of a short one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake_forms.records import queries, services
from intake_forms.records.queries import StepAnswers
from intake_forms.wizard.forms import StepForm
from portal.bench import forms as measured
from tests.intake_forms import forms
from tests.intake_forms.sponsor import Sponsor

# With real transactions, as in production.
pytestmark = pytest.mark.django_db(transaction=True)

#: Statements of a request, BEGIN and COMMIT left out: databases send them differently. The promise counts them too.
STEP_GET, STEP_POST, GATE_GET, GATE_POST, SEND_POST = 3, 5, 1, 6, 12
BUDGET_GET, BUDGET_POST, BUDGET_SEND = 6, 10, 15
LENGTHS = [5, 20, 60, 200]
MARKS = {"BEGIN", "COMMIT"}


class Cost:
    """Statements, forms built and forms validated."""

    def __init__(self, monkeypatch):
        self.built = self.validated = 0
        self.statements: list[str] = []
        self.all = 0
        init, clean = StepForm.__init__, StepForm.full_clean

        def count_init(form, *args, **kwargs):
            self.built += 1
            init(form, *args, **kwargs)

        def count_clean(form):
            self.validated += form.is_bound
            clean(form)

        monkeypatch.setattr(StepForm, "__init__", count_init)
        monkeypatch.setattr(StepForm, "full_clean", count_clean)

    def of(self, request, *args, **kwargs):
        self.built = self.validated = 0
        with CaptureQueriesContext(connection) as captured:
            response = request(*args, **kwargs)
        every = [query["sql"] for query in captured.captured_queries]
        self.statements = [sql for sql in every if sql.split()[0] not in MARKS]
        self.all = len(every)
        return response

    @property
    def writes(self):
        return [sql for sql in self.statements if sql.split()[0] in {"INSERT", "UPDATE", "DELETE", "SAVEPOINT"}]


@pytest.fixture
def cost(monkeypatch):
    return Cost(monkeypatch)


def at_form(count):
    """A sponsor who said "yes" on every step of a form of ``count`` steps; the site's facts have been read."""
    version, _ = services.release(form=forms.chain(count))
    facts = measured.facts(count)
    gate = StepAnswers({"let_in": ["yes"]}, {"let_in": "yes"}, complete=True)
    draft = services.begin_case(version=version, language="es", step="gate", answers=gate, facts=facts).draft
    for number in range(count):
        services.save_step(draft=draft, step=f"s{number}", answers=filled(number))
    sponsor = Sponsor(Client(), form="chain")
    sponsor.resume(draft.case.reference, " ".join(queries.words(draft.case)))
    assert sponsor.get("s0").status_code == 200
    return sponsor


def filled(number):
    values = measured.answers(number)
    return StepAnswers({key: [value] for key, value in values.items()}, values, complete=True)


@pytest.mark.parametrize("count", LENGTHS)
@pytest.mark.parametrize("last", [False, True], ids=["first-step", "last-step"])
def test_a_step(cost, count, last):
    number = count - 1 if last else 0
    sponsor = at_form(count)
    assert cost.of(sponsor.get, f"s{number}").status_code == 200
    assert (len(cost.statements), cost.writes) == (STEP_GET, []), cost.statements
    assert cost.all <= BUDGET_GET
    assert (cost.built, cost.validated) == (1, 0)
    assert cost.of(sponsor.post, f"s{number}", filled(number).values).status_code == 303
    assert len(cost.statements) == STEP_POST, cost.statements
    assert cost.all <= BUDGET_POST
    assert (cost.built, cost.validated) == (1, 1)


@pytest.mark.parametrize("go", ["back", "save", "lang-en"])
def test_another_button_costs_no_more(cost, go):
    sponsor = at_form(5)
    cost.of(sponsor.post, "s3", filled(3).values, go=go)
    assert len(cost.statements) == STEP_POST, cost.statements
    assert cost.all <= BUDGET_POST
    assert (cost.built, cost.validated) == (1, 1)


def test_a_step_with_mistakes_costs_no_more(cost):
    sponsor = at_form(5)
    assert cost.of(sponsor.post, "s3", {}).status_code == 200
    assert len(cost.statements) == STEP_POST, cost.statements
    assert cost.all <= BUDGET_POST
    assert (cost.built, cost.validated) == (1, 1)


@pytest.mark.parametrize("count", LENGTHS)
def test_the_gate(cost, count):
    services.release(form=forms.chain(count))
    sponsor = Sponsor(Client(), form="chain")
    sponsor.get("gate")
    assert cost.of(sponsor.get, "gate").status_code == 200
    assert (len(cost.statements), cost.writes) == (GATE_GET, []), cost.statements
    assert cost.all <= BUDGET_GET
    assert cost.of(sponsor.post, "gate", {"let_in": "yes"}).status_code == 303
    assert len(cost.statements) == GATE_POST, cost.statements
    assert cost.all <= BUDGET_POST
    assert (cost.built, cost.validated) == (1, 1)


def test_the_check_page_builds_no_form_and_asks_no_more_for_a_long_form(cost):
    found = []
    for count in (5, 200):
        sponsor = at_form(count)
        # Whether the service is closed is asked for once, then it is in the cache.
        sponsor.get("tasks")
        assert cost.of(sponsor.get, "check").status_code == 200
        found.append(len(cost.statements))
        assert (cost.built, cost.validated, cost.writes) == (0, 0, [])
    assert found[0] == found[1] <= BUDGET_GET


@pytest.mark.parametrize("count", LENGTHS)
def test_sending_asks_no_more_for_a_long_form(cost, count):
    sponsor = at_form(count)
    key = sponsor.submit_key()
    assert cost.of(sponsor.send, key).url == sponsor.url("done")
    assert (cost.built, cost.validated) == (0, 0)
    assert len(cost.statements) == SEND_POST, cost.statements
    assert cost.all <= BUDGET_SEND

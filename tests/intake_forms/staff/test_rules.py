"""Staff choose which state of the rules applies to a case: audited, read by what is open, not by what was sent."""

import pytest
from django.test import Client

from intake_forms.records import queries, services
from intake_forms.records.models import Case, Draft
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import question, row, step
from tests.intake_forms.sponsor import Sponsor
from tests.intake_forms.staff.conftest import rows

pytestmark = pytest.mark.django_db


def rule_set(key):
    return {"key": key, "label": forms.text(f"{key} rules"), "source": "x", "checked_on": "2026-01-01"}


@pytest.fixture
def sponsor(db):
    new = step("proof", question("word"), show_if=forms.rows(row("rule_set", "is", "new")))
    data = forms.form(step("one", question("name")), new, rule_sets=[rule_set("base"), rule_set("new")])
    services.release(form=document.parse(data))
    sponsor = Sponsor(Client(), form="small")
    sponsor.post("gate", {"let_in": "yes"})
    return sponsor


def test_the_choice_changes_what_is_asked_and_is_noted_once(sponsor, desk):
    case, supervisor = Case.objects.get(), desk("supervisor")
    assert "new rules (looked at on 2026-01-01)" in supervisor.look(case).content.decode()
    assert sponsor.post("one", {"name": "Ana"}).url == sponsor.url("check")
    assert "From now on" in supervisor.rules(case, "new").content.decode()
    supervisor.rules(case, "new")
    assert [each.case_id for each in rows("case.rules:new")] == [case.pk]
    assert sponsor.post("one", {"name": "Ana"}).url == sponsor.url("proof")
    supervisor.rules(case, "")
    assert sponsor.post("one", {"name": "Ana"}).url == sponsor.url("check")
    assert len(rows("case.rules:first")) == 1


def test_what_was_sent_keeps_its_rules(sponsor, desk):
    sponsor.post("one", {"name": "Ana"})
    sponsor.send()
    case = Case.objects.get()
    desk("supervisor").rules(case, "new")
    case.refresh_from_db()
    assert (case.rule_set, queries.submission(case, "small").rule_set) == ("new", "base")


def test_an_unknown_rule_set_and_a_stranger_change_nothing(sponsor, desk, people):
    case = Case.objects.get()
    assert "from the list" in desk("supervisor").rules(case, "other").content.decode()
    Case.objects.filter(pk=case.pk).update(assignee=people["luis"])
    assert desk("ana").client.post(f"/cms/cases/{case.pk}/rules/", {"rule_set": "new"}).status_code in (302, 403)
    desk("editor").rules(case, "new")
    case.refresh_from_db()
    assert case.rule_set == ""


def test_nothing_is_offered_where_no_form_has_rule_sets(version, begun, desk):
    assert Draft.objects.exists()
    assert "Rule set of this case" not in desk("supervisor").look(begun.case).content.decode()

"""Who gets where: every kind of person at every door."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.permissions import policy_registry

from intake_forms.privacy.models import AuditEvent
from intake_forms.records.models import Case
from intake_forms.staff import roles
from tests.intake_forms.factories import JPEG, Paper, make_case
from tests.intake_forms.staff.conftest import rows

LOGIN, AWAY, OPEN = "login", "away", "open"
#: Who, whose the case is -> what they find at list, case, paper, and who has the case after "take".
MATRIX = {
    ("anonymous", None): (LOGIN, LOGIN, LOGIN, LOGIN, None),
    ("editor", None): (AWAY, AWAY, AWAY, AWAY, None),
    ("ana", "luis"): (OPEN, AWAY, AWAY, AWAY, "luis"),
    ("ana", "ana"): (OPEN, OPEN, OPEN, AWAY, "ana"),
    ("ana", None): (OPEN, OPEN, OPEN, AWAY, "ana"),
    ("supervisor", "luis"): (OPEN, OPEN, OPEN, AWAY, "luis"),
    ("supervisor", None): (OPEN, OPEN, OPEN, AWAY, "supervisor"),
    ("admin", "luis"): (OPEN, OPEN, OPEN, AWAY, "luis"),
    ("admin", None): (OPEN, OPEN, OPEN, AWAY, "admin"),
}


def found(response) -> str:
    if response.status_code == 302:
        return LOGIN if response["Location"].startswith(reverse("wagtailadmin_login")) else AWAY
    assert response.status_code == 200
    return OPEN


@pytest.mark.parametrize(("who", "whose"), MATRIX)
def test_every_person_at_every_door(desk, people, bucket, who: str, whose: str | None) -> None:
    made = make_case(papers=[Paper(JPEG)], assignee=people.get(whose))
    at = desk(who)
    *doors, owner = MATRIX[who, whose]
    responses = [at.list(), at.look(made.case), at.paper(made.case, made.papers[0]), at.take(made.case)]
    assert [found(response) for response in responses] == doors
    assert (made.case.reference in responses[0].content.decode()) == (doors[1] == OPEN)
    made.case.refresh_from_db()
    assert made.case.assignee == people.get(owner)
    assert len(rows("case.read")) == (doors[1] == OPEN)
    assert len(rows("paper.read")) == (doors[2] == OPEN)


@pytest.mark.parametrize("who", ["editor", "ana"])
def test_a_case_of_somebody_else_is_like_one_that_is_not_there(desk, people, who: str) -> None:
    others = make_case(assignee=people["luis"]).case
    unknown = Case(pk=uuid.uuid4())
    for act in ("look", "take"):
        there, nowhere = getattr(desk(who), act)(others), getattr(desk(who), act)(unknown)
        for answer in (there, nowhere):
            del answer["Expires"]  # "now", in whole seconds: it may turn between the two
        assert there.headers == nowhere.headers
        assert (there.status_code, there["Location"]) == (302, reverse("wagtailadmin_home"))


def test_only_a_supervisor_gives_cases(desk, people) -> None:
    case = make_case().case
    assert found(desk("anonymous").give(case, people["ana"])) == LOGIN
    for who in ("editor", "ana"):
        assert found(desk(who).give(case, people["ana"])) == AWAY
    assert AuditEvent.objects.filter(action__startswith="case.").count() == 0
    case.refresh_from_db()
    assert case.assignee is None


def test_somebody_whose_account_was_closed_sees_nothing(desk, people) -> None:
    at, case = desk("supervisor"), make_case().case
    people["supervisor"].is_active = False
    people["supervisor"].save()
    assert found(at.list()) == found(at.look(case)) == LOGIN


def test_nobody_adds_changes_or_deletes_a_case_by_hand(people, desk) -> None:
    policy = policy_registry.get_by_type(Case)
    case = make_case().case
    for action in ("add", "change", "delete"):
        assert not policy.user_has_permission(people["admin"], action)
        assert not policy.user_has_permission_for_instance(people["admin"], action, case)
        assert not policy.users_with_permission(action).exists()
    for name in ("add", "edit", "delete", "copy", "history", "usage"):
        with pytest.raises(NoReverseMatch):
            reverse(f"cases:{name}", args=[] if name == "add" else [case.pk])
    assert AdminURLFinder(people["admin"]).get_edit_url(case) is None


@pytest.mark.parametrize("path", ["take", "give"])
def test_a_link_changes_nothing(desk, path: str) -> None:
    case = make_case().case
    assert desk("supervisor").client.get(reverse(f"cases:{path}", args=[case.pk])).status_code == 405


def test_wagtail_keeps_no_record_of_a_case(desk, bucket) -> None:
    made = make_case(papers=[Paper(JPEG)])
    at = desk("ana")
    at.list(), at.look(made.case), at.paper(made.case, made.papers[0]), at.take(made.case)
    assert ModelLogEntry.objects.count() == 0
    assert Case not in ReferenceIndex.indexed_models


def test_the_groups_come_with_the_tables_and_keep_what_was_changed(db) -> None:
    supervisors = Group.objects.get(name=roles.SUPERVISORS)
    above = {"supervise_case", "hold_case", "open_original", "decide_held", "release_form"}
    names = {"access_admin", "view_case"} | above
    assert {each.codename for each in supervisors.permissions.all()} == names
    workers = Group.objects.get(name=roles.CASE_WORKERS)
    assert {each.codename for each in workers.permissions.all()} == names - above
    supervisors.permissions.clear()
    workers.delete()
    call_command("migrate", verbosity=0)
    assert supervisors.permissions.count() == 0
    assert Group.objects.get(name=roles.CASE_WORKERS).permissions.count() == 2

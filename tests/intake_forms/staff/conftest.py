"""The people at the desk, and what they do there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from intake_forms.privacy.models import AuditEvent
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload

GROUPS = {"editor": "Editors", "ana": "Case workers", "luis": "Case workers", "supervisor": "Supervisors"}


@pytest.fixture
def people(db) -> dict[str, Any]:
    """An editor, the case workers Ana and Luis, a supervisor, an administrator."""
    users = get_user_model().objects
    # A test with real transactions before this one has left the table empty: what Wagtail's migration gave is given again.
    editors, _new = Group.objects.get_or_create(name="Editors")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    found = {}
    for name, group in GROUPS.items():
        found[name] = users.create_user(name, f"{name}@example.org", "pw", first_name=name.title())
        found[name].groups.add(Group.objects.get(name=group))
    found["admin"] = users.create_superuser("admin", "admin@example.org", "pw")
    return found


class Desk:
    """Somebody signed in at the desk."""

    def __init__(self, user: Any) -> None:
        self.client = Client()
        if user is not None:
            self.client.force_login(user)

    def list(self, **filters: str) -> HttpResponse:
        return self.client.get(reverse("cases:index"), filters)

    def look(self, case: Case) -> HttpResponse:
        return self.client.get(reverse("cases:inspect", args=[case.pk]))

    def paper(self, case: Case, upload: Upload) -> HttpResponse:
        return self.client.get(reverse("cases:paper", args=[case.pk, upload.pk]))

    def take(self, case: Case) -> HttpResponse:
        return self.client.post(reverse("cases:take", args=[case.pk]))

    def rules(self, case: Case, rule_set: str) -> HttpResponse:
        return self.client.post(reverse("cases:rules", args=[case.pk]), {"rule_set": rule_set}, follow=True)

    def give(self, case: Case, worker: Any) -> HttpResponse:
        data = {"worker": worker.pk if worker else ""}
        return self.client.post(reverse("cases:give", args=[case.pk]), data)


@pytest.fixture
def desk(people) -> Callable[[str], Desk]:
    """Signs somebody in by name; "anonymous" is nobody."""
    return lambda name: Desk(people.get(name))


def rows(action: str) -> list[AuditEvent]:
    """The audit rows of an action."""
    return list(AuditEvent.objects.filter(action=action))

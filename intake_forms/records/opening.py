"""Forms that staff open in a case."""

from __future__ import annotations

from django.db import transaction

from intake_forms.privacy import audit
from intake_forms.records import queries, services
from intake_forms.records.models import Case, Draft, FormVersion


class CannotOpen(Exception):
    """No form of that key is for staff to open."""


def openable(case: Case) -> list[FormVersion]:
    """The live forms that staff may open in a case, less those that it has already."""
    there = {draft.form_key for draft in queries.forms(case)}
    live = (version for version in queries.live_forms() if version.form_key not in there)
    return [version for version in live if queries.route(version).form.opened_by == "staff"]


@transaction.atomic
def open_form(*, case: Case, form_key: str, by: int) -> bool:
    """Open a form in a case, for its sponsor to fill in. False when it is there already. Raises CannotOpen."""
    version = queries.live_version(form_key)
    if version is None or queries.route(version).form.opened_by != "staff":
        raise CannotOpen
    # Locked: of two members of staff who press at once, one has opened it.
    Case.objects.select_for_update().get(pk=case.pk)
    if Draft.objects.filter(case=case, form_key=form_key).exists():
        return False
    services.begin_form(case=case, version=version)
    audit.record(who=audit.actor(by), action="form.opened", case=case.pk)
    return True

"""Linked cases: an adult of the household or an alternate caregiver beside the sponsor's. A link opens nothing to anybody."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from intake_forms.privacy import audit
from intake_forms.records.models import Case, Invitation


class CannotLink(Exception):
    """Two cases that cannot be linked, and the ``reason``.

    same: one case twice. linked: the adult's has a sponsor's already. adults: the adult's has adults of its own. adult: what
    should be the sponsor's is an adult's itself.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def adults(case: Case) -> QuerySet[Case]:
    """The other adults' cases beside a sponsor's, the first begun first."""
    return Case.objects.filter(sponsor_case=case, deleted_at=None).order_by("created_at")


def bereft(adult: Case) -> bool:
    """Whether the sponsor's case that this one stood beside was deleted, and no link was taken away by staff."""
    if not adult.role or adult.sponsor_case_id is not None:
        return False
    # A link taken away leaves a role only where the invitation is still there to give it.
    return not Invitation.objects.filter(begun=adult, case__deleted_at=None).exists()


def refusal(*, adult: Case, sponsor: Case) -> str:
    """Why two cases cannot be linked, as ``CannotLink.reason``; "" where they can."""
    if adult.pk == sponsor.pk:
        return "same"
    if adult.sponsor_case_id is not None:
        return "linked"
    if adults(adult).exists():
        return "adults"
    return "adult" if sponsor.sponsor_case_id is not None else ""


@transaction.atomic
def link(*, adult: Case, sponsor: Case, role: str, by: int) -> None:
    """Put an adult's case beside the sponsor's, as ``role`` of ``Case.Role``. Raises CannotLink, ValueError for another role."""
    if role not in Case.Role.values:
        raise ValueError(role)
    # In one order everywhere: two who link the same cases at once must not wait for each other.
    locked = {
        case.pk: case for case in Case.objects.select_for_update().filter(pk__in=[adult.pk, sponsor.pk]).order_by("pk")
    }
    if reason := refusal(adult=locked[adult.pk], sponsor=locked[sponsor.pk]):
        raise CannotLink(reason)
    Case.objects.filter(pk=adult.pk).update(sponsor_case=sponsor.pk, role=role)
    for case in (adult, sponsor):
        audit.record(who=audit.actor(by), action="case.linked", case=case.pk)


@transaction.atomic
def unlink(*, adult: Case, by: int) -> bool:
    """Take an adult's case from the sponsor's. Its role stays where an invitation gave it. False when it has no sponsor's."""
    locked = Case.objects.select_for_update().get(pk=adult.pk)
    sponsor = locked.sponsor_case_id
    if sponsor is None:
        return False
    # Who came by invitation is still who the invitation was for.
    role = locked.role if Invitation.objects.filter(begun=locked).exists() else ""
    Case.objects.filter(pk=adult.pk).update(sponsor_case=None, role=role)
    for pk in (adult.pk, sponsor):
        audit.record(who=audit.actor(by), action="case.unlinked", case=pk)
    return True

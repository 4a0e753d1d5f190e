"""Invitations: how another adult's form comes to be linked to the sponsor's case without either seeing the other's."""

from __future__ import annotations

import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from intake_forms.privacy import audit, limits
from intake_forms.privacy.sealing import open_, place, seal
from intake_forms.records import queries, references
from intake_forms.records.models import Case, Draft, FormVersion, Invitation

WORKS_FOR = datetime.timedelta(days=30)
#: Sheets of a case that can be open at a time.
MOST = 12
_TRIES, _WITHIN = 10, datetime.timedelta(hours=1)
_SALT = "intake_forms.invitation"


class Spent(Exception):
    """The code was used, taken back or has expired."""


class TooMany(Exception):
    """The case has as many open invitations as it may have."""


def of_case(case: Case) -> QuerySet[Invitation]:
    """The invitations of a case, the oldest first."""
    return Invitation.objects.filter(case=case)


def usable() -> QuerySet[Invitation]:
    """Those whose code still opens a form."""
    return Invitation.objects.filter(used_at=None, created_at__gt=timezone.now() - WORKS_FOR)


def expires(invitation: Invitation) -> datetime.datetime:
    """Until when its code works."""
    return invitation.created_at + WORKS_FOR


def code(case: Case, invitation: Invitation) -> str:
    """The code to print; "" when nothing can be begun with it any more."""
    if invitation.sealed_code is None or expires(invitation) <= timezone.now():
        return ""
    return str(open_(case, place("invitation", invitation.id, "code"), invitation.sealed_code))


def offered(case: Case) -> tuple[str, list[str]]:
    """The form that other adults of this case fill in, and as whom they can be invited; "" and none where that is not so."""
    if case.sponsor_case_id is None and not case.test:
        for draft in queries.forms(case):
            live = queries.live_version(draft.form_key) or draft.version
            draft.case = case
            if _is_an_adults(draft):
                return "", []
            if (found := roles(live)) and queries.route(live).form.opened_by == "sponsor":
                return draft.form_key, found
    return "", []


def _is_an_adults(draft: Draft) -> bool:
    """Whether its form says that it is another adult's: those are linked to the sponsor's case, not to each other's."""
    question = queries.route(draft.version).form.role_question or ""
    if draft.submitted:
        sent = queries.submission(draft.case, draft.form_key)
        answers = queries.submitted_answers(draft.case, sent) if sent else {}
        said = next((given[question] for given in answers.values() if question in given), "")
    else:
        said = queries.facts(draft).get(question, "")
    return said in Case.Role.values


def roles(version: FormVersion) -> list[str]:
    """Which of ``Case.Role`` a form can be filled in as."""
    known = queries.route(version).form.roles
    return [role for role in Case.Role.values if role in known]


@transaction.atomic
def invite(*, case: Case, role: str, once: UUID | None = None) -> Invitation:
    """Make an invitation. Raises TooMany, and ValueError for a role that the case's form does not have.

    ``once`` is the page's: pressed twice, its button makes one.
    """
    form_key, known = offered(case)
    if role not in known:
        raise ValueError(role)
    Case.objects.select_for_update().get(pk=case.pk)
    pk = uuid5(case.pk, str(once or uuid4()))
    if there := of_case(case).filter(pk=pk).first():
        return there
    if usable().filter(case=case).count() >= MOST:
        raise TooMany
    made = references.new()
    invitation = Invitation(
        id=pk, case=case, form_key=form_key, role=role, created_at=timezone.now(), code_hash=_hash(made)
    )
    invitation.sealed_code = seal(case, place("invitation", invitation.id, "code"), made)
    invitation.save(force_insert=True)
    audit.record(who=audit.SPONSOR, action="invitation.made", case=case.pk)
    return invitation


@transaction.atomic
def take_back(*, case: Case, pk: UUID) -> bool:
    """Make an unused invitation of a case's worthless. False when it is not one."""
    gone = of_case(case).filter(pk=pk, used_at=None).update(used_at=timezone.now(), sealed_code=None)
    if gone:
        audit.record(who=audit.SPONSOR, action="invitation.taken_back", case=case.pk)
    return bool(gone)


def entered(typed: str) -> Invitation | None:
    """The invitation whose code this is, however it was typed. None for every reason why there is none.

    The limit hangs on the first letters of a code: whoever guesses has few tries at each, and hinders hardly anybody.
    """
    found = references.read(typed)
    if not found or not limits.allow(key=f"invited:{found[:2]}", times=_TRIES, within=_WITHIN):
        return None
    return usable().filter(code_hash=_hash(found), case__key__isnull=False, case__deleted_at=None).first()


def get(pk: str) -> Invitation | None:
    """One by its id, whether it still opens a form or not."""
    return Invitation.objects.filter(pk=UUID(pk)).first()


def spend(*, invitation: Invitation, on: Case) -> None:
    """Use an invitation for a case just begun, in the transaction that begins it. Raises Spent when another was faster."""
    used = usable().filter(pk=invitation.pk).update(used_at=timezone.now(), begun=on, sealed_code=None)
    if not used:
        raise Spent
    audit.record(who=audit.SPONSOR, action="invitation.used", case=invitation.case_id)


def _hash(code: str) -> bytes:
    return salted_hmac(_SALT, code, algorithm="sha256").digest()

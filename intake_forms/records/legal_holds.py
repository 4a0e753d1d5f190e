"""Legal holds: a judge, or a letter, orders to keep a case. Until the last of its holds is lifted nothing of it is deleted.

``Case.kept_since`` is what everything that deletes asks. What a family takes away or answers otherwise meanwhile is gone from
every page, and lies here, sealed as it was, until then.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import open_, place, seal
from intake_forms.records.models import Case, Draft, DraftStep, Identified


class OnHold(Exception):
    """The case is on legal hold: nothing was deleted."""


class LegalHold(Identified):
    """One order to keep a case. Its rows stay with the case, also when lifted."""

    # No cascade: what deletes a case has to ask first.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="legal_holds")
    sealed_reason = models.BinaryField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["begun_at"]


class KeptAnswers(models.Model):
    """A step's row as it stood before it was deleted or written over. Sealed for the place of that row, ``row_id``."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="kept_answers")
    row_id = models.UUIDField()
    step = models.CharField(max_length=40)
    item = models.UUIDField(null=True)
    sealed_answers = models.BinaryField()
    saved_at = models.DateTimeField()


def of_case(case: Case) -> QuerySet[LegalHold]:
    """Every hold of a case, the first first, also those that are lifted."""
    return LegalHold.objects.filter(case=case).select_related("begun_by", "lifted_by")


def reason(case: Case, hold: LegalHold) -> str:
    """Why it was put on hold. Raises as ``sealing.open_``."""
    return str(open_(case, place("legalhold", hold.pk, "reason"), hold.sealed_reason))


def kept() -> QuerySet[Case]:
    """The cases on hold, those too that their sponsors want deleted."""
    return Case.objects.filter(kept_since__isnull=False).order_by("kept_since")


@transaction.atomic
def put(*, case: Case, reason: str, by: int, once: UUID) -> bool:
    """Put a case on hold. ``once`` is the page's: pressed twice, its button makes one hold, and the second gets False."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("key").get(pk=case.pk)
    hold = LegalHold(id=uuid5(case.pk, str(once)), case=locked, begun_at=timezone.now(), begun_by_id=by)
    if LegalHold.objects.filter(pk=hold.pk).exists():
        return False
    hold.sealed_reason = seal(locked, place("legalhold", hold.pk, "reason"), reason)
    hold.save(force_insert=True)
    Case.objects.filter(pk=case.pk, kept_since=None).update(kept_since=hold.begun_at)
    audit.record(who=audit.actor(by), action="hold.put", case=case.pk)
    return True


@transaction.atomic
def lift(*, hold: LegalHold, by: int) -> bool:
    """Lift a hold. With the last one of its case, what only the holds kept goes. False when it was lifted before."""
    locked = Case.objects.select_for_update().get(pk=hold.case_id)
    lifted = LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)
    if not lifted:
        return False
    audit.record(who=audit.actor(by), action="hold.lifted", case=locked.pk)
    if not LegalHold.objects.filter(case=locked, lifted_at=None).exists():
        Case.objects.filter(pk=locked.pk).update(kept_since=None)
        KeptAnswers.objects.filter(draft__case=locked).delete()
    return True


def keep(*, case: Case, rows: QuerySet[DraftStep]) -> None:
    """Keep these rows of a case on hold before they are deleted or written over; of another case nothing."""
    if case.kept_since is not None:
        fields = ("step", "item", "sealed_answers", "saved_at", "draft_id")
        copies = (KeptAnswers(row_id=row.pk, **{name: getattr(row, name) for name in fields}) for row in rows)
        KeptAnswers.objects.bulk_create(copies)


def forget(*, case: Case) -> None:
    """Delete the lifted holds of a case that is deleted. Called with the case locked; raises OnHold where one is not lifted."""
    if case.kept_since is not None:
        raise OnHold
    LegalHold.objects.filter(case=case, lifted_at__isnull=False).delete()

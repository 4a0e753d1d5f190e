"""Tables of the privacy floor: case keysets and the audit chain."""

import uuid

from django.db import models


class CaseKey(models.Model):
    """The keysets of one case, sealed by the master keyset. Deleting the row is the end of the case's data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    values_keyset = models.BinaryField()
    files_keyset = models.BinaryField()


class AuditDay(models.Model):
    """The head of one day's chain. Locked while an event is appended."""

    day = models.DateField(primary_key=True)
    count = models.PositiveIntegerField(default=0)
    head = models.BinaryField()


class AuditEvent(models.Model):
    """Who did what to which case and paper when: never what stood in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    action = models.CharField(max_length=64)
    case_id = models.UUIDField(null=True, db_index=True)
    paper_id = models.UUIDField(null=True)
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "number"], name="audit_one_event_per_number")]
        ordering = ["day", "number"]


class Limit(models.Model):
    """How often something was tried since a moment. The key names no person."""

    key = models.CharField(max_length=80, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

"""Where Django looks for the tables. Nobody imports this module: import from the floor that owns the table."""

from intake_forms.privacy.models import AuditDay, AuditEvent, CaseKey, Limit
from intake_forms.records.models import Case, Draft, DraftStep, FormVersion, StepCount, Submission, Upload

__all__ = [
    "AuditDay",
    "AuditEvent",
    "Case",
    "CaseKey",
    "Draft",
    "DraftStep",
    "FormVersion",
    "Limit",
    "StepCount",
    "Submission",
    "Upload",
]

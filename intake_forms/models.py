"""Where Django looks for the tables. Nobody imports this module: import from the floor that owns the table."""

from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.privacy.models import AuditDay, AuditEvent, CaseKey, Limit
from intake_forms.records.consents import Consent
from intake_forms.records.correspondence import Appointment, Message, PaperRequest, StatusChange
from intake_forms.records.late import LatePost
from intake_forms.records.legal_holds import KeptAnswers, LegalHold
from intake_forms.records.models import Case, Draft, DraftStep, FormVersion, Invitation, StepCount, Submission
from intake_forms.records.uploads import Chunk, PageImage, Upload
from intake_forms.records.watching import Watch

__all__ = [
    "Appointment",
    "AuditDay",
    "AuditEvent",
    "Case",
    "CaseKey",
    "ChoiceSet",
    "Chunk",
    "Consent",
    "Draft",
    "DraftStep",
    "FormSection",
    "FormVersion",
    "IntakeForm",
    "Invitation",
    "KeptAnswers",
    "LatePost",
    "LegalHold",
    "Limit",
    "Message",
    "PageImage",
    "PaperRequest",
    "StatusChange",
    "StepCount",
    "Submission",
    "Upload",
    "Watch",
]

"""Cases and everything that hangs on them. Sealed columns are BinaryFields: only services and queries seal and open."""

import uuid
from collections.abc import Mapping
from typing import Any, NoReturn, cast

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake_forms.records.tables import status_name


class Identified(models.Model):
    """A row whose UUID exists before the insert, so that values can be sealed to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Unchangeable(Exception):
    """A released version stays as it is: what was answered is read with it."""


class FormVersions(models.QuerySet["FormVersion"]):
    """Versions, which are added and read only."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Unchangeable

    def delete(self) -> NoReturn:
        raise Unchangeable


#: The number of versions that were never released: editors try a form out with them (records/trials.py).
TRIAL = 0


class ReleasedVersions(models.Manager.from_queryset(FormVersions)):  # type: ignore[misc]  # made at run time
    """The versions that sponsors were, or are, asked with."""

    def get_queryset(self) -> FormVersions:
        return cast(FormVersions, super().get_queryset().filter(number__gt=TRIAL))


class TrialVersions(models.Manager["FormVersion"]):
    """The others."""

    def get_queryset(self) -> "models.QuerySet[FormVersion]":
        return super().get_queryset().filter(number=TRIAL)


class FormVersion(Identified):
    """One released form document, canonical JSON in all languages. A row never changes; the highest number is live."""

    class ChangeClass(models.TextChoices):
        """What the document changes against the one that was live before it."""

        TEXT_ONLY = "text_only", _("Wording only")
        COMPATIBLE = "compatible", _("Small changes")
        BREAKING = "breaking", _("Changes that open drafts cannot take over")

    form_key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    schema_version = models.PositiveSmallIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    #: Empty for a form's first version.
    change_class = models.CharField(max_length=10, choices=ChangeClass.choices, blank=True)
    #: When open drafts of older versions that this one breaks with move here; without it they stay where they are.
    moves_drafts_at = models.DateTimeField(null=True)

    objects = ReleasedVersions()
    trials = TrialVersions()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_key", "number"], condition=models.Q(number__gt=TRIAL), name="form_version_number"
            )
        ]
        ordering = ["form_key", "-number"]
        permissions = [("release_form", "Can release forms")]

    def __str__(self) -> str:
        return f"{self.form_key} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unchangeable

    @property
    def trial(self) -> bool:
        """Whether it was never released."""
        return self.number == TRIAL


class Case(Identified):
    """One family's matter. It begins with the gate of the pre-appointment form."""

    class Status(models.TextChoices):
        """How far the case is; statuses.yaml has the words. ``open`` until something was sent, then never again."""

        OPEN = "open", status_name("open")
        SENT = "sent", status_name("sent")
        READING = "reading", status_name("reading")
        NEEDS_PAPER = "needs_paper", status_name("needs_paper")
        APPOINTMENT = "appointment", status_name("appointment")
        WITH_CASE_MANAGER = "with_case_manager", status_name("with_case_manager")
        CLOSED = "closed", status_name("closed")

    class Role(models.TextChoices):
        """Who else than the sponsor a case can be of."""

        HOUSEHOLD = "household", _("an adult of the household")
        BACKUP = "backup", _("the alternate caregiver")

    reference = models.CharField(_("reference"), max_length=9, unique=True)
    language = models.CharField(_("language"), max_length=12)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("case worker")
    )
    #: Which state of the rules applies, as staff chose it; empty for the form's first.
    rule_set = models.CharField(_("rule set"), max_length=40, blank=True)
    key = models.OneToOneField("intake_forms.CaseKey", on_delete=models.SET_NULL, null=True)
    #: Made by trying out a form that is not released: never in the queue or in figures, deleted each night.
    test = models.BooleanField(default=False, editable=False)
    #: When the sponsor had it deleted: nobody opens it any more. Its keyset goes at once, or when the last legal hold is lifted,
    #: and what is left goes with its last file (documents/removal.py).
    deleted_at = models.DateTimeField(null=True, editable=False)
    #: Since when a legal hold keeps it: nothing of it is deleted (records/legal_holds.py).
    kept_since = models.DateTimeField(null=True, editable=False)
    #: Which generation of sessions counts: a session of another one has ended.
    epoch = models.PositiveSmallIntegerField(default=0, editable=False)
    #: The sponsor's case, where this is another adult's: by an invitation of theirs, or as staff found out.
    sponsor_case = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="adults"
    )
    #: As the invitation said, or staff who linked it. Who came without one said it in the form, and that is sealed.
    role = models.CharField(max_length=9, choices=Role.choices, blank=True, editable=False)
    #: Until when staff may read what is not sent, as the sponsor allowed it (records/helping.py). Sending ends it.
    help_until = models.DateTimeField(null=True, editable=False)
    words_salt = models.BinaryField()
    words_hash = models.BinaryField()
    words_made_at = models.DateTimeField(auto_now_add=True)
    #: Readable by the owning session until the words were used, or 24 hours after sending.
    sealed_words = models.BinaryField(null=True)
    #: Of a phrase that opens the case once, under the salt of the words; and until when it does.
    once_hash = models.BinaryField(null=True)
    once_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [("supervise_case", "Can see every case"), ("hold_case", "Can put cases on legal hold")]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.reference


class Draft(Identified):
    """A form being filled in. Its answers stand in one DraftStep per step."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT)
    form_key = models.CharField(max_length=40)
    #: Only the answers that some condition reads, and of doubtful ones (schema Route.doubtful) that there is one: so no
    #: request opens more than one step.
    sealed_facts = models.BinaryField()
    submit_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submitted = models.BooleanField(default=False)
    #: Since when it keeps itself back, and since when whose form it is has it (records/holding.py).
    held_at = models.DateTimeField(null=True)
    taken_over_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField()

    #: The facts as last opened, beside the sealed value they came from (queries.kept_facts). Never stored.
    opened_facts: tuple[bytes, Mapping[str, Any]] | None = None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "form_key"], name="one_draft_of_a_form_per_case")]


class DraftStep(models.Model):
    """What stands on one step: as typed and, where it could be read, as typed values.

    The id is derived from draft, step and item, so a row can be written by one upsert and sealed to its id.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=40)
    item = models.UUIDField(null=True)
    sealed_answers = models.BinaryField()
    complete = models.BooleanField()
    saved_at = models.DateTimeField()


class Invitation(Identified):
    """A sheet that a sponsor prints for another adult: its code begins one case of theirs, once, linked to the sponsor's."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="invitations")
    form_key = models.CharField(max_length=40)
    role = models.CharField(max_length=9, choices=Case.Role.choices)
    #: Keyed: found by it, not told from it.
    code_hash = models.BinaryField(unique=True)
    #: For printing again; gone once used.
    sealed_code = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    begun = models.OneToOneField(Case, on_delete=models.SET_NULL, null=True, related_name="invitation")

    class Meta:
        ordering = ["created_at"]


class Submission(Identified):
    """What was sent, sealed, with the version and language it was answered in. Never changed afterwards."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="submissions")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT)
    form_key = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    submit_key = models.UUIDField(unique=True)
    #: The rule set it was made under; empty where the form has none.
    rule_set = models.CharField(max_length=40, blank=True)
    sealed_answers = models.BinaryField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "form_key"], name="one_submission_of_a_form_per_case")]


class StepCount(models.Model):
    """How often something happened on a step. No day, no hour and no case: nothing in it points to a family."""

    class Event(models.TextChoices):
        """``left``: a draft was deleted unsent, and this is the step it stood at."""

        SHOWN = "shown", _("Shown")
        SAVED = "saved", _("Continued")
        ERROR = "error", _("Errors")
        LEFT = "left", _("Left for good")

    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    event = models.CharField(max_length=5, choices=Event.choices)
    #: Of an error: the code of the rule that was broken.
    rule = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "step", "language", "event", "rule"], name="one_count_of_a_kind")
        ]

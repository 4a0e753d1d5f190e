"""Tables of what passes between the desk and a family. Dates, states and slot keys are plain; whatever was typed is sealed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake_forms.records.models import Case, Identified


class StatusChange(models.Model):
    """When a case came to a status. Who brought it there stands in the audit chain."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=20, choices=Case.Status.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class PaperRequest(Identified):
    """A paper that staff ask for after sending, or that the sponsor says she cannot get: which, whose, what became of it."""

    class State(models.TextChoices):
        """``received``: a file came for it. ``withdrawn``: staff no longer need it."""

        OPEN = "open", _("Asked for")
        WILL_BRING = "will_bring", _("The family will bring it")
        CANNOT_GET = "cannot_get", _("The family can't get it")
        RECEIVED = "received", _("A new file came")
        WITHDRAWN = "withdrawn", _("No longer needed")

    #: What the sponsor still has to do something about.
    WAITING = (State.OPEN, State.WILL_BRING)
    #: What the sponsor can still answer, or answer otherwise.
    STANDING = (*WAITING, State.CANNOT_GET)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="paper_requests")
    slot = models.CharField(max_length=40)
    item = models.UUIDField(null=True)
    #: A key of verdicts.yaml; "" where nobody asked: the sponsor said with the form that it cannot be had.
    reason = models.CharField(max_length=40)
    #: Staff's own words, by language; None without any.
    sealed_note = models.BinaryField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    #: Why it cannot be had; None where nothing was said.
    sealed_answer = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]


class Message(Identified):
    """One message of a case's thread. ``author`` is who wrote it at the desk, None for the sponsor's own."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    from_staff = models.BooleanField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    #: The text by language.
    sealed_text = models.BinaryField()
    sent_at = models.DateTimeField()
    #: When the other side first had it on the screen.
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "pk"]


class Appointment(Identified):
    """When and where somebody meets the family. Its id is the calendar entry's, which ``sequence`` counts the changes of."""

    class How(models.TextChoices):
        """The way to meet."""

        IN_PERSON = "in_person", _("In person")
        BY_PHONE = "by_phone", _("By phone")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField()
    #: When it was to be as the family last knew it; None where only its way or place changed, or nothing.
    moved_from = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=12, choices=How.choices)
    sealed_place = models.BinaryField()
    sequence = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
    #: When the family said that it has seen how it was changed; None until then.
    seen_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["changed_at"]

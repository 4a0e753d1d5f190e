"""The files of a case's papers: the rows that are the truth about them, and the queue that the worker takes from.

The object store holds sealed bytes under names that say nothing; whatever is known of them stands here.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake_forms.records.models import Case, Identified


class Upload(Identified):
    """One file of one paper."""

    class State(models.TextChoices):
        """Only from ``received`` on do we have it, and only then anybody is told so.

        intent (the row is there before the bytes) or receiving (chunks come) -> received -> checking (a worker has it) ->
        accepted | rejected (``reason``, told to the sender) | held (staff decide) -> purged (to be removed).
        """

        INTENT = "intent", _("Not saved yet")
        RECEIVING = "receiving", _("On its way")
        RECEIVED = "received", _("We have it")
        CHECKING = "checking", _("Being checked")
        ACCEPTED = "accepted", _("Checked")
        REJECTED = "rejected", _("Cannot be used")
        HELD = "held", _("Held for a look by staff")
        PURGED = "purged", _("Removed")

    class Scan(models.TextChoices):
        """What the virus scanner said. Without one it is never "clean"."""

        NOT_SCANNED = "not_scanned", _("Not scanned")
        CLEAN = "clean", _("Nothing found")
        SUSPICIOUS = "suspicious", _("Suspicious")
        INFECTED = "infected", _("Harmful")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="uploads")
    slot = models.CharField(max_length=40)
    item = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.INTENT)
    #: Of a rejected or held one: a key of documents/reasons.yaml. Of one that comes in pieces: what its sender has to mend first.
    reason = models.CharField(max_length=40, blank=True)
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes as sent by the sponsor")
    object_key = models.CharField(max_length=80, unique=True)
    sealed_size = models.PositiveIntegerField()
    #: SHA-256 of the sealed bytes, in base64; "" while they are not whole.
    sealed_sha256 = models.CharField(max_length=44, blank=True)
    #: Why a photo may be hard to read (documents/judging.HINTS, by comma), and whether its sender keeps it all the same.
    hints = models.CharField(max_length=40, blank=True)
    kept = models.BooleanField(default=False)
    #: File name and SHA-256 of the plain bytes.
    sealed_details = models.BinaryField()
    #: When it was begun or announced, and when it was whole and ours: of one that comes in pieces that may be a day later.
    created_at = models.DateTimeField(auto_now_add=True)
    received_at = models.DateTimeField(null=True)

    #: When the worker may take it (None: nothing to do), until when one has it, and how often one began.
    due_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Why a person took it though the scanner has doubts, sealed; None: nobody did.
    sealed_vouched = models.BinaryField(null=True)
    #: When its check came to an end; of one that a person gave back to be checked once more, when that was.
    checked_at = models.DateTimeField(null=True)

    #: What it could have done by itself, which the pictures of its pages cannot (documents/rebuilding.ACTIVE, by comma).
    active = models.CharField(max_length=60, blank=True)

    #: Of one that comes in chunks: how many there are, and the keyed hash of the token that lets them in.
    chunk_count = models.PositiveIntegerField(default=0)
    token_hash = models.BinaryField(null=True)

    #: Its place among the files of its paper, and by how many degrees clockwise its pages are turned for reading.
    position = models.PositiveIntegerField(default=0)
    turn = models.PositiveSmallIntegerField(default=0)
    #: The file that it came instead of, which stays until review ends; and since when another stands in its own place.
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "created_at"]
        permissions = [
            ("open_original", "Can open files as they were sent"),
            ("decide_held", "Can accept or refuse files that are held"),
        ]
        indexes = [models.Index(fields=["due_at"], name="upload_due", condition=models.Q(due_at__isnull=False))]


#: The states in which we have a file.
HELD_BY_US = (Upload.State.RECEIVED, Upload.State.CHECKING, Upload.State.ACCEPTED, Upload.State.HELD)


class Chunk(Identified):
    """A sealed piece of a file that comes in pieces; gone once they are one."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="plain bytes")
    #: SHA-256 of the plain bytes, sealed.
    sealed_digest = models.BinaryField()
    object_key = models.CharField(max_length=80, unique=True)
    sealed_size = models.PositiveIntegerField()
    #: When its bytes came; until they have, when it was begun.
    came_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="one_chunk_of_a_number")]


class PageImage(Identified):
    """One page of an accepted file as staff see it: redrawn, sealed; and its thumbnail."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    object_key = models.CharField(max_length=80, unique=True)
    sealed_size = models.PositiveIntegerField()
    thumbnail_key = models.CharField(max_length=80, unique=True)
    width = models.PositiveIntegerField(help_text="pixels")
    height = models.PositiveIntegerField(help_text="pixels")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="one_image_of_a_page")]

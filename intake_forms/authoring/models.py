"""Forms as editors keep them: snippets with drafts, revisions, workflow, locking and history.

Publishing one only says that it is ready; ``releasing`` makes a released version out of what is ready.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from intake_forms.authoring import parts
from intake_forms.records import queries
from intake_forms.schema import lint

_SLUG = RegexValidator(
    r"^[a-z][a-z0-9-]{0,39}\Z", _("Small letters, digits and - only, beginning with a letter; 40 at most.")
)
_KEY = RegexValidator(
    r"^[a-z][a-z0-9_]{0,39}\Z", _("Small letters, digits and _ only, beginning with a letter; 40 at most.")
)
_KEY_HELP = _("A name for the computer. It never changes once released.")


class Drafted(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """A snippet with all that Wagtail keeps for one."""

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id",
        for_concrete_model=False,
    )  # fmt: skip
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id",
        for_concrete_model=False,
    )  # fmt: skip
    #: Pages are previewed from the form, step by step; see ``trials``.
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        abstract = True

    @property
    def revisions(self) -> Any:
        """Its revisions, under the name that Wagtail asks for."""
        return self._revisions


class ChoiceSet(Drafted):
    """Options that several questions share."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    options = StreamField(parts.Options, verbose_name=_("options"), blank=True)

    class Meta:
        verbose_name = _("choice set")
        verbose_name_plural = _("choice sets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IntakeForm(Drafted):
    """A form but for its sections."""

    name = models.CharField(_("name"), max_length=100, help_text=_("For staff; the title stands below."))
    key = models.CharField(_("key"), max_length=40, unique=True, validators=[_SLUG], help_text=_KEY_HELP)
    front = StreamField(parts.Front, verbose_name=_("title and pages"), block_counts=parts.ONCE)
    gate = StreamField(
        parts.GateParts, verbose_name=_("first step"), block_counts={"step": {"min_num": 1, "max_num": 1}}
    )
    conditions = StreamField(parts.Conditions, verbose_name=_("named conditions"), blank=True)
    rule_sets = StreamField(parts.RuleSets, verbose_name=_("rule sets"), blank=True)
    carries = StreamField(parts.Carries, verbose_name=_("answers taken over from other forms"), blank=True)
    opened_by = models.CharField(
        _("begun by"),
        max_length=7,
        choices=[("sponsor", _("Sponsors, at its start page")), ("staff", _("Staff, in a case"))],
        default="sponsor",
    )
    role_question = models.CharField(
        _("question of who fills it in"),
        max_length=40,
        blank=True,
        validators=[_KEY],
        help_text=_("A choice that the form asks. An invitation answers it: household, or backup."),
    )
    hold = StreamField(
        parts.Holds, verbose_name=_("what keeps it from being sent"), blank=True, block_counts={"hold": {"max_num": 1}}
    )
    draft_days = models.PositiveSmallIntegerField(
        _("days until an unsent form is deleted"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    submission_days = models.PositiveSmallIntegerField(
        _("days until a sent form is deleted"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The key of a released form stays: it stands in addresses, and drafts and versions are found by it."""
        super().clean()
        before = IntakeForm.objects.filter(pk=self.pk).values_list("key", flat=True).first()
        if before not in (None, self.key) and queries.live_version(before) is not None:
            raise ValidationError({"key": _("This form was released: its key stays “%(key)s”.") % {"key": before}})


class FormSection(Drafted):
    """Steps under one heading: the unit of editing and locking."""

    form = models.ForeignKey(IntakeForm, on_delete=models.CASCADE, related_name="sections", verbose_name=_("form"))
    name = models.CharField(_("name"), max_length=100, help_text=_("For staff; the title stands below."))
    key = models.CharField(_("key"), max_length=40, validators=[_KEY], help_text=_KEY_HELP)
    position = models.PositiveSmallIntegerField(_("place in the form"), default=1, help_text=_("1 comes first."))
    heading = StreamField(parts.Heading, verbose_name=_("title"), block_counts={"title": {"min_num": 1, "max_num": 1}})
    steps = StreamField(parts.Steps, verbose_name=_("steps"), min_num=1, max_num=lint.MOST_STEPS)

    class Meta:
        verbose_name = _("form section")
        verbose_name_plural = _("form sections")
        ordering = ["form__name", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.form.name}: {self.name}"

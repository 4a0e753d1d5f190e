"""What editors keep outside the page tree: questions with answers, and the facts of the organization."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import register_setting
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from content.fields import EachLanguage


class FaqGroup(models.TextChoices):
    """The headings under which the FAQ page lists its questions, in their order."""

    HELP = "help", _("Our help")
    SPONSOR = "sponsor", _("Being a sponsor")
    PAPERS = "papers", _("Papers and fingerprints")
    CHILDREN = "children", _("Children who come alone")
    RIGHTS = "rights", _("Your rights and your information")
    AFTER = "after", _("After the child arrives")


class FaqEntry(DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """A question and its answer, one row per language.

    An entry flagged ``needs_legal_review`` is never shown to the public, even if somebody publishes it.
    """

    question = models.CharField(max_length=200)
    answer = RichTextField(features=["bold", "link", "ul"])
    anchor = models.SlugField(
        max_length=80, help_text=_("The part of the address after #. Keep it: people may have saved the link.")
    )
    group = models.CharField(max_length=20, choices=FaqGroup.choices, default=FaqGroup.HELP)
    order = models.PositiveSmallIntegerField(default=100, help_text=_("Smaller numbers come first within the group."))
    source = models.URLField(max_length=300, blank=True, help_text=_("The page where the facts can be checked."))
    checked_on = models.DateField(null=True, blank=True, help_text=_("When somebody last compared it with the source."))
    needs_legal_review = models.BooleanField(
        default=False, help_text=_("While this is on, the public cannot see the answer, published or not.")
    )

    search_fields = [index.AutocompleteField("question"), index.SearchField("answer"), index.FilterField("locale_id")]
    panels = [
        FieldPanel("question"),
        FieldPanel("answer"),
        MultiFieldPanel([FieldPanel("group"), FieldPanel("order"), FieldPanel("anchor")], heading=_("Place")),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("checked_on"), FieldPanel("needs_legal_review")], heading=_("Evidence")
        ),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        """The question."""
        return self.question

    def clean(self) -> None:
        """Give the entry an anchor when the editor left it empty."""
        super().clean()
        self.anchor = self.anchor or slugify(self.question)[:80]


@register_setting(icon="site", order=100)
class SiteFacts(BaseGenericSetting):
    """What fills ``[[name]]``, ``[[organization]]``, ``[[phone]]``, ``[[hours]]``, ``[[address]]`` and ``[[answer_time]]``.

    ``whatsapp`` fills nothing: the foot of every page offers it where the organization has it.

    Empty until the organization gives it: the placeholder then stays visible and production is not ready.
    """

    name = models.CharField(max_length=80, default="Puente", help_text=_("The name of this website."))
    organization = models.CharField(max_length=120, blank=True, help_text=_("The non-profit that runs it."))
    phone = models.CharField(max_length=40, blank=True, help_text=_("As people should read it, with area code."))
    whatsapp = models.CharField(
        max_length=40, blank=True, help_text=_("A number that answers on WhatsApp. Leave it empty if you have none.")
    )
    hours = EachLanguage(_("hours"))
    address = models.CharField(max_length=200, blank=True)
    answer_time = EachLanguage(
        _("time until you answer"),
        help_text=_("Within how long a family hears from you after it sent a form, for example: 2 working days."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("organization"),
        FieldPanel("phone"),
        FieldPanel("whatsapp"),
        FieldPanel("hours"),
        FieldPanel("address"),
        FieldPanel("answer_time"),
    ]

    class Meta:
        verbose_name = _("facts of the organization")


class HelpLine(models.Model):
    """A sentence that stands in the help at the foot of every page, forms and errors included."""

    class Kind(models.TextChoices):
        """In the order in which the foot has them: below the telephone number, and in the list of numbers."""

        OFFER = "offer", _("What we offer")
        NUMBER = "number", _("Emergencies and other numbers")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NUMBER)
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Smaller numbers come first."))
    text = EachLanguage(_("text"), max_length=200, blank=False)
    source = models.URLField(max_length=300, blank=True, help_text=_("The page where the facts can be checked."))
    checked_on = models.DateField(null=True, blank=True, help_text=_("When somebody last compared it with the source."))

    panels = [
        FieldPanel("kind"),
        FieldPanel("order"),
        FieldPanel("text"),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("checked_on")], heading=_("Evidence")),
    ]

    class Meta:
        verbose_name = _("line of help")
        verbose_name_plural = _("lines of help")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        """What it says, in the first language it has."""
        return str(next(iter(self.text.values()), ""))


class ServiceStatus(models.Model):
    """Whether the form of a service may be started now. Closing it takes one save, and loses nobody what they began."""

    class State(models.TextChoices):
        """Everything but ``open`` closes the start; going on with a form and deleting it stay possible."""

        OPEN = "open", _("Open to all")
        REFERRAL = "referral", _("Only with a referral")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Closed")

    form_key = models.SlugField(_("form"), max_length=60, unique=True, help_text=_("The key of the form it is about."))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    notice = EachLanguage(
        _("notice"),
        max_length=1000,
        lines=True,
        help_text=_(
            "Shown while it is not open, below a sentence that says so: where else to find help, until when. What families that "
            "were sent to you do, and that nobody reads what is sent while it is paused or closed, is said without it."
        ),
    )
    source = models.URLField(max_length=300, blank=True, help_text=_("The page where the facts can be checked."))
    checked_on = models.DateField(null=True, blank=True, help_text=_("When somebody last compared it with the source."))

    panels = [
        FieldPanel("form_key"),
        FieldPanel("state"),
        FieldPanel("notice"),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("checked_on")], heading=_("Evidence")),
    ]

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["form_key"]

    def __str__(self) -> str:
        """The form and its state."""
        return f"{self.form_key}: {self.get_state_display()}"


#: The sentence that stands above the notice while the start is closed.
WHY_CLOSED = {
    ServiceStatus.State.REFERRAL: _("For now we only help families that a shelter or ORR has sent to us."),
    ServiceStatus.State.PAUSED: _("We are not taking new forms for the moment."),
    ServiceStatus.State.CLOSED: _("This service is closed."),
}

#: What a family that was sent to us does then; it stands above whatever editors wrote.
REFERRED = _(
    "Did a shelter or ORR send you to us? Call us: [[phone]]. Do you have a sheet with a code from us? "
    "[Enter your code](/en/invited/)."
)

#: What stands below it while nobody wrote a notice: nobody is left without somewhere to turn.
INSTEAD = {
    ServiceStatus.State.REFERRAL: _(
        "If nobody sent you to us, call the ORR National Call Center: 1-800-203-7001, day or night."
    ),
    ServiceStatus.State.PAUSED: _(
        "Call us to ask when we open again: [[phone]]. If it cannot wait, call the ORR National Call Center: 1-800-203-7001, "
        "day or night."
    ),
    ServiceStatus.State.CLOSED: _("For help, call the ORR National Call Center: 1-800-203-7001, day or night."),
}

"""The kinds of page the public reads."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from content import queries
from content.blocks import Body, Step
from content.services import same_in_every_language
from content.snippets import FaqEntry, FaqGroup, HelpLine, ServiceStatus, SiteFacts

__all__ = [
    "FaqEntry",
    "FaqGroup",
    "FaqPage",
    "HelpLine",
    "HomePage",
    "ProgramPage",
    "SeededItem",
    "ServiceStatus",
    "SiteFacts",
]

ANSWERS_OPEN_AT_FIRST = 3


class PublicPage(Page):
    """What every page of the public site does: it knows its other languages, and no alias is ever served."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 404 for an alias: it would show one language under the address of another."""
        if self.alias_of_id is not None:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``alternates``, ``hreflangs`` and the page's own ``canonical`` address."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(queries.language_links(self, request), canonical=queries.full_url(self, request))
        return context


class WithForm(models.Model):
    """What lets a page offer a form by its key; the form itself belongs to the other app."""

    form_key = models.SlugField(
        max_length=60, blank=True, help_text=_("The key of the form this page starts, or empty for none.")
    )
    start_label = models.CharField(max_length=60, blank=True, help_text=_("What the start button says."))
    continue_label = models.CharField(
        max_length=60, blank=True, help_text=_("What the second button says: for people who began before. Empty: none.")
    )
    start_hint = models.CharField(max_length=160, blank=True, help_text=_("The line under the start button."))

    override_translatable_fields = same_in_every_language("form_key")
    form_panels = [
        MultiFieldPanel(
            [
                FieldPanel("form_key"),
                FieldPanel("start_label"),
                FieldPanel("continue_label"),
                FieldPanel("start_hint"),
            ],
            heading=_("Form"),
        )
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a button without words."""
        super().clean()
        if self.form_key and not self.start_label:
            raise ValidationError({"start_label": _("Say on the button what it starts.")})


class HomePage(WithForm, PublicPage):  # type: ignore[django-manager-missing]  # Wagtail gives it one
    """The front door: one sentence, the road, and an index of programs."""

    headline = models.CharField(max_length=120)
    lede = models.TextField(max_length=400)
    road_title = models.CharField(max_length=80, help_text=_("The name of the road, for people who hear the page."))
    road = StreamField(StreamBlock([("step", Step())], min_num=2, max_num=7))
    programs_title = models.CharField(max_length=80)
    body = StreamField(Body(required=False), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lede"),
        *WithForm.form_panels,
        FieldPanel("road_title"),
        FieldPanel("road"),
        FieldPanel("programs_title"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.ProgramPage", "content.FaqPage"]
    template = "content/home_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``programs`` in the editor's order, and ``faqs``: together the index."""
        context = super().get_context(request, *args, **kwargs)
        for name, model in (("programs", ProgramPage), ("faqs", FaqPage)):
            context[name] = model.objects.child_of(self).filter(pk__in=queries.public_pages()).order_by("path")
        return context


class ProgramPage(WithForm, PublicPage):  # type: ignore[django-manager-missing]  # the same
    """One program: who it is for, what we do, what to bring, what comes next."""

    summary = models.CharField(max_length=200, help_text=_("One sentence, shown in the index on the home page."))
    body = StreamField(Body())

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        *WithForm.form_panels,
        FieldPanel("body"),
    ]
    parent_page_types = ["content.HomePage", "content.ProgramPage"]
    subpage_types = ["content.ProgramPage"]
    template = "content/program_page.html"


class FaqPage(PublicPage):
    """Every public question in this language, in groups, with a search that needs no script."""

    intro = models.TextField(max_length=400, blank=True)
    nothing_found = models.TextField(max_length=400, help_text=_("What to say when the search finds nothing."))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("nothing_found")]
    parent_page_types = ["content.HomePage"]
    subpage_types: list[str] = []
    template = "content/faq_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the ``groups`` of entries, the ``found`` count, and which answers are ``opened`` at first."""
        context = super().get_context(request, *args, **kwargs)
        text = request.GET.get("q", "").strip()[:100]
        entries = queries.matching_entries(queries.faq_entries(get_language() or "en"), text)
        groups = queries.grouped_entries(entries)
        shown = [entry for _, group in groups for entry in group]
        all_open = bool(text) or request.GET.get("open") == "all"
        context.update(
            q=text,
            groups=groups,
            found=len(entries),
            all_open=all_open,
            opened={entry.pk for entry in (shown if all_open else shown[:ANSWERS_OPEN_AT_FIRST])},
        )
        return context


class SeededItem(models.Model):
    """A note that a text of the seed files was put on this site once.

    ``seed_site`` never touches it again, so what editors change or delete stays changed or deleted.
    """

    key = models.CharField(max_length=100, unique=True)
    seeded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """The key in the seed files."""
        return self.key

"""Forms, sections and choice sets in the Wagtail admin."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Max
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup, UnpublishView

from intake_forms.authoring import parts
from intake_forms.authoring.blocks import chosen_from
from intake_forms.authoring.differences import Compare
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.panels import FindingsPanel, UsersPanel
from intake_forms.authoring.streams import BlocksPanel
from intake_forms.records import queries

_ROLE = TextInput(attrs=chosen_from("role"))


def _blocks(*types: str, **value: str) -> str:
    """A stream with one new block of each type, as the database would have it: the blocks add what is not said."""
    return json.dumps([{"type": each, "value": value} for each in types])


class FormAdd(CreateView):
    """A new form, the parts that each form has in place."""

    def get_initial_form_instance(self) -> IntakeForm:
        """Nothing in them yet."""
        return IntakeForm(front=_blocks(*parts.ONCE), gate=_blocks("step", key="gate"))


class FormUnpublish(UnpublishView):
    """A form that is not ready any more. Sponsors are told nothing: theirs is the version that was released."""

    success_message = _(
        "“%(object)s” cannot be released until it is published again. Sponsors go on with the version that is live; to let "
        "nobody begin it, close it under “Services”."
    )


def keep_released(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Where a released form is to be deleted: nothing is, and what to do instead is said.

    It is what the version that sponsors fill in can be mended in.
    """
    released = [each for each in instances if isinstance(each, IntakeForm) and queries.live_version(each.key)]
    if not released:
        return None
    why = _(
        "“%(form)s” was released to sponsors, so it is not deleted. To let nobody begin it any more, close it under "
        "“Services”."
    )
    messages.error(request, why % {"form": released[0]})
    return redirect(reverse(IntakeForm.snippet_viewset.get_url_name("list")))


class SectionAdd(CreateView):
    """A new section, of the form it was asked for from, last in it."""

    def get_initial_form_instance(self) -> FormSection:
        """With a title and a step to fill in."""
        made = FormSection(heading=_blocks("title"), steps=_blocks("step"))
        asked = self.request.GET.get("form", "")
        if asked.isdecimal() and (form := IntakeForm.objects.filter(pk=asked).first()):
            made.form = form
            made.position = 1 + (form.sections.aggregate(last=Max("position"))["last"] or 0)
        return made


class IntakeFormViewSet(SnippetViewSet):
    """Forms."""

    model = IntakeForm
    add_view_class = FormAdd
    unpublish_view_class = FormUnpublish
    revisions_compare_view_class = Compare
    icon = "form"
    list_display: ClassVar[Any] = ["name", "key"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FindingsPanel(heading=_("To mend"), icon="warning"),
                    FieldRowPanel([FieldPanel("name"), FieldPanel("key")]),
                    BlocksPanel("front"),
                    BlocksPanel("gate"),
                ],
                heading=_("Pages"),
            ),
            ObjectList(
                [
                    BlocksPanel("conditions"),
                    BlocksPanel("rule_sets"),
                    BlocksPanel("carries"),
                    FieldRowPanel([FieldPanel("opened_by"), FieldPanel("role_question", widget=_ROLE)]),
                    BlocksPanel("hold"),
                    MultiFieldPanel(
                        [FieldPanel("draft_days"), FieldPanel("submission_days")],
                        heading=_("How long it is kept"),
                        help_text=_("In texts, [[draft_days]] and [[submission_days]] stand for these numbers."),
                    ),
                ],
                heading=_("Rules"),
            ),
        ]
    )


class FormSectionViewSet(SnippetViewSet):
    """Sections."""

    model = FormSection
    add_view_class = SectionAdd
    revisions_compare_view_class = Compare
    icon = "list-ol"
    list_display: ClassVar[Any] = ["name", "form", "position"]
    list_filter: ClassVar[Any] = ["form"]
    panels: ClassVar[Any] = [
        FindingsPanel(heading=_("To mend"), icon="warning"),
        FieldPanel("form"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("key"), FieldPanel("position")]),
        BlocksPanel("heading"),
        BlocksPanel("steps"),
    ]


class ChoiceSetViewSet(SnippetViewSet):
    """Choice sets."""

    model = ChoiceSet
    revisions_compare_view_class = Compare
    icon = "list-ul"
    panels: ClassVar[Any] = [
        FieldPanel("name"),
        UsersPanel(heading=_("Used by"), icon="link"),
        BlocksPanel("options"),
    ]


class FormsGroup(SnippetViewSetGroup):
    """Building forms, on the menu."""

    items = (IntakeFormViewSet, FormSectionViewSet, ChoiceSetViewSet)
    menu_label = _("Form building")
    menu_name = "form-building"
    menu_icon = "form"
    menu_order = 55

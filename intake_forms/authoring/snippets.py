"""Forms, sections and choice sets in the Wagtail admin."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db.models import Max
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from intake_forms.authoring import parts
from intake_forms.authoring.blocks import chosen_from
from intake_forms.authoring.differences import Compare
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.panels import FindingsPanel, UsersPanel
from intake_forms.authoring.streams import BlocksPanel

_ROLE = TextInput(attrs=chosen_from("role"))


def _blocks(*types: str, **value: str) -> str:
    """A stream with one new block of each type, as the database would have it: the blocks add what is not said."""
    return json.dumps([{"type": each, "value": value} for each in types])


class FormAdd(CreateView):
    """A new form, the parts that each form has in place."""

    def get_initial_form_instance(self) -> IntakeForm:
        """Nothing in them yet."""
        return IntakeForm(front=_blocks(*parts.ONCE), gate=_blocks("step", key="gate"))


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

"""Forms, sections and choice sets in the Wagtail admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.panels import FindingsPanel


class IntakeFormViewSet(SnippetViewSet):
    """Forms."""

    model = IntakeForm
    icon = "form"
    list_display: ClassVar[Any] = ["name", "key"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FindingsPanel(heading=_("To mend"), icon="warning"),
                    FieldRowPanel([FieldPanel("name"), FieldPanel("key")]),
                    FieldPanel("front"),
                    FieldPanel("gate"),
                ],
                heading=_("Pages"),
            ),
            ObjectList(
                [
                    FieldPanel("conditions"),
                    FieldPanel("rule_sets"),
                    FieldPanel("carries"),
                    MultiFieldPanel(
                        [FieldPanel("draft_days"), FieldPanel("submission_days")], heading=_("How long it is kept")
                    ),
                ],
                heading=_("Rules"),
            ),
        ]
    )


class FormSectionViewSet(SnippetViewSet):
    """Sections."""

    model = FormSection
    icon = "list-ol"
    list_display: ClassVar[Any] = ["name", "form", "position"]
    list_filter: ClassVar[Any] = ["form"]
    panels: ClassVar[Any] = [
        FindingsPanel(heading=_("To mend"), icon="warning"),
        FieldPanel("form"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("key"), FieldPanel("position")]),
        FieldPanel("heading"),
        FieldPanel("steps"),
    ]


class ChoiceSetViewSet(SnippetViewSet):
    """Choice sets."""

    model = ChoiceSet
    icon = "list-ul"
    panels: ClassVar[Any] = [FieldPanel("name"), FieldPanel("options")]


class FormsGroup(SnippetViewSetGroup):
    """Building forms, on the menu."""

    items = (IntakeFormViewSet, FormSectionViewSet, ChoiceSetViewSet)
    menu_label = _("Form building")
    menu_name = "form-building"
    menu_icon = "form"
    menu_order = 55

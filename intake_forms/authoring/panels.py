"""The panel beside the editor: what is to be mended, each finding linked to its place."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from intake_forms.authoring import compiling, findings, known
from intake_forms.authoring.models import FormSection, IntakeForm


class FindingsPanel(Panel):
    """Lists the findings of the whole form as last saved, and hands editor.js what only the server knows."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one form or section."""

        template_name = "intake_forms/authoring/findings.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Findings and the editor's knowledge of the rest of the form."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            form, section = _whose(self.instance)
            document = compiling.data(form, draft=True) if form else None
            found = findings.find(document)[1] if document else []
            return context | {
                "form": form,
                "sections": compiling.sections(form, draft=True) if form and section is None else [],
                "errors": [finding for finding in found if finding.level == "error"],
                "warnings": [finding for finding in found if finding.level == "warning"],
                "editor": known.of_form(self.instance, document),
            }


class UsersPanel(Panel):
    """Lists the questions that use a choice set, and what is to be mended in it. Hands editor.js what it needs."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one choice set."""

        template_name = "intake_forms/authoring/users.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The questions, by form."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            used = findings.use(self.instance) if self.instance.pk else findings.Use([], [])
            return context | {"used": used, "editor": known.of_choice_set(self.instance)}


def _whose(instance: IntakeForm | FormSection) -> tuple[IntakeForm | None, str | None]:
    """The saved form that a snippet is or belongs to, and the section's key."""
    if isinstance(instance, FormSection):
        form = IntakeForm.objects.filter(pk=instance.form_id).first() if instance.form_id else None
        return form, instance.key or ""
    return (instance, None) if instance.pk else (None, None)

"""The panel beside the editor: what is to be mended, each finding linked to its place."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from intake_forms.authoring import compiling, findings, outline, recordings
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.text import SOURCE
from intake_forms.schema.comparing import COUNTED, LISTS, NO_VALUE
from intake_forms.schema.kinds import yes_no


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
                "editor": _editor(document.data if document else {}, section),
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
            return context | {"used": used, "editor": _editor({}, None)}


def _whose(instance: IntakeForm | FormSection) -> tuple[IntakeForm | None, str | None]:
    """The saved form that a snippet is or belongs to, and the section's key."""
    if isinstance(instance, FormSection):
        form = IntakeForm.objects.filter(pk=instance.form_id).first() if instance.form_id else None
        return form, instance.key or ""
    return (instance, None) if instance.pk else (None, None)


def _choice_sets() -> dict[str, Any]:
    """By number, as strings: the options of each set as last saved, and what a recording says of them in each language."""
    sets = [compiling.latest(each) for each in ChoiceSet.objects.select_related("latest_revision")]
    texts = {each.pk: [{n: one.value[n] for n in ("label", "hint")} for one in each.options] for each in sets}
    return {
        "choiceSets": {
            str(each.pk): [{"value": one.value["value"], "label": str(one.value["label"])} for one in each.options]
            for each in sets
        },
        "choiceSetTexts": {
            str(pk): {code: recordings.spoken({"options": found}, code) for code, _name in settings.LANGUAGES}
            for pk, found in texts.items()
        },
    }


def _editor(data: dict[str, Any], section: str | None) -> dict[str, Any]:
    return {
        "earlier": outline.earlier(data, section),
        "inSections": outline.questions({"sections": data.get("sections", ())}) if section is None else [],
        "readers": outline.readers(data, section),
        "takes": outline.takes(),
        "named": list(data.get("conditions") or {}),
        "ruleSets": [
            {"value": each.get("key", ""), "label": outline.said(each.get("label"))}
            for each in data.get("rule_sets", ())
        ],
        **_choice_sets(),
        "spoken": recordings.SPOKEN,
        "yesNo": [{"value": v, "label": outline.said(yes_no.words(v))} for v in ("yes", "no", "not_sure")],
        "unary": NO_VALUE,
        "lists": LISTS,
        "counted": COUNTED,
        "source": SOURCE,
        "languages": {code: str(_(str(name))) for code, name in settings.LANGUAGES},
        "strings": {
            "shownIf": _("Shown if"),
            "always": _("Always"),
            "and": _("and"),
            "or": _("or"),
            "named": _("Named conditions"),
            "onePerLine": _("One value on each line"),
            "form": _("The form"),
            "ruleSet": _("Rule set"),
            "usedBy": _("Read by:"),
            "stale": _("%s has changed since this was translated."),
            "recorded": _("The text has changed since this was recorded."),
            "stillRight": _("Still right"),
        },
    }

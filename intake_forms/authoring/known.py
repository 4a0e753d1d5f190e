"""What the scripts on an editor's page must know of the rest of the form, and of how things are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from intake_forms.authoring import compiling, outline, places, recordings, text, translating
from intake_forms.authoring.blocks import LEADS, NAMED
from intake_forms.authoring.compiling import Document
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.places import Words
from intake_forms.authoring.uses import uses
from intake_forms.schema.comparing import ALIKE, COUNTED, LISTS, NO_VALUE
from intake_forms.schema.kinds import yes_no

Json = dict[str, Any]


def of_form(snippet: IntakeForm | FormSection, found: Document | None) -> Json:
    """What the page of a form or a section must know; ``found``: the form as last saved, None before there is one."""
    data: Json = found.data if found else {}
    section = (snippet.key or "") if isinstance(snippet, FormSection) else None
    rules = [
        {"value": each.get("key", ""), "label": outline.said(each.get("label"))} for each in data.get("rule_sets", ())
    ]
    return {
        **_everywhere(),
        "earlier": outline.earlier(data, section),
        "inSections": outline.questions({"sections": data.get("sections", ())}) if section is None else [],
        "named": _named(data),
        "ruleSets": rules,
        "uses": uses(found, outline.keys(data, section)) if found else {},
        "before": _before(snippet, found),
        **(_carrying(snippet, data) if isinstance(snippet, IntakeForm) else {}),
    }


def of_choice_set(snippet: ChoiceSet) -> Json:
    """What the page of a choice set must know."""
    found = compiling.choices(snippet) if snippet.pk else None
    return {**_everywhere(), "before": _before(snippet, found)}


def _named(data: Mapping[str, Any]) -> list[Json]:
    """The named conditions, each as the sentence that it says."""
    words = Words(data)
    return [{"key": f"{NAMED}{name}", "label": words.named(name)} for name in data.get("conditions") or {}]


def _before(snippet: Any, found: Document | None) -> dict[str, str]:
    """Mark -> source text that a stale translation on the page was made from."""
    if found is None:
        return {}
    marks = {
        found.places.texts[path][1].get(f"{code}_of") or ""
        for path, code in found.places.stale
        if found.places[path].snippet == snippet
    }
    return translating.earlier(snippet, marks)


def _carrying(form: IntakeForm, data: Mapping[str, Any]) -> Json:
    """What answers can be taken over from and into: the other forms with their questions, and this one's."""
    others = IntakeForm.objects.exclude(pk=form.pk).select_related("latest_revision")
    return {
        "forms": [
            {
                "value": each.key,
                "label": each.name,
                "questions": outline.carried(compiling.data(each, draft=True).data),
            }
            for each in others
        ],
        "ours": outline.carried({"sections": data.get("sections", ())}),
    }


def _choice_sets() -> Json:
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


def _everywhere() -> Json:
    return {
        **_choice_sets(),
        "earlier": [],
        "inSections": [],
        "named": [],
        "ruleSets": [],
        "uses": {},
        "takes": outline.takes(),
        "alike": ALIKE,
        "spoken": recordings.SPOKEN,
        "yesNo": [{"value": v, "label": outline.said(yes_no.words(v))} for v in ("yes", "no", "not_sure")],
        "unary": NO_VALUE,
        "lists": LISTS,
        "counted": COUNTED,
        "source": text.SOURCE,
        "languages": {code: str(_(str(name))) for code, name in settings.LANGUAGES},
        "leads": {name: [str(said) for said in lead] for name, lead in LEADS.items()},
        "strings": _strings(),
    }


def _strings() -> Json:
    return {
        "and": _("and"),
        "or": _("or"),
        "named": _("Named conditions"),
        "onePerLine": _("One value on each line"),
        "form": _("The form"),
        "ruleSet": _("Rule set"),
        "usedBy": _("Used by (%s)"),
        "nothing": _("There is nothing to choose from yet."),
        "today": _("today"),
        "onDay": _("a date"),
        "date": _("Date"),
        "days": _("Days"),
        "before": places.days_before(),
        "after": places.days_after(),
        "years": places.in_years(),
        "daysBefore": _("days before today"),
        "daysAfter": _("days after today"),
        "stale": _("%s has changed since this was translated."),
        "changed": _("What changed:"),
        "recorded": _("The text has changed since this was recorded."),
        "stillRight": _("Still right"),
    }

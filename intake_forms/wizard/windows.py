"""The same page in two windows: what was saved in the other beside what stands on this one, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import QueryDict

from intake_forms.records.queries import StepAnswers
from intake_forms.schema.items import Question, input_name
from intake_forms.wizard.forms import Paper, StepForm
from intake_forms.wizard.kinds import slot


@dataclass(frozen=True)
class Difference:
    """One question answered otherwise in the other window; "" where it was left open."""

    label: str
    there: str
    here: str


def differences(form: StepForm, there: StepAnswers | None, here: StepAnswers) -> list[Difference]:
    """The questions of a page whose answers differ, in its order. ``there``: what the other window saved, None for nothing.

    Those that only one of the two pages showed are among them.
    """
    questions = form.group.questions if form.group else form.step.questions
    nothing, here, language = _shown(form, there), _shown(form, here), form.language
    found = [
        Difference(each.label[language], _words(each, nothing, language), _words(each, here, language))
        for each in questions
    ]
    found += [Difference(each.label, _said(each, nothing), _said(each, here)) for each in form.papers]
    return [each for each in found if each.there != each.here]


def _shown(form: StepForm, there: StepAnswers | None) -> StepAnswers:
    """What a window showed of what it saved: the rest stood there before, and what it asked once is asked no more."""
    if there is None:
        return StepAnswers({}, {}, complete=False)
    inside = form.route.inside(form.group, form.before, there.values) if form.group else form.items
    shown = {item.key for item in inside}
    typed = {name: texts for name, texts in there.typed.items() if name.split(".")[0] in shown}
    return StepAnswers(typed, {key: value for key, value in there.values.items() if key.split(".")[0] in shown}, True)


def with_unasked(data: QueryDict, step: str, stood: StepAnswers, keys: Collection[str]) -> QueryDict:
    """What a page brings, and with it what stands there of these questions and papers, which it did not ask."""
    found = data.copy()
    for name, texts in stood.typed.items():
        if name.split(".")[0] in keys and f"{step}-{name}" not in data:
            found.setlist(f"{step}-{name}", texts)
    return found


def _words(question: Question, answers: StepAnswers, language: str) -> str:
    """An answer as its family reads it; as it was typed where it could not be understood."""
    value = answers.values.get(question.key)
    if value not in (None, "", []):
        return question.display(value, language)
    typed = (text for part in question.parts for text in answers.typed.get(input_name(question.key, part), ()))
    return " ".join(text for text in typed if text)


def _said(paper: Paper, answers: StepAnswers) -> str:
    value = answers.values.get(paper.name) or {}
    words = [slot.SAID.get(value.get("said", "")), slot.REASONS.get(value.get("reason", ""))]
    return ": ".join(str(word) for word in words if word)

"""The check-answers page: everything said so far, each with its way back."""

from __future__ import annotations

from dataclasses import dataclass

from intake_forms.records import queries
from intake_forms.records.models import Draft
from intake_forms.schema.document import Section
from intake_forms.schema.items import Question
from intake_forms.schema.path import Route
from intake_forms.wizard import papers


@dataclass(frozen=True)
class Said:
    """One answer: the question's label, the answer (None: not answered) or the number of files, and its step."""

    step: str
    control: str
    label: dict[str, str]
    answer: str | None
    files: int | None = None


@dataclass(frozen=True)
class Part:
    """A section with its answers; ``section`` is None for the gate's."""

    section: Section | None
    answers: list[Said]


def parts(draft: Draft, route: Route, language: str) -> tuple[list[Part], str | None]:
    """Everything said, section by section, and the first step that still misses something (None: ready to send)."""
    saved = queries.all_answers(draft)
    walk = route.walk(queries.facts(draft))
    sheets = papers.sheets(draft.case)
    found: list[Part] = []
    missing = next((step for step in walk.steps if step not in saved or not saved[step].complete), None)
    for key in walk.steps:
        section = route.form.section_of.get(key)
        if not found or found[-1].section is not section:
            found.append(Part(section, []))
        values = saved[key].values if key in saved else {}
        items = route.items(route.form.step_by_key[key], walk.before[key])
        for item in items:
            if isinstance(item, Question):
                answer = item.display(values[item.key], language) if item.key in values else None
                found[-1].answers.append(Said(key, f"id_{key}-{item.key}", item.label, answer))
        for slot in papers.slots(items):
            files = len(sheets.get(slot.key, ()))
            found[-1].answers.append(Said(key, f"id_{key}-{slot.key}", slot.label, None, files))
    return found, missing

"""The check-answers page: everything said so far, each with its way back."""

from __future__ import annotations

from intake_forms.records import queries
from intake_forms.records.models import Draft
from intake_forms.schema import answers
from intake_forms.schema.answers import Chapter
from intake_forms.schema.path import Route


def chapters(draft: Draft, route: Route, language: str) -> tuple[list[Chapter], str | None]:
    """Everything said, section by section, and the first step that still misses something (None: ready to send)."""
    saved, facts = queries.all_answers(draft), queries.facts(draft)
    missing = next((step for step in route.walk(facts).steps if step not in saved or not saved[step].complete), None)
    values = {step: given.values for step, given in saved.items()}
    papers = queries.papers_by_key(draft.case)
    return answers.chapters(route, values, language, outer=facts, papers=papers), missing

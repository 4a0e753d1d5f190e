"""What is not sent yet, as staff read it while its sponsor lets them: the answers as they stand, no file, nothing to press."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intake_forms.records import helping, queries
from intake_forms.records.models import Case, Draft
from intake_forms.records.queries import StepAnswers
from intake_forms.schema import answers, languages
from intake_forms.schema.answers import Answer
from intake_forms.staff import case_forms, kinds


@dataclass(frozen=True)
class Line:
    """One question: what was answered, else what was typed and cannot be read as an answer."""

    answer: Answer
    typed: str


@dataclass(frozen=True)
class Block:
    """Lines under one heading, "" for none."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Unsent:
    """One form that is not sent: its chapters as (title, blocks)."""

    title: str
    chapters: list[tuple[str, list[Block]]]


def shown(case: Case, language: str) -> list[Unsent]:
    """Every form that staff may read now, in their language (the form's first where it lacks that); none without leave.

    Raises tink.TinkError for answers that are not what was stored, sealing.Shredded when the case's key is gone.
    """
    return [_unsent(draft, language) for draft in helping.unsent(case)] if helping.until(case) else []


def _unsent(draft: Draft, language: str) -> Unsent:
    route, saved = queries.route(draft.version), queries.all_answers(draft)
    language = languages.best(language, route.form.languages)
    found = answers.chapters(
        route,
        {step: each.values for step, each in saved.items()},
        language,
        outer=queries.facts(draft),
        papers=queries.papers_by_key(draft.case),
        display=kinds.display,
    )
    chapters = [
        (chapter.title, [Block(block.title, list(_lines(block, saved, language))) for block in chapter.blocks])
        for chapter in found
    ]
    return Unsent(case_forms.title(draft.version), chapters)


def _lines(block: answers.Block, saved: dict[str, StepAnswers], language: str) -> Iterator[Line]:
    for answer in block.answers:
        # On the pages of people nothing half typed is looked at: only the page itself shows it.
        typed = saved[answer.step].typed if answer.step in saved and not block.entry else {}
        yield Line(
            answer, "" if answer.text or answer.need else answers.as_typed(answer.item, typed, language, kinds.display)
        )

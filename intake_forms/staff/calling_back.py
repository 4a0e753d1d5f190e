"""The telephone number that a family gave, for calling it back when it lost its words: that number and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import tink
from django.utils.translation import get_language

from intake_forms.privacy.sealing import Shredded
from intake_forms.records import helping, queries
from intake_forms.records.models import Case, Draft
from intake_forms.schema import answers, languages
from intake_forms.schema.answers import Answer, Chapter
from intake_forms.schema.kinds.phone import Phone
from intake_forms.staff import folder, kinds

#: The question of the shipped form that says what may be said on an answering machine.
_MESSAGE = "safe_message"


@dataclass(frozen=True)
class Number:
    """Where to call, and what may be said there. ``unsent``: from a form that the family has not sent."""

    answers: list[Answer]
    unsent: bool


def number(case: Case) -> Number | None:
    """The family's own number: as it was sent, else as it stands in a form not sent yet; None where it gave none.

    Of what is not sent staff read this alone, and only to call back: who has lost the words cannot let them see more.
    """
    language = (get_language() or "en").split("-")[0]
    try:
        if sent := _own([chapter for each in folder.folders(case, language) for chapter in each.chapters]):
            return Number(sent, unsent=False)
        if typed := _own([chapter for draft in helping.unsent(case) for chapter in _chapters(draft, language)]):
            return Number(typed, unsent=True)
    except (tink.TinkError, Shredded, ValueError):
        pass
    return None


def _chapters(draft: Draft, language: str) -> Iterator[Chapter]:
    route = queries.route(draft.version)
    saved = {step: each.values for step, each in queries.all_answers(draft).items()}
    yield from answers.chapters(
        route,
        saved,
        languages.best(language, route.form.languages),
        outer=queries.facts(draft),
        display=kinds.display,
    )


def _own(chapters: list[Chapter]) -> list[Answer]:
    """The number of whoever fills in the form, not that of a case manager, and the answer about messages."""
    said = [answer for chapter in chapters for block in chapter.blocks for answer in block.answers if answer.text]
    phones = [answer for answer in said if isinstance(answer.item, Phone)]
    own = [answer for answer in phones if isinstance(answer.item, Phone) and answer.item.autocomplete == "tel"]
    if not phones:
        return []
    return [*(own or phones), *(answer for answer in said if answer.item.key == _MESSAGE)]

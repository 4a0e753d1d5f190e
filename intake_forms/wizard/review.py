"""The check-answers page: everything said so far, each with its way back, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from intake_forms.records import queries
from intake_forms.records.models import Draft
from intake_forms.schema import answers
from intake_forms.schema.answers import Chapter
from intake_forms.schema.conditions import Answers
from intake_forms.schema.gaps import Gap, gaps
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.path import ID, Route
from intake_forms.wizard import groups
from intake_forms.wizard.fields import MESSAGES

#: Answers that one looks through without links.
_SHORT = 15


@dataclass(frozen=True)
class Missing:
    """Something that is missing: what to do about it, and the address of the page where it is done."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Review:
    """Everything said, section by section, and what is still missing: nothing when the form can be sent."""

    chapters: Sequence[Chapter]
    missing: Sequence[Missing]

    @property
    def long(self) -> bool:
        """Whether there is so much of it that links lead to its sections."""
        lines = sum(len(block.answers) for chapter in self.chapters for block in chapter.blocks)
        return len(self.chapters) > 2 and lines > _SHORT


def review(draft: Draft, route: Route, language: str) -> Review:
    """What the check page shows of a draft."""
    saved, facts = queries.all_answers(draft), queries.facts(draft)
    values = {step: given.values for step, given in saved.items()}
    found = gaps(route, facts, values, {step: given.complete for step, given in saved.items()})
    papers = queries.papers_by_key(draft.case)
    chapters = answers.chapters(route, values, language, outer=facts, papers=papers)
    return Review(chapters, [Missing(_sentence(route, gap, facts, language), _url(route, gap)) for gap in found])


def _sentence(route: Route, gap: Gap, facts: Answers, language: str) -> str:
    step, item = route.form.step_by_key[gap.step], gap.item
    if item is None:
        return step.title[language]
    if isinstance(item, Group) and gap.entry is None:
        return f"{item.label[language]}: {groups.wrong_number(item, len(facts.get(item.key, ())))}"
    name = groups.name_of(route.form.groups[gap.step], gap.entry[ID], facts, language) if gap.entry else ""
    if isinstance(item, Group):
        return groups.unfinished(name)
    asked = {"label": item.label[language]}
    sentence = item.missing[language] if item.missing else str(MESSAGES["required"] % asked)
    return f"{name}: {sentence}" if name else sentence


def _url(route: Route, gap: Gap) -> str:
    at = {"form": route.form.key, "step": gap.step, **({"item": gap.entry[ID]} if gap.entry else {})}
    anchor = f"#id_{gap.step}-{gap.item.key}" if isinstance(gap.item, Question) else ""
    return f"{reverse('intake_forms:item' if gap.entry else 'intake_forms:step', kwargs=at)}?check{anchor}"

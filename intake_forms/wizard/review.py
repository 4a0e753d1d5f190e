"""The check-answers page: everything said so far, each with its way back, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from intake_forms.records import queries
from intake_forms.records.models import Draft
from intake_forms.records.queries import StepAnswers
from intake_forms.records.uploads import Upload
from intake_forms.schema import answers
from intake_forms.schema.answers import Chapter
from intake_forms.schema.conditions import Answers
from intake_forms.schema.gaps import Gap, gaps
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import ID, Route
from intake_forms.schema.slots import PaperKey, slots
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
    #: The papers of which nothing was said and nothing was sent: sending does not wait for them.
    unsaid: Sequence[Missing] = ()
    #: The names of the papers that we have and nobody asks for any more: their files are deleted with the sending.
    unneeded: Sequence[str] = ()

    @property
    def long(self) -> bool:
        """Whether there is so much of it that links lead to its sections."""
        lines = sum(len(block.answers) for chapter in self.chapters for block in chapter.blocks)
        return len(self.chapters) > 2 and lines > _SHORT


def review(draft: Draft, route: Route, language: str, withheld: Collection[str] = ()) -> Review:
    """What the check page shows of a draft; nothing of the steps that are ``withheld`` from who is here."""
    saved, facts = queries.all_answers(draft), queries.facts(draft)
    values = {step: given.values for step, given in saved.items()}
    complete = {step: given.complete for step, given in saved.items()}
    found = [gap for gap in gaps(route, facts, values, complete) if gap.step not in withheld]
    papers = queries.papers_by_key(draft.case)
    chapters = answers.chapters(route, values, language, outer=facts, papers=papers)
    chapters = [shown for chapter in chapters if (shown := _without(chapter, withheld)).blocks]
    told = [_missing(route, gap, saved, facts, language) for gap in found]
    gone = _unneeded(draft, route, {key: value for given in values.values() for key, value in given.items()}, papers)
    names = [_paper(route, key, facts, language) for key in gone if gone[key] not in withheld]
    return Review(chapters, list(dict.fromkeys(told)), list(_unsaid(route, chapters)), names)


def _unneeded(
    draft: Draft, route: Route, said: Answers, papers: Mapping[PaperKey, list[Upload]]
) -> dict[PaperKey, str]:
    """The papers whose files go with the sending, and the step that each was sent on."""
    if not papers:
        return {}
    asked = {need.key for need in slots(route, {**said, **queries.facts(draft)}, papers)}
    home = {item.key: step.key for step in route.form.steps for item in step.items}
    gone = queries.unasked(draft=draft, files=papers, asked=asked)
    return {key: home[key[0]] for key in gone if key[0] in home}


def _paper(route: Route, key: PaperKey, facts: Answers, language: str) -> str:
    slot = route.form.item_by_key[key[0]]
    assert isinstance(slot, Slot)
    group = route.form.item_by_key.get(slot.per or "")
    # Of somebody on a list that is not asked for any more the name is not at hand.
    if isinstance(group, Group) and any(each[ID] == key[1] for each in facts.get(group.key, ())):
        return f"{slot.label[language]}: {groups.name_of(group, key[1], facts, language)}"
    return slot.label[language]


def _unsaid(route: Route, chapters: Sequence[Chapter]) -> Iterator[Missing]:
    papers = [each for chapter in chapters for block in chapter.blocks for each in block.answers if each.need]
    for each in papers:
        if each.need and each.need.state == "needed" and not each.need.slot.optional:
            at = reverse("intake_forms:step", kwargs={"form": route.form.key, "step": each.step})
            yield Missing(each.label, f"{at}?change#id_{each.step}-{each.need.name}")


def _without(chapter: Chapter, steps: Collection[str]) -> Chapter:
    kept = [
        replace(block, answers=[each for each in block.answers if each.step not in steps]) for block in chapter.blocks
    ]
    return replace(chapter, blocks=[block for block in kept if block.answers])


def _missing(route: Route, gap: Gap, saved: Mapping[str, StepAnswers], facts: Answers, language: str) -> Missing:
    if not _carried(route, gap, saved, facts):
        return Missing(_sentence(route, gap, facts, language), _url(route, gap))
    if gap.entry:
        name = groups.name_of(route.form.groups[gap.step], gap.entry[ID], facts, language)
        # Once for the person, not for each question.
        return Missing(
            _("Confirm what you told us of %(name)s in another form") % {"name": name},
            _url(route, replace(gap, item=None)),
        )
    about = gap.item or route.form.step_by_key[gap.step]
    label = (about.label if isinstance(about, (Question, Group)) else about.title)[language]
    return Missing(_("Confirm what you told us in another form: %(label)s") % {"label": label}, _url(route, gap))


def _carried(route: Route, gap: Gap, saved: Mapping[str, StepAnswers], facts: Answers) -> bool:
    """Whether what is missing stands there as another form of the case has it, and only was not confirmed here."""
    targets, given = {carry.target for carry in route.form.carries}, saved.get(gap.step)
    if given is None:
        return False
    if gap.entry:
        # Nothing is understood of it yet, and it has a name all the same.
        group, person = route.form.groups[gap.step], gap.entry[ID]
        named = any(each[ID] == person and set(group.naming) & set(each) for each in facts.get(group.key, ()))
        return group.key in targets and named and {ID: person} in given.values[group.key]
    if given.complete or given.values:
        return False
    typed = {name.split(".")[0] for name, texts in given.typed.items() if any(texts)} & targets
    return bool(typed) if gap.item is None else gap.item.key in typed


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

"""The answers of a form as people read them: chapter by chapter, for the sponsor's check page, the desk and print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intake_forms.schema.conditions import Answers
from intake_forms.schema.document import Section, Step
from intake_forms.schema.items import Invalid, Item, Question, Valued, input_name
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import ID, Route
from intake_forms.schema.slots import Need, PaperKey, needs

#: What an answer reads as: the item, its value, the language.
Display = Callable[[Valued, Any, str], str]


@dataclass(frozen=True)
class Answer:
    """What was answered to one item; ``text`` is None for nothing. Of a paper ``need`` tells the rest."""

    step: str
    item: Item
    label: str
    text: str | None
    need: Need | None = None

    @property
    def own_words(self) -> bool:
        """Whether ``text`` is in the words, and so in the language, of whoever answered."""
        return isinstance(self.item, Question) and self.item.own_words


@dataclass(frozen=True)
class Block:
    """Answers under one heading: of one item of a group (``entry`` is its id), or of none ("")."""

    title: str
    entry: str
    answers: list[Answer]


@dataclass(frozen=True)
class Chapter:
    """A section with its answers; ``section`` is None for the gate's."""

    section: Section | None
    title: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class _Reader:
    route: Route
    saved: Mapping[str, Mapping[str, Any]]
    language: str
    papers: Mapping[PaperKey, Sequence[Any]]
    staff: bool
    display: Display

    def blocks(self, step: Step, before: Answers) -> Iterator[Block]:
        given = self.saved.get(step.key, {})
        plain: list[Answer] = []
        for item in step.items if self.staff else self.route.items(step, before):
            if isinstance(item, Group):
                yield from self.group(step, item, before, given)
            elif isinstance(item, Slot):
                plain += self.slot(step, item, before, given)
            elif isinstance(item, Computed):
                plain += [self.answer(step, item, item.key, given, before)] if item.key in given else []
            elif isinstance(item, Question) and self.route.shows(item, before):
                plain.append(self.answer(step, item, item.key, given, before))
        if plain:
            yield Block("", "", plain)

    def answer(self, step: Step, item: Valued, name: str, given: Mapping[str, Any], known: Answers) -> Answer:
        value = given.get(item.key)
        text = self.display(item, value, self.language) if self.route.answered(name, value, known) else None
        return Answer(step.key, item, item.label[self.language], text)

    def slot(self, step: Step, slot: Slot, before: Answers, given: Mapping[str, Any]) -> Iterator[Answer]:
        for need in needs(self.route, step.key, slot, before, given, self.papers):
            label, name = slot.label[self.language], self.name(slot.per, need.person)
            yield Answer(step.key, slot, f"{label}: {name}" if name else label, None, need)

    def name(self, per: str | None, person: Mapping[str, Any] | None) -> str:
        group = self.route.form.item_by_key.get(per or "")
        return group.name(person, self.language) if person and isinstance(group, Group) else ""

    def group(self, step: Step, group: Group, before: Answers, given: Mapping[str, Any]) -> Iterator[Block]:
        entries = given.get(group.key) or []
        count = Answer(step.key, group, group.label[self.language], str(len(entries)) if entries else None)
        yield Block("", "", [count])
        for number, entry in enumerate(entries, start=1):
            title = group.name(entry, self.language) or f"{group.singular[self.language]} {number}"
            shown, known = self.route.look_inside(group, before, entry)
            asked = [(item, f"{group.key}.{item.key}") for item in shown if isinstance(item, Question)]
            yield Block(title, entry[ID], [self.answer(step, item, name, entry, known) for item, name in asked])


def _as_sponsors_read(item: Valued, value: Any, language: str) -> str:
    return item.display(value, language)


def as_typed(item: Item, typed: Mapping[str, Sequence[str]], language: str, display: Display | None = None) -> str:
    """What stands in the inputs of a question: as an answer reads where it can be read, else string by string; "" for nothing."""
    if not isinstance(item, Question):
        return ""
    raw = {part: list(typed[name]) for part in item.parts if (name := input_name(item.key, part)) in typed}
    try:
        value = item.clean(raw)
        return "" if value in (None, "", (), []) else (display or _as_sponsors_read)(item, value, language)
    except Invalid:
        return ", ".join(text for texts in raw.values() for text in texts if text)


def chapters(
    route: Route,
    saved: Mapping[str, Mapping[str, Any]],
    language: str,
    *,
    outer: Answers | None = None,
    papers: Mapping[PaperKey, Sequence[Any]] | None = None,
    staff: bool = False,
    display: Display | None = None,
) -> list[Chapter]:
    """Everything on the way of somebody who saved this (step -> key -> value), answered or not.

    ``outer``: rule set and date. ``papers``: files by ``Need.key``. ``staff`` see computed values too. ``display``: in
    whose words, where not as the sponsor reads it.
    """
    facts = {**(outer or {}), **{key: value for given in saved.values() for key, value in given.items()}}
    walk = route.walk(facts)
    reader = _Reader(route, saved, language, papers or {}, staff, display or _as_sponsors_read)
    found: list[Chapter] = []
    for key in walk.steps:
        step, section = route.form.step_by_key[key], route.form.section_of.get(key)
        if not found or found[-1].section is not section:
            found.append(Chapter(section, (section or step).title[language]))
        found[-1].blocks.extend(reader.blocks(step, walk.before[key]))
    return [chapter for chapter in found if chapter.blocks]

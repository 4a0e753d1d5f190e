"""Which papers this family needs, and how far each is: one pure function over plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from intake_forms.schema.conditions import Answers
from intake_forms.schema.document import Form, RuleSet
from intake_forms.schema.items import Fact, Row
from intake_forms.schema.kinds.choices import Choices
from intake_forms.schema.kinds.slot import Accepted, Slot
from intake_forms.schema.path import ID, Entry, Route, paper_name

#: ``received``: we have a file, whatever was said. Else what the person said, ``needed`` before that.
SlotState = Literal["needed", "received", "now", "will_bring", "cannot_get", "not_applicable"]
#: A paper of a family: the slot's key, and the id of the person it hangs on ("" for none).
PaperKey = tuple[str, str]


def side(slot: Slot, number: int, content_type: str) -> Literal["front", "back", ""]:
    """The side of a card that the file with that number shows, from 1; "" for a document, for more photos, for another paper."""
    if slot.sides < 2 or not content_type.startswith("image/"):
        return ""
    return "front" if number == 1 else "back" if number == 2 else ""


@dataclass(frozen=True)
class Need:
    """One paper of one family: what it is, whose, the step that asks for it, what does, how far it is, and what says so."""

    slot: Slot
    step: str
    person: Entry | None
    state: SlotState
    reason: str
    accepts: tuple[Accepted, ...]
    papers: tuple[Any, ...]
    fact: Fact | RuleSet | None = None

    @property
    def key(self) -> PaperKey:
        """What files for it are kept under."""
        return paper_key(self.slot, self.person)

    @property
    def name(self) -> str:
        """What answers about it are kept under."""
        return paper_name(self.slot, self.person)


def paper_key(slot: Slot, person: Entry | None) -> PaperKey:
    """What the files of a slot, for this person, are kept under."""
    return slot.key, str(person[ID]) if person else ""


def slots(route: Route, answers: Answers, papers: Mapping[PaperKey, Sequence[Any]]) -> list[Need]:
    """The papers to ask for, in the order of the form, person by person.

    ``answers``: facts, and what was said of papers by ``Need.name``. ``papers``: the files received by ``Need.key``,
    oldest first (any objects).
    """
    walk = route.walk(answers)
    return [
        need
        for step in walk.steps
        for item in route.form.step_by_key[step].items
        if isinstance(item, Slot)
        for need in needs(route, step, item, walk.before[step], answers, papers)
    ]


def needs(
    route: Route, step: str, slot: Slot, before: Answers, said: Answers, papers: Mapping[PaperKey, Sequence[Any]]
) -> list[Need]:
    """What one slot comes to, for each person it is asked for; ``before``: what counts before its step."""
    found = []
    for person in route.people(slot, before):
        word: Mapping[str, Any] = said.get(paper_name(slot, person)) or {}
        sent = tuple(papers.get(paper_key(slot, person), ()))
        state: SlotState = "received" if sent else word.get("said", "needed")
        accepts = tuple(route.accepted(slot, person, before))
        found.append(Need(slot, step, person, state, word.get("reason", ""), accepts, sent, route.fact(slot, before)))
    return found


def papers_chosen_for(form: Form, permission: str) -> str | None:
    """The key of the question in which somebody says which papers a permission is about; None for one about no papers.

    Its step is only there for an answer to the permission, and what it offers are papers of the form.
    """
    for step in form.steps:
        rows = step.show_if.rows if step.show_if else ()
        if any(isinstance(row, Row) and row.source == permission for row in rows):
            for item in step.items:
                offered = (
                    [form.item_by_key.get(each.value) for each in item.options] if isinstance(item, Choices) else []
                )
                if offered and all(isinstance(each, Slot) for each in offered):
                    return item.key
    return None

"""The people of a repeating group as its list shows them, and what is wrong with the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake_forms.schema import gaps
from intake_forms.schema.conditions import Answers
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.path import ID, Route


@dataclass(frozen=True)
class Person:
    """One item: its id, what it goes by, and whether everything that must be answered is."""

    id: str
    name: str
    complete: bool


@dataclass(frozen=True)
class People:
    """The items of a group, in the order they were added; ``problems`` as (id of the control, sentence)."""

    group: Group
    persons: Sequence[Person]
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether there is no room for one more."""
        return len(self.persons) >= self.group.max

    @property
    def straight(self) -> UUID | None:
        """Whom to ask at once, in place of a list that has nothing to show: there must be somebody, and nobody is complete."""
        if not self.group.min or len(self.persons) > 1 or any(person.complete for person in self.persons):
            return None
        return UUID(self.persons[0].id) if self.persons else uuid4()

    def alone(self, item: UUID | None) -> bool:
        """Whether an item is the only one of a group that needs no more: nothing else is on its list."""
        return self.group.min == 1 and all(person.id == str(item) for person in self.persons)


def people(route: Route, group: Group, before: Answers, facts: Answers, language: str) -> People:
    """The items of a group, from the draft's facts; ``before``: what is known before its step."""
    persons = [
        Person(entry[ID], name_of(group, entry[ID], facts, language), gaps.finished(route, group, before, entry))
        for entry in facts.get(group.key, ())
    ]
    return People(group, persons, list(_problems(group, persons)))


def name_of(group: Group, item: str, facts: Answers, language: str) -> str:
    """What an item goes by: its name, else what it is with its number in the list."""
    entries = facts.get(group.key, ())
    number, entry = next((place, each) for place, each in enumerate(entries, start=1) if each[ID] == item)
    return group.name(entry, language) or f"{group.singular[language]} {number}".capitalize()


def unfinished(name: str) -> str:
    """What to say of an item that lacks answers."""
    return _("Answer what is missing for %(name)s.") % {"name": name}


def _problems(group: Group, persons: Sequence[Person]) -> list[tuple[str, str]]:
    found = [(f"change-{person.id}", unfinished(person.name)) for person in persons if not person.complete]
    if sentence := wrong_number(group, len(persons)):
        found.append(("add" if len(persons) < group.min else "people", sentence))
    return found


def wrong_number(group: Group, count: int) -> str:
    """What to say when a group has too few or too many, "" when it has neither."""
    if count < group.min:
        return ngettext("Add at least %(count)s.", "Add at least %(count)s.", group.min) % {"count": group.min}
    return too_many(group) if count > group.max else ""


def too_many(group: Group) -> str:
    """What to say when there is no room for one more."""
    return _("You can add %(max)s. Remove one to add another.") % {"max": group.max}

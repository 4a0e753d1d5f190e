"""The parts of a form as its task list shows them: how far each section is, which can be begun, where to go on.

A part waits while a condition in it reads an answer of another part that is not done; only then does the order matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from intake_forms.schema.conditional import conditions_on
from intake_forms.schema.conditions import Answers, may_hold, rows_of
from intake_forms.schema.document import Form, Section, Step
from intake_forms.schema.gaps import only_papers, undone
from intake_forms.schema.items import Item, Question
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import Route, Walk

#: ``done``: nothing is missing. ``begun``: something is. ``open``: nobody was there. ``waiting``: cannot be begun yet.
State = Literal["done", "begun", "open", "waiting"]


@dataclass(frozen=True)
class Part:
    """A section, or the gate (``section`` is None).

    Of a form that a family begins itself the gate is on the list only while something is missing in it: it came that way.
    """

    section: Section | None
    #: In every language.
    title: Mapping[str, str]
    state: State
    #: Those on this family's way so far.
    steps: tuple[str, ...]
    #: The step to open: the first with something missing, else the first. "" while it waits.
    first: str
    #: The titles of the parts that it waits for.
    waits_for: tuple[Mapping[str, str], ...] = ()
    #: Whether what is missing is only for whose form it is, while somebody else fills it in.
    theirs: bool = False
    #: Whether sending waits for it: not where all that is missing in it is what was said of papers.
    needed: bool = True


@dataclass(frozen=True)
class Parts:
    """Every part of a form for one family, in the form's order; ``onward`` is where to go on, None when all are done."""

    listed: tuple[Part, ...]
    onward: str | None

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(part.state == "done" for part in self.listed)

    @property
    def missing(self) -> list[Part]:
        """Those that sending waits for."""
        return [part for part in self.listed if part.state != "done" and part.needed]


def parts(route: Route, facts: Answers, saved: Mapping[str, bool], withheld: Collection[str] = ()) -> Parts:
    """How far a family is with these facts.

    ``saved``: of each step that was ever saved whether it was complete, the one saved last at the end. ``withheld``: the
    steps that are not for who is here.
    """
    walk, open_steps = route.walk(facts), set(undone(route, facts, saved))
    not_done, listed = set[int](), []
    for number, (title, steps) in enumerate(_chapters(route.form)):
        mine = tuple(step.key for step in steps if step.key in walk.before)
        gaps = [key for key in mine if key in open_steps and key not in withheld]
        theirs = not gaps and not open_steps.isdisjoint(mine)
        waits = sorted(_reads(route)[number] & not_done)
        if not mine and not (waits and _may_come(route, steps, walk, not_done)):
            continue
        state: State = "done"
        if theirs:
            state = "waiting"
        elif gaps or not mine:
            not_done.add(number)
            state = "begun" if any(key in saved for key in mine) else "waiting" if waits else "open"
        if number == 0 and state == "done" and route.form.opened_by == "sponsor":
            continue
        first, names = (gaps or mine or [""])[0], tuple(_chapters(route.form)[each][0] for each in waits)
        section = route.form.sections[number - 1] if number else None
        waiting = state == "waiting"
        told = names if waiting and not theirs else ()
        unsaid = mine and all(only_papers(route, key, walk.before[key]) for key in open_steps.intersection(mine))
        listed.append(Part(section, title, state, mine, "" if waiting else first, told, theirs, needed=not unsaid))
    return Parts(tuple(listed), _onward(listed, ["", *saved][-1]))


def place(route: Route, walk: Walk, step: str) -> tuple[int, int]:
    """Which step of its section one is on this way, and of how many; 0 while an answer can still bring others."""
    steps = route.form.section_of[step].steps
    behind = sum(each.key in walk.before and walk.places[each.key] < walk.places[step] for each in steps)
    off = [each for each in steps if each.key not in walk.before]
    may_grow = _may_come(route, off, walk, range(len(route.form.sections) + 1))
    return behind + 1, 0 if may_grow else max(behind + 1, len(steps) - len(off))


def _onward(listed: Sequence[Part], last: str) -> str | None:
    """Where somebody left off: the part saved last, when something is missing there, else the first to be begun.

    The gate comes before all: what it says is to be read first, and an answer brought from another form counts as saved.
    """
    able = [part for part in listed if part.state in ("begun", "open")]
    if able and able[0].section is None:
        return able[0].first
    return next((part.first for part in able if last in part.steps), able[0].first if able else None)


def _chapters(form: Form) -> list[tuple[Mapping[str, str], Sequence[Step]]]:
    """The gate and the sections: title and steps."""
    gate = form.gate.step
    return [(gate.title, (gate,)), *((section.title, section.steps) for section in form.sections)]


@lru_cache(maxsize=256)
def _homes(route: Route) -> dict[str, int]:
    """The chapter that each item stands in."""
    chapters = enumerate(_chapters(route.form))
    return {item.key: number for number, (_, steps) in chapters for step in steps for item in step.items}


@lru_cache(maxsize=256)
def _reads(route: Route) -> list[frozenset[int]]:
    """For each chapter the earlier ones that it waits for: whose answers it depends on, also by way of others.

    All of a form that staff open wait for its gate, which nobody came through.
    """
    homes, found = _homes(route), list[frozenset[int]]()
    for number, (_, steps) in enumerate(_chapters(route.form)):
        sources = {source for step in steps for source in _sources(step, route.form)}
        direct = {homes[source] for source in sources if homes.get(source, number) < number}
        direct |= {0} if number and route.form.opened_by == "staff" else set()
        found.append(frozenset(direct.union(*(found[each] for each in direct))))
    return found


def _sources(step: Step, form: Form) -> Iterator[str]:
    """The items whose answers decide what stands on a step."""
    conditions = [step.show_if, *(condition for item in step.items for condition in conditions_on(item))]
    for condition in conditions:
        yield from (row.source.split(".")[0] for row in rows_of(condition, form))
    for item in step.items:
        if isinstance(item, Slot) and item.per:
            yield item.per
        if isinstance(item, Computed):
            yield from (source.split(".")[0] for source in item.total)


def _may_come(route: Route, steps: Sequence[Step], walk: Walk, undone: Collection[int]) -> bool:
    """Whether a step that is not on the way can still come onto it, once the parts that are not done are.

    A question of theirs that has its answer already, from an invitation maybe, is known; a list can still become longer.
    """
    homes, named, items = _homes(route), route.form.conditions, route.form.item_by_key

    def unknown(source: str) -> bool:
        answered = source in walk.known and isinstance(items.get(source), Question)
        return homes.get(source.split(".")[0]) in undone and not answered

    def item_may_show(item: Item) -> bool:
        if isinstance(item, Computed):
            return False
        if isinstance(item, Slot) and item.per:
            return unknown(item.per) or bool(walk.known.get(item.per))
        return may_hold(item.show_if, named, walk.known, unknown)

    return any(
        may_hold(step.show_if, named, walk.known, unknown) and any(item_may_show(item) for item in step.items)
        for step in steps
    )

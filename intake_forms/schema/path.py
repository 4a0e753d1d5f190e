"""The way through a form: which steps and items somebody with these answers sees.

Answers to questions that are not on the way count as absent, so nothing hidden can steer what comes after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake_forms.schema.conditions import Answers, Test, compile_condition, rows_of
from intake_forms.schema.document import Exit, Form, Step
from intake_forms.schema.items import Condition, Item, Question


@dataclass(frozen=True)
class Walk:
    """One family's way: the visible steps in order, and the answers that count before each of them."""

    steps: tuple[str, ...]
    before: Mapping[str, Answers]

    def after(self, step: str) -> str | None:
        """The step after ``step``; None after the last. A step not on the way is followed by the first."""
        if step not in self.steps:
            return self.steps[0]
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None

    def ahead_of(self, step: str) -> str | None:
        """The step before ``step``, None before the first."""
        place = self.steps.index(step) if step in self.steps else 0
        return self.steps[place - 1] if place else None


class Route:
    """A form with its conditions compiled. Made once per document and process."""

    def __init__(self, form: Form) -> None:
        self.form = form
        named = form.conditions
        self._steps: list[tuple[Step, Test]] = [(step, compile_condition(step.show_if, named)) for step in form.steps]
        self._items: dict[str, Test] = {}
        self._options: dict[tuple[str, str], Test] = {}
        for step in form.steps:
            for item in step.items:
                self._items[item.key] = compile_condition(item.show_if, named)
                for option in getattr(item, "options", ()):
                    if option.show_if:
                        self._options[item.key, option.value] = compile_condition(option.show_if, named)
        self._exits = [(page, compile_condition(page.when, named)) for page in form.gate.exits]
        #: Keys of the questions that some condition reads: only their answers are kept ready as a draft's facts.
        self.sources: frozenset[str] = frozenset(row.source for c in _conditions(form) for row in rows_of(c, form))

    def exit(self, answers: Answers) -> Exit | None:
        """The exit page that the gate's answers lead to, None when they lead in."""
        return next((page for page, test in self._exits if test(answers)), None)

    def walk(self, facts: Answers) -> Walk:
        """The way of somebody with these facts (answers to ``sources``)."""
        counted: dict[str, Any] = {}
        steps: list[str] = []
        before: dict[str, Answers] = {}
        for step, test in self._steps:
            if not test(counted):
                continue
            steps.append(step.key)
            before[step.key] = dict(counted)
            for item in step.items:
                if item.key in self.sources and item.key in facts and self._items[item.key](before[step.key]):
                    counted[item.key] = facts[item.key]
        return Walk(tuple(steps), before)

    def items(self, step: Step, answers: Answers) -> list[Item]:
        """The items of a step that somebody with these answers (before the step) sees."""
        return [item for item in step.items if self._items[item.key](answers)]

    def options(self, item: Item, answers: Answers) -> frozenset[str]:
        """The values of an item's options that are offered."""
        return frozenset(
            option.value
            for option in getattr(item, "options", ())
            if (test := self._options.get((item.key, option.value))) is None or test(answers)
        )

    def visible(self, answers_by_step: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """What counts of all answers: step -> question -> value, hidden steps and items left out."""
        facts = {key: value for answers in answers_by_step.values() for key, value in answers.items()}
        walk = self.walk(facts)
        kept: dict[str, dict[str, Any]] = {}
        for key in walk.steps:
            given = answers_by_step.get(key, {})
            items = self.items(self.form.step_by_key[key], walk.before[key])
            kept[key] = {i.key: given[i.key] for i in items if isinstance(i, Question) and i.key in given}
        return kept


def _conditions(form: Form) -> list[Condition | None]:
    found: list[Condition | None] = [page.when for page in form.gate.exits]
    for step in form.steps:
        found.append(step.show_if)
        for item in step.items:
            found.append(item.show_if)
            found += [option.show_if for option in getattr(item, "options", ())]
    return found

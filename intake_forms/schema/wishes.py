"""Answers for which conditions hold: what to say so that a step, a question or an option can be seen."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from intake_forms.schema import days
from intake_forms.schema.conditions import comparison
from intake_forms.schema.document import Form
from intake_forms.schema.items import Condition, Item, NamedCondition, Question, Row
from intake_forms.schema.kinds.group import Group


class _Need(NamedTuple):
    """What an answer must be for one comparison, and answers that are near what it compares with."""

    fits: Callable[[Any], bool]
    near: tuple[Any, ...]


class Wishes:
    """Answers for as many conditions as go together, chosen one condition after the other.

    ``known``: what is answered otherwise, by the names that rows have. ``chosen``: what is to be answered instead; None: nothing.
    Of a group the number of its items is chosen, and of a question in one the answer of all of them.
    """

    def __init__(self, form: Form, known: Mapping[str, Any], today: datetime.date) -> None:
        self._form, self._known, self._today = form, known, today
        self._needs: dict[str, list[_Need]] = {}
        self.chosen: dict[str, Any] = {}

    def unmet(self, condition: Condition) -> list[int]:
        """Choose answers for which a condition holds. Returns its rows for which there are none beside what was chosen before."""
        left = []
        for number, row in enumerate(condition.rows):
            if not self._met(row):
                left.append(number)
            elif condition.match == "any":
                return []
        return left

    def _met(self, row: Row | NamedCondition) -> bool:
        if isinstance(row, NamedCondition):
            named = self._form.conditions.get(row.condition)
            # One that rests on another is a fault, which lint tells.
            return named is not None and all(isinstance(each, Row) for each in named.rows) and not self.unmet(named)
        needs = dict(self._needed(row))
        found = {source: self._answers(source, [*self._needs.get(source, ()), need]) for source, need in needs.items()}
        if not all(found.values()):
            return False
        for source, need in needs.items():
            self._needs.setdefault(source, []).append(need)
            self.chosen[source] = found[source][0]
        return True

    def _needed(self, row: Row) -> Iterator[tuple[str, _Need]]:
        """What a row needs: of an answer, and of how many there are in a group."""
        holds = comparison(row)
        if row.of == "fewer_than":
            yield row.source, _Need(lambda answer: not holds(answer, self._today), _near(row.value, self._today))
            return
        yield row.source, _Need(lambda answer: holds(answer, self._today), _near(row.value, self._today))
        if row.of:
            least = (row.times or 1) if row.of == "at_least" else 1
            yield row.source.partition(".")[0], _Need(lambda answer: (answer or 0) >= least, (least,))

    def _answers(self, source: str, needs: list[_Need]) -> list[Any]:
        """The likely answers that are all that is needed, the likeliest first."""
        item, known = self._item(source), self._known.get(source)
        near = [answer for need in needs for answer in need.near]
        rules = [each.key for each in self._form.rule_sets if source == "rule_set"]
        options = rules or [option.value for option in getattr(item, "options", ())]
        texts, several = [each for each in near if isinstance(each, str)], [each for each in options if each in near]
        likely = [known, *near, *options, *([each] for each in options), several, " ".join(texts)]
        able = [answer for answer in likely if answer == known or self._may_be(item, answer, options)]
        return [answer for answer in (*able, None) if all(need.fits(answer) for need in needs)]

    def _item(self, source: str) -> Item | None:
        outer, _dot, inner = source.partition(".")
        item = self._form.item_by_key.get(outer)
        inside = item.items if inner and isinstance(item, Group) else ()
        return next((each for each in inside if each.key == inner), None) if inner else item

    @staticmethod
    def _may_be(item: Item | None, answer: Any, options: list[str]) -> bool:
        """Whether it can be the answer at all."""
        if answer in ("", [], None):
            return False
        if isinstance(item, Group):
            return isinstance(answer, int) and item.min <= answer <= item.max
        if isinstance(item, Question):
            try:
                return bool(item.clean(item.posted(answer)) == answer)
            except Exception:  # noqa: BLE001
                # Of another sort than the question's answers are; a kind may take that as it likes.
                return False
        # Of a value that is worked out, and of the rule set.
        return answer in options if options else item is not None


def _near(value: Any, today: datetime.date) -> tuple[Any, ...]:
    """Answers that are what a comparison's value says, and a little more and less: texts, numbers, days, dates of birth."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, str):
        day = days.resolve(value, today)
        last = datetime.date.max.toordinal()
        near = [min(max(day.toordinal() + number, 1), last) for number in (-1, 1)] if day else []
        around = [datetime.date.fromordinal(each).isoformat() for each in near]
        # A telephone number is still one when its last digit is another.
        return (value, *around, f"{value}x", f"{value[:-1]}{'1' if value.endswith('0') else '0'}")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        numbers = [int(value) + number for number in (0, -1, 1)]
        born = [
            today.replace(year=min(max(1, today.year - number), 9999), day=min(today.day, 28)) for number in numbers
        ]
        return (*numbers, *(each.isoformat() for each in born))
    return ()

"""The ways through a form: a few families between whom every page is met, the conditional ones too.

What has to be answered for a page comes from the form's own conditions, so that a step added to one is walked with the others.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from intake_forms.schema import days
from intake_forms.schema.conditions import rows_of
from intake_forms.schema.document import Form, Step
from intake_forms.schema.items import Condition, Item, Question
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.wishes import Wishes


def asked(form: Form) -> set[str]:
    """The keys of the steps that have something to answer: every one of them must be met."""
    return {step.key for step in form.steps if any(isinstance(item, (Question, Slot, Group)) for item in step.items)}


def ways(form: Form) -> Iterator[dict[str, Any]]:
    """Answers, by question key and ``rule_set``, of one family after the other; samples are answered for all else.

    The first wishes for nothing. Each of the others is on as many of the further pages as go together; the last ones see
    what keeps the form from being sent.
    """
    yield {}
    left = [needed for step in form.steps if (needed := list(_needed(form, step)))]
    left += [[form.hold.when]] if form.hold else []
    while left:
        chosen, rest = Wishes(form, {}, days.today()), []
        for conditions in left:
            tried = copy.deepcopy(chosen)
            if any(tried.unmet(condition) for condition in conditions):
                rest.append(conditions)
            else:
                chosen = tried
        assert len(rest) < len(left), f"no answers lead to where this holds: {rest}"
        yield {name.rpartition(".")[2]: value for name, value in chosen.chosen.items() if _can_be_said(form, name)}
        left = rest


def _can_be_said(form: Form, name: str) -> bool:
    """Whether it is a question's, or the rule set that staff choose; of a group there is always somebody."""
    return "." in name or name == "rule_set" or isinstance(form.item_by_key.get(name), Question)


def _needed(form: Form, step: Step) -> Iterator[Condition]:
    """What must hold so that a step is on the way and has something to show, and that what this rests on is asked."""
    shown = [step.show_if, *([] if any(item.show_if is None for item in step.items) else [step.items[0].show_if])]
    homes = {item.key: each for each in form.steps for item in each.items}
    for condition in filter(None, shown):
        yield condition
        for row in rows_of(condition, form):
            outer, _dot, inner = row.source.partition(".")
            if outer in homes:
                source = _inside(form.item_by_key[outer], inner)
                yield from filter(None, [source.show_if])
                yield from _needed(form, homes[outer])


def _inside(item: Item, inner: str) -> Item:
    return next((each for each in item.items if each.key == inner), item) if isinstance(item, Group) else item

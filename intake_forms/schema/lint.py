"""What is wrong with a form that has the right shape: faults that would leave somebody stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from intake_forms.schema.conditions import FITTING
from intake_forms.schema.days import is_day
from intake_forms.schema.document import EXIT_PREFIX, RESERVED, Fault, Form, Step
from intake_forms.schema.items import Condition, Item, NamedCondition, Row

_LISTS = ("one_of", "not_one_of")
_NUMBERS = ("lt", "le", "gt", "ge", "older_than", "younger_than")
_DAYS = ("before", "after")
_NO_VALUE = ("answered", "not_answered")


def faults(form: Form) -> list[Fault]:
    """Every fault, in the order of the document; an empty list means that the form may be released."""
    return [*_keys(form), *_named(form), *_step_conditions(form), *_exits(form)]


def _places(form: Form) -> Iterator[tuple[str, Step]]:
    yield "gate.step", form.gate.step
    for s, section in enumerate(form.sections):
        for number, step in enumerate(section.steps):
            yield f"sections[{s}].steps[{number}]", step


def _keys(form: Form) -> Iterator[Fault]:
    steps, items = Counter(step.key for step in form.steps), Counter(i.key for step in form.steps for i in step.items)
    for path, step in _places(form):
        if steps[step.key] > 1:
            yield Fault(path=f"{path}.key", reason=f"the step key {step.key!r} stands twice")
        if step.key in RESERVED or step.key.startswith(EXIT_PREFIX):
            yield Fault(path=f"{path}.key", reason=f"the step key {step.key!r} is the wizard's own")
        for number, item in enumerate(step.items):
            if items[item.key] > 1:
                yield Fault(path=f"{path}.items[{number}].key", reason=f"the key {item.key!r} stands twice")


def _named(form: Form) -> Iterator[Fault]:
    for name, condition in form.conditions.items():
        for number, row in enumerate(condition.rows):
            if isinstance(row, NamedCondition):
                path = f"conditions.{name}.rows[{number}]"
                yield Fault(path=path, reason="a named condition cannot rest on another named condition")


def _step_conditions(form: Form) -> Iterator[Fault]:
    earlier: dict[str, Item] = {}
    for path, step in _places(form):
        yield from _rows(form, step.show_if, f"{path}.show_if", earlier)
        for number, item in enumerate(step.items):
            at = f"{path}.items[{number}]"
            yield from _rows(form, item.show_if, f"{at}.show_if", earlier)
            for place, option in enumerate(getattr(item, "options", ())):
                yield from _rows(form, option.show_if, f"{at}.options[{place}].show_if", earlier)
        earlier |= {item.key: item for item in step.items}


def _exits(form: Form) -> Iterator[Fault]:
    known: dict[str, Item] = {item.key: item for item in form.gate.step.items}
    keys = Counter(page.key for page in form.gate.exits)
    for number, page in enumerate(form.gate.exits):
        if keys[page.key] > 1:
            yield Fault(path=f"gate.exits[{number}].key", reason=f"the exit key {page.key!r} stands twice")
        yield from _rows(form, page.when, f"gate.exits[{number}].when", known)


def _rows(form: Form, condition: Condition | None, path: str, known: dict[str, Item]) -> Iterator[Fault]:
    for number, row in enumerate(condition.rows if condition else ()):
        at = f"{path}.rows[{number}]"
        if isinstance(row, NamedCondition):
            if row.condition in form.conditions:
                # One level only: a named condition on another is a fault of its own, and could go round in a circle.
                if not path.startswith("conditions."):
                    yield from _rows(form, form.conditions[row.condition], f"conditions.{row.condition}", known)
            else:
                yield Fault(path=at, reason=f"there is no condition named {row.condition!r}")
        elif reason := _wrong(form, row, known):
            yield Fault(path=at, reason=reason)


def _wrong(form: Form, row: Row, known: dict[str, Item]) -> str | None:
    if row.source not in known:
        if row.source in form.item_by_key:
            return f"{row.source!r} is asked on this step or later: a condition reads earlier steps only"
        return f"there is no question {row.source!r}"
    item = known[row.source]
    family = item.family
    if row.op not in FITTING[family]:
        return f"{row.op} does not fit {row.source!r}; there are: {', '.join(FITTING[family]) or 'none, it takes no answer'}"
    if row.op in _NO_VALUE:
        return None if row.value is None else f"{row.op} takes no value"
    if row.op in _LISTS and not isinstance(row.value, tuple):
        return f"{row.op} takes a list of values"
    if row.op in _DAYS:
        fits = isinstance(row.value, str) and is_day(row.value)
        return None if fits else f'{row.op} takes a day: "2026-05-31", "today" or "today-30"'
    if row.op in _NUMBERS or family in ("number", "age"):
        fits = isinstance(row.value, (int, float)) and not isinstance(row.value, bool)
        return None if fits else f"{row.op} takes a number"
    if row.value is None:
        return f"{row.op} takes a value"
    values = row.value if isinstance(row.value, tuple) else (row.value,)
    offered = [option.value for option in getattr(item, "options", ())]
    strange = [str(value) for value in values if offered and value not in offered]
    return f"{row.source!r} has no option {', '.join(strange)}" if strange else None

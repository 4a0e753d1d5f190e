"""Where conditions stand in a form: on steps, items, options, accepted papers, results and pages."""

from __future__ import annotations

from collections.abc import Iterator

from intake_forms.schema.document import Form
from intake_forms.schema.items import Condition, Item
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group


def conditions(form: Form) -> Iterator[Condition | None]:
    """Every condition of a form, in its order; the named ones where they are used."""
    yield from (page.when for page in form.gate.exits)
    for step in form.steps:
        yield step.show_if
        for item in step.items:
            yield from conditions_on(item)
    if form.hold:
        yield form.hold.when


def conditions_on(item: Item) -> Iterator[Condition | None]:
    """Every condition of an item, of what is in it and of what it offers."""
    yield item.show_if
    for inner in item.items if isinstance(item, Group) else ():
        yield from conditions_on(inner)
    if isinstance(item, Computed):
        yield from (result.when for result in item.values)
        return
    yield from (condition for _part, condition in parts(item))


#: Names of the fields in which a kind offers something, holds items or has results: each may have conditions.
_DEEP = frozenset({"options", "accepts", "items", "values"})


def is_plain(item: Item) -> bool:
    """Whether an item, and all that is in it, is always there: so are most, and a long form is not to be slow to load."""
    return item.show_if is None and _DEEP.isdisjoint(vars(item))


def parts(item: Item) -> list[tuple[str, Condition | None]]:
    """An item's options by value and accepted papers by key, with their conditions."""
    # Not getattr: to ask a model for a field that it lacks is what made a long form slow to load.
    fields = vars(item)
    options = [(option.value, option.show_if) for option in fields.get("options", ())]
    return options + [(paper.key, paper.show_if) for paper in fields.get("accepts", ())]

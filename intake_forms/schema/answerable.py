"""Whether each question can be answered within its limits, and the rule sets of facts are there."""

from __future__ import annotations

from collections.abc import Iterator

from intake_forms.schema import days
from intake_forms.schema.document import Form, recorded
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.items import Item
from intake_forms.schema.kinds.date import Date
from intake_forms.schema.kinds.number import LARGEST, Number
from intake_forms.schema.kinds.partial_date import PartialDate
from intake_forms.schema.kinds.slot import Slot


def faults(form: Form) -> Iterator[Fault]:
    """Questions that no answer fits, and facts of a rule set that is not there."""
    rule_sets = {each.key for each in form.rule_sets}
    for path, part in recorded(form):
        facts = [(path, getattr(part, "fact", None))]
        if isinstance(part, Item):
            yield from _unanswerable(part, path)
        if isinstance(part, Slot):
            facts += [(f"{path}.accepts[{number}]", paper.fact) for number, paper in enumerate(part.accepts)]
        for at, fact in facts:
            if fact and fact.rule_set and fact.rule_set not in rule_sets:
                yield fault(f"{at}.fact.rule_set", "unknown_rule_set", name=fact.rule_set)


def _unanswerable(item: Item, at: str) -> Iterator[Fault]:
    if isinstance(item, Number) and max(item.min, -LARGEST) > min(item.max, LARGEST):
        yield fault(f"{at}.min", "unanswerable:number", min=str(item.min), max=str(item.max))
    if isinstance(item, (Date, PartialDate)) and item.earliest and item.latest:
        first, last = (days.resolve(day, days.today()) for day in (item.earliest, item.latest))
        if first and last and first > last:
            yield fault(f"{at}.earliest", "unanswerable:day", earliest=item.earliest, latest=item.latest)
    length = getattr(item, "max_length", None)
    if isinstance(length, int) and length < 1:
        yield fault(f"{at}.max_length", "unanswerable:text", max_length=str(length))

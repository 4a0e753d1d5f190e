"""Whether the comparisons of conditions can be meant: that what they read is there, and has answers like their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from intake_forms.schema.comparing import COUNTED, LISTS, OPTION, Takes, Wanted, offered
from intake_forms.schema.days import is_day
from intake_forms.schema.document import Form
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.items import Condition, Item, Question, Row
from intake_forms.schema.kinds.group import Group


class Source(NamedTuple):
    """Something that a condition can read: its comparisons, its options, the group it is asked in, the item itself."""

    takes: Takes = {}
    values: tuple[str, ...] = ()
    group: str = ""
    item: Item | None = None


#: By the name that rows give it.
Known = Mapping[str, Source]


def source(item: Item, group: str = "") -> Source:
    """An item as conditions read it; ``group``: the key of the one it is asked in."""
    return Source(item.comparisons, tuple(option.value for option in getattr(item, "options", ())), group, item)


def given_by(item: Item) -> dict[str, Source]:
    """What an item gives to the conditions of later steps."""
    if not isinstance(item, Group):
        return {item.key: source(item)}
    inner = {f"{item.key}.{each.key}": source(each, item.key) for each in item.questions}
    return {item.key: source(item), **inner}


def outer(form: Form) -> dict[str, Source]:
    """What conditions read beside answers."""
    return {"rule_set": Source(OPTION, tuple(each.key for each in form.rule_sets))} if form.rule_sets else {}


def faults(form: Form, condition: Condition | None, path: str, known: Known, local: str = "") -> Iterator[Fault]:
    """What is wrong with the rows of a condition; ``local``: the group whose own answers they may read."""
    for number, row in enumerate(condition.rows if condition else ()):
        at = f"{path}.rows[{number}]"
        if isinstance(row, Row):
            found = _unknown(form, row, at, known) or _miscounted(row, at, known, local)
            found = found or _wrong(row, at, known[row.source])
            if found:
                yield found
        elif row.condition not in form.conditions:
            yield fault(at, "unknown_condition", name=row.condition)
        # One level only: a named condition on another is a fault of its own, and could go round in a circle.
        elif not path.startswith("conditions."):
            yield from faults(form, form.conditions[row.condition], f"conditions.{row.condition}", known, local)


def _unknown(form: Form, row: Row, at: str, known: Known) -> Fault | None:
    if row.source in known:
        return None
    group, _, inner = row.source.partition(".")
    found = form.item_by_key.get(group)
    if found and (not inner or (isinstance(found, Group) and any(each.key == inner for each in found.questions))):
        return fault(at, "later_source", source=row.source)
    return fault(at, "unknown_source", source=row.source)


def _miscounted(row: Row, at: str, known: Known, local: str) -> Fault | None:
    """Whether it is clear which item's answer is meant."""
    group = known[row.source].group
    if group and not row.of and group != local:
        return fault(at, "wrong_count:inside", source=row.source)
    if row.of and (not group or group == local):
        return fault(at, "wrong_count:one", source=row.source)
    if (row.of in COUNTED) != (row.times is not None):
        return fault(at, "wrong_count:times")
    return None


def _wrong(row: Row, at: str, read: Source) -> Fault | None:
    if not read.takes:
        return fault(at, "wrong_operator:none", op=row.op, source=row.source)
    if row.op not in read.takes:
        return fault(at, "wrong_operator", op=row.op, source=row.source, fitting=", ".join(offered(read.takes)))
    wanted = read.takes[row.op]
    if sort := _missed(row.value, wanted):
        return fault(at, f"bad_value:{sort}", op=row.op, source=row.source)
    values = row.value if isinstance(row.value, tuple) else (row.value,)
    if wanted in ("option", "options"):
        strange = [str(value) for value in values if value not in read.values]
        return fault(at, "unknown_option", source=row.source, values=", ".join(strange)) if strange else None
    return _never(row, at, read.item, values) if isinstance(read.item, Question) else None


def _missed(value: Any, wanted: Wanted) -> str | None:
    """What sort of value it should be, where it is another."""
    if wanted == "nothing":
        return None if value is None else "none"
    if wanted in ("texts", "options"):
        return None if isinstance(value, tuple) and value else "list"
    if wanted == "day":
        return None if isinstance(value, str) and is_day(value) else "day"
    if wanted in ("number", "years"):
        return None if isinstance(value, (int, float)) and not isinstance(value, bool) else "number"
    if value in (None, ""):
        return "some"
    return None if isinstance(value, str) else "text"


def _never(row: Row, at: str, question: Question, values: tuple[Any, ...]) -> Fault | None:
    """Values that can be nobody's answer, or that are kept in another way than they are written."""
    if row.op == "contains":
        strange = [str(value) for value in values if not question.can_contain(str(value))]
        return fault(at, "bad_value:part", source=row.source, values=", ".join(strange)) if strange else None
    if row.op not in ("is", "is_not", *LISTS):
        return None
    for value in values:
        # A whole number may be written 18.0.
        meant = int(value) if isinstance(value, float) and value.is_integer() else value
        kept = question.kept(meant)
        if kept in (None, "", ()):
            return fault(at, "bad_value:never", source=row.source, value=str(value))
        if kept != meant:
            return fault(at, "bad_value:kept", source=row.source, value=str(value), kept=str(kept))
    return None

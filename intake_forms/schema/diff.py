"""What differs between two versions of a form, and whether an open draft of the old one can live on in the new.

Fields are listed by what a change of them means; one that is not listed is taken for breaking, so a new field is safe.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from intake_forms.schema import kinds
from intake_forms.schema.document import Form

ChangeClass = Literal["same", "text_only", "compatible", "breaking"]
Weight = Literal["text", "compatible", "breaking"]
What = Literal["added", "removed", "changed", "moved"]
Data = Mapping[str, Any]

#: What people read or hear, and how it looks: no answer depends on it.
_TEXTS = frozenset({
    "label", "hint", "why", "missing", "title", "body", "audio", "fact", "cannot_get", "optional", "singular", "add",
    "yes", "no", "not_sure", "sides", "autocomplete", "layout", "style", "own", "source", "checked_on", "choice_set",
})  # fmt: skip
#: Lists whose members have a name of their own, and what one more of them means. An outcome or exit more steers anew.
_LISTS: Mapping[str, Weight] = {
    "options": "compatible",
    "accepts": "compatible",
    "rule_sets": "compatible",
    "values": "breaking",
    "items": "breaking",
    "exits": "breaking",
}
#: Parts that are compared field by field.
_NESTED = frozenset({"start", "done", "retention", "hold"})
#: Who fills a form in, which no answer depends on.
_WHO = frozenset({"opened_by", "role_question"})
_UPPER = frozenset({"max_length", "max", "latest", "max_files", "draft_days", "submission_days"})
_LOWER = frozenset({"min", "earliest", "min_length"})
#: What is compared elsewhere, by key.
_APART = frozenset({"gate", "sections"})


@dataclass(frozen=True)
class Change:
    """One difference. ``path`` is made of keys: "contact/phone.label[es]".

    Of a whole part, the texts it goes by; of one that moved, its place among the others or the step it stands on.
    """

    path: str
    what: What
    before: Any
    after: Any
    weight: Weight
    #: Where that is, as findings have it: "sections[0].steps[1].items[0].label"; what was removed, in the old document.
    place: str = field(default="", compare=False)


def classify(old: Form, new: Form) -> ChangeClass:
    """What the change from one version to the next means for open drafts: the heaviest of its differences."""
    weights = {change.weight for change in changes(old, new)}
    if not weights:
        return "same"
    return "breaking" if "breaking" in weights else "compatible" if "compatible" in weights else "text_only"


def changes(old: Form, new: Form) -> list[Change]:
    """Every difference: of the form itself, its gate, its sections, its steps, then what stands on them."""
    return between(old.model_dump(mode="json"), new.model_dump(mode="json"))


def between(before: Data, after: Data) -> list[Change]:
    """The same of two documents as plain data, maybe unfinished; of choice sets, too."""
    was, now = _Parts.of(before), _Parts.of(after)
    gates = (_without(each.get("gate") or {}, {"step"}) for each in (before, after))
    return [
        *_fields(_Spot("", "", ""), _without(before, _APART), _without(after, _APART)),
        *_fields(_Spot("gate", "gate", "gate"), *gates),
        *_parts(was.sections, now.sections),
        *_parts(was.steps, now.steps),
        *_items(was, now),
    ]


class _Spot(NamedTuple):
    """Something that both documents may have: its name made of keys, and its place in the old and in the new one."""

    path: str
    was: str
    now: str

    def field(self, name: str) -> _Spot:
        return _Spot(*(f"{each}.{name}" if each else name for each in self))

    def change(self, what: What, before: Any, after: Any, weight: Weight) -> Change:
        return Change(self.path, what, before, after, weight, self.was if what == "removed" else self.now)


class _Placed(NamedTuple):
    """A part of a document, and its place there."""

    place: str
    data: Data
    #: The key of the step it stands on.
    step: str = ""


class _Parts(NamedTuple):
    """A document laid flat: sections, steps and items by key, each without what stands in it, in order."""

    sections: dict[str, _Placed]
    steps: dict[str, _Placed]
    items: dict[str, _Placed]

    @classmethod
    def of(cls, document: Data) -> _Parts:
        sections = _keyed("sections", document.get("sections") or ())
        places = [("gate", "gate.step", (document.get("gate") or {}).get("step") or {"key": "gate"})]
        for key, (place, section, _) in sections.items():
            places += [(key, f"{place}.steps[{n}]", step) for n, step in enumerate(section.get("steps") or ())]
        steps = _apart((step.get("key", ""), _Placed(at, {**step, "section": section})) for section, at, step in places)
        items = _apart(
            (item.get("key", ""), _Placed(f"{at}.items[{n}]", item, key))
            for key, (at, step, _) in steps.items()
            for n, item in enumerate(step.get("items") or ())
        )
        return cls(_bare(sections, "steps"), _bare(steps, "items"), items)


def _bare(parts: Mapping[str, _Placed], inner: str) -> dict[str, _Placed]:
    return {key: part._replace(data=_without(part.data, {inner})) for key, part in parts.items()}


def _keyed(place: str, members: Iterable[Data]) -> dict[str, _Placed]:
    """The members of a list by what each is known by."""
    found = ((str(one.get("key") or one.get("value") or ""), one) for one in members)
    return _apart((key, _Placed(f"{place}[{n}]", one)) for n, (key, one) in enumerate(found))


def _apart(parts: Iterable[tuple[str, _Placed]]) -> dict[str, _Placed]:
    """By key; in unfinished documents some have none, or one that another has."""
    found: dict[str, _Placed] = {}
    for key, part in parts:
        found[key if key and key not in found else f"{key}#{len(found)}"] = part
    return found


def _without(data: Data, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in names}


def _name(part: Data) -> Any:
    """What a part goes by."""
    return part.get("label") or part.get("title") or part.get("body") or part.get("key") or part.get("value")


def _parts(old: Mapping[str, _Placed], new: Mapping[str, _Placed]) -> Iterator[Change]:
    """Sections or steps: one taken away or in another place may leave answers without a home."""
    for key in old.keys() - new.keys():
        yield Change(key, "removed", _name(old[key].data), None, "breaking", old[key].place)
    for key, (place, part, _) in new.items():
        if key not in old:
            yield Change(key, "added", None, _name(part), "compatible", place)
        else:
            yield from _fields(_Spot(key, old[key].place, place), old[key].data, part)
    yield from _moves("", old, new, "breaking")


def _moves(path: str, old: Mapping[str, _Placed], new: Mapping[str, _Placed], weight: Weight) -> Iterator[Change]:
    """What stands in another order among the others: in which place, counted from 1."""
    was, now = list(old), list(new)
    for key in _moved(was, now):
        yield Change(f"{path}{key}", "moved", was.index(key) + 1, now.index(key) + 1, weight, new[key].place)


def _moved(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """The fewest keys that stand in another order among those that both have."""
    was, now = list(old), list(new)
    was, now = [key for key in was if key in now], [key for key in now if key in was]
    kept = {was[block.a + place] for block in SequenceMatcher(None, was, now, False).get_matching_blocks()
            for place in range(block.size)}  # fmt: skip
    return [key for key in now if key not in kept]


def _items(old: _Parts, new: _Parts) -> Iterator[Change]:
    for key, (place, item, step) in old.items.items():
        if key not in new.items:
            yield Change(f"{step}/{key}", "removed", _name(item), None, "breaking", place)
    for key, (place, item, step) in new.items.items():
        path = f"{step}/{key}"
        if key not in old.items:
            yield Change(path, "added", None, _name(item), "breaking" if _must(item) else "compatible", place)
            continue
        before = old.items[key]
        if before.step != step:
            stood, stands = _name(old.steps[before.step].data), _name(new.steps[step].data)
            yield Change(path, "moved", stood, stands, "breaking", place)
        yield from _item(_Spot(path, before.place, place), before.data, item)
    for step in new.steps:
        was, now = ({key: each for key, each in one.items.items() if each.step == step} for one in (old, new))
        # Those that came from another step, or went there, are told above.
        yield from _moves(f"{step}/", was, now, "compatible")


def _item(spot: _Spot, old: Data, new: Data) -> Iterator[Change]:
    """One item. Of another kind it has other fields, which would only be noise."""
    if old["kind"] != new["kind"]:
        yield spot.field("kind").change("changed", old["kind"], new["kind"], "breaking")
        names = _TEXTS & old.keys() & new.keys()
        old, new = {name: old[name] for name in names}, {name: new[name] for name in names}
    agreed: Collection[str] = getattr(kinds.kinds().get(old.get("kind", "")), "agreed_to", ())
    for name in dict.fromkeys([*new, *old]):
        for change in _field(spot, name, old, new):
            # Whoever ticked one wording did not agree to another, even where only a word of it changed.
            yield replace(change, weight="breaking") if name in agreed else change


def _must(item: Data) -> bool:
    """Whether somebody cannot go on without answering it."""
    return bool(item.get("required")) or (item["kind"] == "group" and (item.get("min") or 0) > 0)


def _fields(spot: _Spot, old: Data, new: Data) -> Iterator[Change]:
    for name in dict.fromkeys([*new, *old]):
        yield from _field(spot, name, old, new)


def _field(spot: _Spot, name: str, old: Data, new: Data) -> Iterator[Change]:
    before, after = old.get(name), new.get(name)
    if before == after:
        return
    at = spot.field(name)
    if name in _TEXTS:
        yield from _text(at, before, after)
    elif name in _LISTS:
        yield from _list(at, before or (), after or (), _more(name, before, after))
    elif name == "conditions":
        yield from _conditions(at, before or {}, after or {})
    elif name in _NESTED and before and after:
        yield from _fields(at, before, after)
    else:
        yield at.change(_what(before, after), before, after, _weight(name, before, after))


def _more(name: str, before: Any, after: Any) -> Weight:
    """What one more in a list means. The first rule set is everybody's for whom staff chose none."""
    first = [each[0].get("key") for each in (before, after) if each]
    return "breaking" if name == "rule_sets" and len(set(first)) > 1 else _LISTS[name]


def _what(before: Any, after: Any) -> What:
    return "added" if before in (None, {}, []) else "removed" if after in (None, {}, []) else "changed"


def _text(spot: _Spot, before: Any, after: Any) -> Iterator[Change]:
    """A text by language; a recording or a source as a whole."""
    if not all(isinstance(each, dict) and all(isinstance(said, str) for said in each.values())
               for each in (before or {}, after or {})):  # fmt: skip
        yield spot.change(_what(before, after), before, after, "text")
        return
    before, after = before or {}, after or {}
    for language in dict.fromkeys([*after, *before]):
        was, now = before.get(language), after.get(language)
        if was != now:
            yield replace(spot.change(_what(was, now), was, now, "text"), path=f"{spot.path}[{language}]")


def _list(spot: _Spot, old: Iterable[Data], new: Iterable[Data], more: Weight) -> Iterator[Change]:
    """Options, accepted papers, outcomes, exit pages, or what a group asks, each by its own name."""
    was, now = _keyed(spot.was, old), _keyed(spot.now, new)
    for key in was.keys() - now.keys():
        yield Change(f"{spot.path}/{key}", "removed", _name(was[key].data), None, "breaking", was[key].place)
    for key, (place, one, _) in now.items():
        if key not in was:
            yield Change(f"{spot.path}/{key}", "added", None, _name(one), more, place)
            continue
        inner, before = _Spot(f"{spot.path}/{key}", was[key].place, place), was[key].data
        yield from _item(inner, before, one) if "kind" in one else _fields(inner, before, one)
    yield from _moves(f"{spot.path}/", was, now, more)


def _conditions(spot: _Spot, old: Data, new: Data) -> Iterator[Change]:
    """Named conditions. One more steers nothing until something reads it, and that is a change of its own."""
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if before != after:
            weight: Weight = "compatible" if before is None else "breaking"
            at = _Spot(f"{spot.path}/{name}", f"{spot.was}.{name}", f"{spot.now}.{name}")
            yield at.change(_what(before, after), before, after, weight)


def _weight(name: str, before: Any, after: Any) -> Weight:
    """Whether what was a good answer still is one, and nothing is asked that was not."""
    wider = (
        (name == "required" and after is False)
        or name in _WHO
        or (name == "unsure" and after is True)
        or (name == "languages" and set(before or ()) <= set(after or ()))
        or (name in _UPPER | _LOWER and after is None)
        or (name in _UPPER and _within(before, after))
        or (name in _LOWER and _within(after, before))
    )
    return "compatible" if wider else "breaking"


def _within(low: Any, high: Any) -> bool:
    """Whether ``low`` is the lower limit. Days counted from today by their count."""
    if low is None or high is None:
        return False
    if isinstance(low, str) and isinstance(high, str):
        floating = [each.startswith("today") for each in (low, high)]
        if all(floating):
            return int(low.removeprefix("today") or 0) <= int(high.removeprefix("today") or 0)
        return not any(floating) and low <= high
    return bool(low <= high)

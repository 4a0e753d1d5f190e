"""What differs between two versions of a form, and whether an open draft of the old one can live on in the new.

Fields are listed by what a change of them means; one that is not listed is taken for breaking, so a new field is safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from intake_forms.schema.document import Form

ChangeClass = Literal["same", "text_only", "compatible", "breaking"]
Weight = Literal["text", "compatible", "breaking"]
What = Literal["added", "removed", "changed", "moved"]
Data = Mapping[str, Any]

#: What people read or hear, and how it looks: no answer depends on it.
_TEXTS = frozenset({
    "label", "hint", "why", "missing", "title", "body", "audio", "fact", "cannot_get", "optional", "singular", "add",
    "yes", "no", "not_sure", "autocomplete", "layout", "style", "own", "source", "checked_on",
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
#: What somebody agreed to is another thing once it is worded otherwise.
_AGREED, _READ = frozenset({"consent", "permission"}), ("label", "hint", "body", "options", "gives_it")
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
    """One difference. ``path`` is made of keys: "contact/phone.label[es]". Of a whole part, the texts it goes by."""

    path: str
    what: What
    before: Any
    after: Any
    weight: Weight


def classify(old: Form, new: Form) -> ChangeClass:
    """What the change from one version to the next means for open drafts: the heaviest of its differences."""
    weights = {change.weight for change in changes(old, new)}
    if not weights:
        return "same"
    return "breaking" if "breaking" in weights else "compatible" if "compatible" in weights else "text_only"


def changes(old: Form, new: Form) -> list[Change]:
    """Every difference: of the form itself, its gate, its sections, its steps, then what stands on them."""
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    was, now = _Parts.of(before), _Parts.of(after)
    return [
        *_fields("", _without(before, _APART), _without(after, _APART)),
        *_fields("gate", _without(before["gate"], {"step"}), _without(after["gate"], {"step"})),
        *_parts(was.sections, now.sections),
        *_parts(was.steps, now.steps),
        *_items(was, now),
    ]


class _Parts(NamedTuple):
    """A document laid flat: sections, steps and items by key, each without what stands in it."""

    sections: dict[str, Data]
    steps: dict[str, Data]
    #: Item key -> (step key, item), in order.
    items: dict[str, tuple[str, Data]]

    @classmethod
    def of(cls, document: Data) -> _Parts:
        places = [("gate", document["gate"]["step"])]
        places += [(section["key"], step) for section in document["sections"] for step in section["steps"]]
        return cls(
            {section["key"]: _without(section, {"steps"}) for section in document["sections"]},
            {step["key"]: {**_without(step, {"items"}), "section": section} for section, step in places},
            {item["key"]: (step["key"], item) for _, step in places for item in step["items"]},
        )


def _without(data: Data, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in names}


def _name(part: Data) -> Any:
    """What a part goes by."""
    return part.get("label") or part.get("title") or part.get("body") or part.get("key") or part.get("value")


def _parts(old: Mapping[str, Data], new: Mapping[str, Data]) -> Iterator[Change]:
    """Sections or steps: one taken away or in another place may leave answers without a home."""
    for key in old.keys() - new.keys():
        yield Change(key, "removed", _name(old[key]), None, "breaking")
    for key, part in new.items():
        if key not in old:
            yield Change(key, "added", None, _name(part), "compatible")
        else:
            yield from _fields(key, old[key], part)
    yield from (Change(key, "moved", _name(old[key]), _name(new[key]), "breaking") for key in _moved(old, new))


def _moved(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """The fewest keys that stand in another order among those that both have."""
    was, now = list(old), list(new)
    was, now = [key for key in was if key in now], [key for key in now if key in was]
    kept = {was[block.a + place] for block in SequenceMatcher(None, was, now, False).get_matching_blocks()
            for place in range(block.size)}  # fmt: skip
    return [key for key in now if key not in kept]


def _items(old: _Parts, new: _Parts) -> Iterator[Change]:
    for key, (step, item) in old.items.items():
        if key not in new.items:
            yield Change(f"{step}/{key}", "removed", _name(item), None, "breaking")
    for key, (step, item) in new.items.items():
        path = f"{step}/{key}"
        if key not in old.items:
            yield Change(path, "added", None, _name(item), "breaking" if _must(item) else "compatible")
            continue
        stood, before = old.items[key]
        if stood != step:
            yield Change(path, "moved", stood, step, "breaking")
        yield from _item(path, before, item)
    for step in new.steps:
        was, now = ([key for key, (home, _) in each.items.items() if home == step] for each in (old, new))
        for key in _moved(was, now):
            yield Change(f"{step}/{key}", "moved", _name(old.items[key][1]), _name(new.items[key][1]), "compatible")


def _item(path: str, old: Data, new: Data) -> Iterator[Change]:
    """One item. Of another kind it has other fields, which would only be noise."""
    if old["kind"] != new["kind"]:
        yield Change(f"{path}.kind", "changed", old["kind"], new["kind"], "breaking")
        names = _TEXTS & old.keys() & new.keys()
        old, new = {name: old[name] for name in names}, {name: new[name] for name in names}
    for change in _fields(path, old, new):
        # Whoever ticked one wording did not agree to another, even where only a word of it changed.
        reworded = old.get("kind") in _AGREED and change.path.removeprefix(f"{path}.").startswith(_READ)
        yield replace(change, weight="breaking") if reworded else change


def _must(item: Data) -> bool:
    """Whether somebody cannot go on without answering it."""
    return bool(item.get("required")) or (item["kind"] == "group" and item["min"] > 0)


def _fields(path: str, old: Data, new: Data) -> Iterator[Change]:
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        at = f"{path}.{name}" if path else name
        if name in _TEXTS:
            yield from _text(at, before, after)
        elif name in _LISTS:
            yield from _list(at, before or (), after or (), _LISTS[name])
        elif name == "conditions":
            yield from _conditions(at, before or {}, after or {})
        elif name in _NESTED and before and after:
            yield from _fields(at, before, after)
        else:
            yield Change(at, _what(before, after), before, after, _weight(name, before, after))


def _what(before: Any, after: Any) -> What:
    return "added" if before in (None, {}, []) else "removed" if after in (None, {}, []) else "changed"


def _text(path: str, before: Any, after: Any) -> Iterator[Change]:
    """A text by language; a recording or a source as a whole."""
    if not all(isinstance(each, dict) and all(isinstance(said, str) for said in each.values())
               for each in (before or {}, after or {})):  # fmt: skip
        yield Change(path, _what(before, after), before, after, "text")
        return
    before, after = before or {}, after or {}
    for language in dict.fromkeys([*after, *before]):
        was, now = before.get(language), after.get(language)
        if was != now:
            yield Change(f"{path}[{language}]", _what(was, now), was, now, "text")


def _list(path: str, old: Iterable[Data], new: Iterable[Data], more: Weight) -> Iterator[Change]:
    """Options, accepted papers, outcomes, exit pages, or what a group asks, each by its own name."""
    was = {str(one.get("key") or one.get("value")): one for one in old}
    now = {str(one.get("key") or one.get("value")): one for one in new}
    for key in was.keys() - now.keys():
        yield Change(f"{path}/{key}", "removed", _name(was[key]), None, "breaking")
    for key, one in now.items():
        if key not in was:
            yield Change(f"{path}/{key}", "added", None, _name(one), more)
        elif "kind" in one:
            yield from _item(f"{path}/{key}", was[key], one)
        else:
            yield from _fields(f"{path}/{key}", was[key], one)
    yield from (Change(f"{path}/{key}", "moved", _name(was[key]), _name(now[key]), more) for key in _moved(was, now))


def _conditions(path: str, old: Data, new: Data) -> Iterator[Change]:
    """Named conditions. One more steers nothing until something reads it, and that is a change of its own."""
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if before != after:
            weight: Weight = "compatible" if before is None else "breaking"
            yield Change(f"{path}/{name}", _what(before, after), before, after, weight)


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

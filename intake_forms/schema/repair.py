"""Every finding in a document in one go, of shape and of logic: what is broken is read over.

A document that has the wrong shape cannot be looked at for its logic. So each broken part is replaced by the least that is
valid, at the same place, until the rest can be read; what is then found only because of a replacement is not told.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from intake_forms.schema import lint
from intake_forms.schema.document import Form, Place, languages_of, shape_faults, validate, written
from intake_forms.schema.faults import Fault, in_order
from intake_forms.schema.items import blank, garbled

#: A mistake may hide another, and what replaces it may be wrong where it stands: then more is replaced.
_ROUNDS = 12
#: Names of texts in every language.
_TEXTS = frozenset(
    {"title", "body", "label", "hint", "why", "missing", "singular", "add", "cannot_get", "yes", "no", "not_sure"}
)
#: Parts that say nothing of how the form works: left out whole.
_LOOSE = ("fact", "audio")
#: What a row of a condition becomes: "today" is no question, so nothing is concluded from it.
_ROW = {"source": "today", "op": "answered"}
_CONDITION = {"rows": [_ROW]}


def examine(data: Any) -> tuple[Form | None, list[Fault]]:
    """All findings in ``data`` (what a YAML or JSON file holds), and the form where its shape is right."""
    try:
        form = validate(data, languages_of(data))
    except ValidationError as error:
        return None, in_order(_Repair(data).found(error))
    return form, lint.faults(form)


class _Repair:
    """A document on its way to the right shape."""

    def __init__(self, data: Any) -> None:
        self.data = copy.deepcopy(data)
        self.languages = languages_of(data)
        self.shape: list[Fault] = []
        #: Where something was replaced, so far and in this round.
        self.replaced: set[Place] = set()
        self.fresh: set[Place] = set()
        #: Keys of items of which more than a text was replaced: their answers may be anything.
        self.unsure: set[str] = set()
        #: Whether questions were lost, of which nobody knows the keys.
        self.lost = False
        self.numbers = itertools.count(1)

    def found(self, error: ValidationError) -> list[Fault]:
        """The findings of shape, and of logic where the rest can be read."""
        for _ in range(_ROUNDS):
            wrong = shape_faults(error)
            self.shape += [each for place, each in wrong if not self._ours(place)]
            if not isinstance(self.data, dict):
                return self.shape
            self.fresh = set()
            for place, each in wrong:
                self._mend(place, each)
            try:
                form = validate(self.data, self.languages)
            except ValidationError as again:
                error = again
            else:
                logic = lint.faults(form, self.unsure)
                return [*self.shape, *(each for each in logic if not self._follows(each))]
        return self.shape

    def _ours(self, place: Place) -> bool:
        """Whether a fault of shape is, or may be, one of a replacement."""
        if any(place[:end] in self.replaced for end in range(len(place) + 1)):
            return True
        return place[-2:-1] == ("items",) and any(item in self.unsure for item in self._keys(place))

    def _follows(self, found: Fault) -> bool:
        """Whether a fault of logic may only follow from a replacement."""
        if any(found.path == path or found.path.startswith((f"{path}.", f"{path}[")) for path in self._paths()):
            return True
        if found.code == "unknown_condition":
            return ("conditions",) in self.replaced
        if found.code == "unknown_source" and self.lost:
            return True
        if found.code == "unknown_rule_set" and "rule_set" in self.unsure:
            return True
        # The other of two limits may have been replaced.
        if found.code == "unanswerable" and _around(found.path) in map(_around, self._paths()):
            return True
        return found.code != "later_source" and found.params.get("source", "").partition(".")[0] in self.unsure

    def _paths(self) -> list[str]:
        return [written(place) for place in self.replaced if not _is_text(place)]

    def _mend(self, place: Place, found: Fault) -> None:
        """Replace what is wrong at a place; where that was done already and did not help, what it is in."""
        if any(place[:end] in self.fresh for end in range(len(place) + 1)):
            return
        if found.code == "unknown_name" or place[-1] == "[key]":
            self._leave_out(place if found.code == "unknown_name" else place[:-1])
            return
        inside_out = (place[: end + 1] for end in reversed(range(len(place))) if isinstance(place[end], int))
        for where in (_unit(place), *inside_out):
            if where not in self.replaced:
                self.replaced.add(where)
                self.fresh.add(where)
                self._note(where)
                self._replace(where)
                return

    def _note(self, place: Place) -> None:
        """Remember what can no longer be relied on."""
        last = next((part for part in reversed(place) if isinstance(part, str)), "")
        if place[0] == "rule_sets":
            self.unsure.add("rule_set")
        holds_questions = last in ("steps", "sections", "step", "gate") or (
            last == "items" and isinstance(place[-1], str)
        )
        # Of what is missing or empty nothing can have been lost.
        if holds_questions and self._at(place):
            self.lost = True
        if not _is_text(place) and not {"rows", "show_if", "when", *_LOOSE} & set(place):
            self.unsure |= self._keys(place)

    def _keys(self, place: Place) -> set[str]:
        """The key of the item that a place is on or in; of one inside a group, the group's."""
        if "items" not in place or place.index("items") + 1 == len(place):
            return set()
        item = self._at(place[: place.index("items") + 2])
        key = item.get("key") if isinstance(item, dict) else None
        return {key} if isinstance(key, str) else set()

    def _at(self, place: Place) -> Any:
        part = self.data
        for step in place:
            try:
                part = part[step]
            except (KeyError, IndexError, TypeError):
                return None
        return part

    def _leave_out(self, place: Place) -> None:
        parent = self._at(place[:-1])
        if isinstance(parent, dict):
            parent.pop(place[-1], None)

    def _replace(self, place: Place) -> None:
        parent: Any = self._at(place[:-1])
        last: Any = place[-1]
        stub = self._stub(place, self._at(place))
        if stub is None:
            self._leave_out(place)
        elif isinstance(parent, dict) or (isinstance(parent, list) and isinstance(last, int) and last < len(parent)):
            parent[last] = copy.deepcopy(stub)

    def _stub(self, place: Place, old: Any) -> Any:
        """The least that is valid at a place, None where nothing need stand there."""
        last = place[-1]
        if isinstance(last, int):
            return self._member(str(place[-2]), old) if len(place) > 1 and isinstance(place[-2], str) else None
        if _is_text(place):
            # A group's title is not a text but names of questions.
            return None if last == "title" and isinstance(old, list) and "items" in place else self._text(old)
        if last in ("key", "value", "source", "form", "target") and "conditions" not in place:
            return self._new()
        if len(place) == 2 and place[0] == "conditions":
            return _CONDITION
        make = self._makers().get(str(last))
        return make() if make else None

    def _makers(self) -> Mapping[str, Callable[[], Any]]:
        """What cannot be left out, by its name."""
        return {
            "schema_version": lambda: 1,
            "languages": lambda: list(self.languages) or ["en"],
            "start": self._page,
            "done": self._page,
            "gate": lambda: {"step": self._member("steps")},
            "step": lambda: self._member("steps"),
            "sections": lambda: [self._member("sections")],
            "steps": lambda: [self._member("steps")],
            "items": lambda: [self._member("items")],
            "options": lambda: [self._member("options"), self._member("options")],
            "when": lambda: _CONDITION,
            "retention": lambda: {"draft_days": 1, "submission_days": 1},
            "draft_days": lambda: 1,
            "submission_days": lambda: 1,
            "checked_on": lambda: "2000-01-01",
        }

    def _member(self, name: str, old: Any = None) -> Any:
        """The least that is valid in a list of that name. Keeps the old one's key, by which conditions know it."""
        key = old.get("key") if isinstance(old, dict) else None
        key = key if isinstance(key, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,39}", key) else self._new()
        label = {"label": self._text()}
        members: dict[str, Callable[[], Any]] = {
            "rows": lambda: _ROW,
            "items": lambda: {"kind": "content", "key": key, "body": self._text()},
            "steps": lambda: {"key": self._new(), "title": self._text(), "items": [self._member("items")]},
            "sections": lambda: {"key": self._new(), "title": self._text(), "steps": [self._member("steps")]},
            "exits": lambda: {"key": self._new(), "when": _CONDITION, **self._page()},
            "options": lambda: {"value": self._new(), **label},
            "values": lambda: {"value": self._new(), **label},
            "accepts": lambda: {"key": self._new(), **label},
            "rule_sets": lambda: {"key": self._new(), **label, "source": "-", "checked_on": "2000-01-01"},
            "carries": lambda: {"form": self._new(), "source": self._new(), "target": self._new()},
        }
        return members.get(name, self._new)()

    def _text(self, old: Any = None) -> dict[str, str]:
        """A text in every language; what was there in one stays."""
        there = old if isinstance(old, dict) else {}
        wanted = self.languages or ("en",)
        said = {
            code: text for code, text in there.items() if isinstance(text, str) and not (blank(text) or garbled(text))
        }
        return {code: said.get(code, "-") for code in wanted}

    def _page(self) -> dict[str, Any]:
        return {"title": self._text(), "body": self._text()}

    def _new(self) -> str:
        """A key that nothing else has."""
        return f"unreadable{next(self.numbers)}"


def _around(path: str) -> str:
    return path.rpartition(".")[0]


def _is_text(place: Place) -> bool:
    return place[-1] in _TEXTS and place[0] != "conditions"


def _unit(place: Place) -> Place:
    """The smallest part around a fault that can be replaced by itself."""
    for end, part in enumerate(place):
        if place[0] == "conditions" and end < 2:
            continue
        if part in _LOOSE or part == "languages" or (part in _TEXTS and not isinstance(place[-1], int)):
            return place[: end + 1]
        if part in ("rows", "match"):
            return place[: end + 2] if part == "rows" and len(place) > end + 1 else place[:end]
    return place

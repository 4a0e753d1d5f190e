"""The form document: one shape in YAML files, in ``FormVersion`` rows, in what authoring compiles to, and in tests.

Form -> sections -> steps -> items; before them the gate, which stores nothing until it lets somebody through.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, SerializeAsAny, ValidationError
from pydantic_core import CoreSchema, core_schema

from intake_forms.schema import kinds
from intake_forms.schema.faults import SENTENCES, fault
from intake_forms.schema.faults import Fault as Fault
from intake_forms.schema.faults import FormError as FormError
from intake_forms.schema.items import Audio, Condition, Fact, Item, Key, Part, Question, RuleKey, Slug, Text, Whole
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot

SCHEMA_VERSION = 1
#: What texts write for the days of the form's own retention.
RETENTION_MARKS = ("[[draft_days]]", "[[submission_days]]")
#: Names and numbers that lead to a part of the plain data.
Place = tuple[int | str, ...]
#: Step names that the wizard's own pages have, and the beginning of every exit page's.
RESERVED = frozenset({"start", "key", "tasks", "check", "done"})
EXIT_PREFIX = "exit-"


class AnyItem:
    """Annotation: an item of any kind registered so far, told apart by ``kind``."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices = {name: handler.generate_schema(item) for name, item in kinds.kinds().items()}
        return core_schema.tagged_union_schema(choices=choices, discriminator="kind")


class Step(Part):
    """One page. ``key`` stands in its address."""

    key: Slug
    title: Text
    audio: Audio = Field(default_factory=dict)
    show_if: Condition | None = None
    items: Annotated[tuple[SerializeAsAny[Annotated[Item, AnyItem]], ...], Field(min_length=1)]

    @property
    def questions(self) -> Iterator[Question]:
        """The items that take an answer, in order."""
        return (item for item in self.items if isinstance(item, Question))


class Section(Part):
    """Steps under one heading: the unit of editing. Belongs to exactly one form."""

    key: Key
    title: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Exit(Part):
    """A page that leads out of the gate. The first whose ``when`` holds for the gate's answers is shown."""

    key: Slug
    when: Condition
    title: Text
    body: Text
    audio: Audio = Field(default_factory=dict)
    fact: Fact | None = None


class Gate(Part):
    """The first step. Its POST shows an exit page and stores nothing, or creates the case."""

    step: Step
    exits: tuple[Exit, ...] = ()


class Page(Part):
    """A page of the wizard itself: its heading and text."""

    title: Text
    body: Text
    audio: Audio = Field(default_factory=dict)


class Hold(Page):
    """Keeps a form from being sent once ``when`` held, until whose it is takes it over; its check page says so meanwhile."""

    when: Condition


class Retention(Part):
    """How long what is kept, in days."""

    draft_days: Annotated[Whole, Field(ge=1, le=365)]
    submission_days: Annotated[Whole, Field(ge=1, le=3650)]


class RuleSet(Part):
    """One state of the rules, kept beside others: which applies to a case, staff say. ``Row.source`` "rule_set" reads it."""

    key: RuleKey
    label: Text
    source: str
    checked_on: datetime.date


class Carry(Part):
    """An answer taken over from another form of the same case, so that nobody types it twice.

    Of a group all items, each answer to the question of the same key. A number for a group is how many its list should have.
    """

    form: Slug
    source: Key
    target: Key


class Form(Part):
    """A whole form in every language it has."""

    schema_version: Literal[1]
    key: Slug
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    title: Text
    start: Page
    done: Page
    gate: Gate
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    conditions: dict[Key, Condition] = {}
    #: The first holds until staff say otherwise.
    rule_sets: tuple[RuleSet, ...] = ()
    carries: tuple[Carry, ...] = ()
    #: Who begins it: a sponsor at its start page, or staff in a case. The second has no public start.
    opened_by: Literal["sponsor", "staff"] = "sponsor"
    #: The choice that says who fills it in: an invitation answers it beforehand (options "household", "backup").
    role_question: Key | None = None
    hold: Hold | None = None
    retention: Retention

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step in order, the gate's first."""
        return (self.gate.step, *(step for section in self.sections for step in section.steps))

    @cached_property
    def step_by_key(self) -> Mapping[str, Step]:
        """Steps by their key."""
        return {step.key: step for step in self.steps}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of each step but the gate, by step key."""
        return {step.key: section for section in self.sections for step in section.steps}

    @cached_property
    def item_by_key(self) -> Mapping[str, Item]:
        """Items by their key, which is unique in the form."""
        return {item.key: item for step in self.steps for item in step.items}

    @cached_property
    def roles(self) -> frozenset[str]:
        """The answers to the question of who fills it in; none where it does not ask."""
        asked = self.item_by_key.get(self.role_question or "")
        return frozenset(option.value for option in getattr(asked, "options", ()))

    @cached_property
    def personal_steps(self) -> frozenset[str]:
        """The steps on which somebody agrees or signs: nobody does that for another."""
        return frozenset(step.key for step in self.steps if any(item.agreed_to for item in step.questions))

    @cached_property
    def has_papers(self) -> bool:
        """Whether it asks for any paper."""
        return any(isinstance(item, Slot) for item in self.item_by_key.values())

    @cached_property
    def texts(self) -> Mapping[str, frozenset[str]]:
        """Everything that it says, by language."""
        found: dict[str, set[str]] = {}

        def look(part: Any) -> None:
            if isinstance(part, dict):
                for name, each in part.items():
                    if name in self.languages and isinstance(each, str):
                        found.setdefault(name, set()).add(each)
                    look(each)
            elif isinstance(part, (list, tuple)):
                for each in part:
                    look(each)

        look(plain(self))
        return {language: frozenset(texts) for language, texts in found.items()}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """The repeating group on a step, by step key."""
        return {step.key: item for step in self.steps for item in step.items if isinstance(item, Group)}


def places(form: Form) -> Iterator[tuple[str, Step]]:
    """Every step with its path, the gate's first."""
    yield "gate.step", form.gate.step
    for s, section in enumerate(form.sections):
        for number, step in enumerate(section.steps):
            yield f"sections[{s}].steps[{number}]", step


def recorded(form: Form) -> Iterator[tuple[str, Step | Page | Exit | Item]]:
    """Everything that may be read aloud, with its path."""
    yield from (("start", form.start), ("done", form.done))
    yield from [("hold", form.hold)] if form.hold else []
    yield from ((f"gate.exits[{number}]", page) for number, page in enumerate(form.gate.exits))
    for path, step in places(form):
        yield path, step
        yield from _items_of(path, step.items)


def _items_of(path: str, items: Iterable[Item]) -> Iterator[tuple[str, Item]]:
    for number, item in enumerate(items):
        at = f"{path}.items[{number}]"
        yield at, item
        if isinstance(item, Group):
            yield from _items_of(at, item.items)


def parse(data: Any) -> Form:
    """The form in ``data`` (what a YAML or JSON file holds). Raises FormError with all faults of shape and text."""
    try:
        return validate(data, languages_of(data))
    except ValidationError as error:
        raise FormError([fault for _, fault in shape_faults(error)]) from error


def validate(data: Any, languages: tuple[str, ...]) -> Form:
    """The form in ``data``, each text of which must stand in all of ``languages``. Raises pydantic.ValidationError."""
    return Form.model_validate(data, context={"languages": languages})


def filled(text: str) -> str:
    """A stored document, in whose texts ``[[draft_days]]`` and ``[[submission_days]]`` are what its retention says."""
    if not any(mark in text for mark in RETENTION_MARKS):
        return text
    for name, days in json.loads(text)["retention"].items():
        text = text.replace(f"[[{name}]]", str(days))
    return text


def as_read(form: Form) -> Form:
    """The form with those marks filled: what people read, and agree to."""
    return stored(filled(canonical(form)))


def stored(text: str) -> Form:
    """The form in a released document, which was complete when it was released: only its shape is looked at again."""
    return Form.model_validate_json(text)


def languages_of(data: Any) -> tuple[str, ...]:
    """The languages that ``data`` says the form has; none where it cannot be read."""
    said = data.get("languages") if isinstance(data, dict) else None
    return tuple(code for code in said if isinstance(code, str)) if isinstance(said, (list, tuple)) else ()


def shape_faults(error: ValidationError) -> list[tuple[Place, Fault]]:
    """What Pydantic found, each with its place in the data; what only follows from another fault is left out."""
    found = [(_place(each["loc"]), each) for each in error.errors(include_url=False, include_input=False)]
    spoiled = {place[:end] for place, _ in found for end in range(len(place))}
    told = {
        (place, str(fault)): (place, fault)
        for place, each in found
        # A list is called too short when all that is in it has faults of its own.
        if not (each["type"] == "too_short" and place in spoiled)
        for fault in [_fault(place, each)]
    }
    return list(told.values())


def _place(loc: tuple[int | str, ...]) -> Place:
    """Where in the data: Pydantic's location, kind names and union members left out."""
    place: list[int | str] = []
    for number, part in enumerate(loc):
        tag = part in kinds.kinds() or part in {"Row", "NamedCondition"}
        if tag and number and isinstance(loc[number - 1], int):
            if part == "Row" and loc[number + 1 : number + 2] == ("value",):
                # One wrong value is told once, not once for every sort of value that it is not.
                return (*place, "value")
            continue
        place.append(part)
    return tuple(place)


def _fault(place: Place, error: Mapping[str, Any]) -> Fault:
    path, kind, context = written(place), error["type"], error.get("ctx", {})
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        known = ", ".join(sorted(re.findall(r"\w+", context.get("expected_tags", "")) or kinds.kinds()))
        if kind == "union_tag_invalid":
            return fault(path, "unknown_kind", kind=str(context["tag"]), kinds=known)
        return fault(path, "unknown_kind:missing", kinds=known)
    if kind == "missing":
        name = str(place[-1])
        return fault(path, f"missing:{name}" if f"missing:{name}" in SENTENCES else "missing", name=name)
    if kind == "extra_forbidden":
        return fault(path, "unknown_name", name=str(place[-1]))
    if len(place) > 2 and place[-3] == "rows" and place[-1] == "value":
        return fault(path, "bad_value:row")
    if found := next((name for name in (kind, f"shape:{kind}") if name in SENTENCES), None):
        return fault(path, found, **{name: str(value) for name, value in context.items()})
    return fault(path, "shape", message=str(error["msg"]).removeprefix("Value error, "))


def written(place: Place) -> str:
    """A place as people read it: ``sections[0].steps[1].items[2].label``; of the whole, "document"."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return path.removeprefix(".") or "document"


def plain(form: Form) -> dict[str, Any]:
    """The document as the plain data of a YAML or JSON file, defaults left out."""
    data = form.model_dump(mode="json", exclude_defaults=True)
    _keep_kinds(form, data)
    return data


def canonical(form: Form) -> str:
    """The document as canonical JSON: sorted keys, no white space, defaults left out."""
    return json.dumps(plain(form), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _keep_kinds(form: Form, data: dict[str, Any]) -> None:
    """Put back each item's ``kind``, first: it equals its class's default, and is what tells the kinds apart."""
    steps = [data["gate"]["step"], *(step for section in data["sections"] for step in section["steps"])]
    for step, dumped in zip(form.steps, steps, strict=True):
        dumped["items"] = _with_kinds(step.items, dumped["items"])


def _with_kinds(items: Iterable[Item], dumped: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [{"kind": item.kind, **entry} for item, entry in zip(items, dumped, strict=True)]
    for item, entry in zip(items, found, strict=True):
        if isinstance(item, Group):
            entry["items"] = _with_kinds(item.items, entry["items"])
    return found


def sha256(document: str) -> str:
    """Hex digest of a canonical document: its identity."""
    return hashlib.sha256(document.encode()).hexdigest()


def rebuild() -> None:
    """Take in kinds that were registered after this module was imported."""
    for model in (Group, Step, Section, Gate, Form):
        model.model_rebuild(force=True)


rebuild()

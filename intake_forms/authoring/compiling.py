"""The form document out of what editors wrote, and from every path in it the way back to its block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from math import isfinite
from typing import Any, NamedTuple

from django.conf import settings
from wagtail import blocks
from wagtail.models import DraftStateMixin

from intake_forms.authoring import listing, outline, recordings, text
from intake_forms.authoring.blocks import COMMA, NAMED, Audio, Condition, Fact, Names
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.schema.comparing import LISTS, NO_VALUE, Takes
from intake_forms.schema.document import SCHEMA_VERSION


class Place(NamedTuple):
    """Where a part of the document is edited: the snippet, and Wagtail's content path in it."""

    snippet: DraftStateMixin
    path: str


class Places(dict[str, Place]):
    """The place of each path in a document."""

    def __init__(self, state: Callable[[Any], Any] = lambda snippet: snippet) -> None:
        """``state``: a choice set as it was published -> as it stands in this document."""
        super().__init__()
        self._state = state
        #: The choice sets that its questions use, by their numbers.
        self.sets: dict[int, ChoiceSet] = {}
        #: Every text, by its path: its block, and its value in the snippet that its place names.
        self.texts: dict[str, tuple[text.LocalizedText, Any]] = {}
        #: Paths of recordings that say something else than the text does by now.
        self.outdated: list[str] = []

    def chosen(self, choice_set: ChoiceSet) -> ChoiceSet:
        """A choice set as it stands in this document; looked for once."""
        if choice_set.pk not in self.sets:
            self.sets[choice_set.pk] = self._state(choice_set)
        return self.sets[choice_set.pk]

    @cached_property
    def stale(self) -> list[tuple[str, str]]:
        """Translations made from a source text that has changed since: path and language."""
        found = ((path, value, code) for path, (_block, value) in self.texts.items() for code in text.TRANSLATED)
        return [(path, code) for path, value, code in found if text.state(value, code) == "stale"]


class Document(NamedTuple):
    """A document as plain data, maybe unfinished, and the place of each of its paths."""

    data: dict[str, Any]
    places: Places


def latest(snippet: Any) -> Any:
    """A snippet as last saved, be it ready or not."""
    return snippet.get_latest_revision_as_object()


def _state(draft: bool, instead: Any = None) -> Callable[[Any], Any]:
    """From a snippet as it was published to itself as it is asked for."""

    def shown(snippet: Any) -> Any:
        return instead if snippet == instead else latest(snippet) if draft else snippet

    return shown


def sections(form: IntakeForm, *, draft: bool, instead: Any = None) -> list[FormSection]:
    """The sections in their order; ``draft``: as last saved, otherwise those that are ready, as published.

    ``instead``: a revision of a snippet, which takes its place.
    """
    found = list(FormSection.objects.filter(form=form).select_related("form", "latest_revision"))
    shown = map(_state(draft, instead), found if draft else [each for each in found if each.live])
    return sorted(shown, key=lambda each: (each.position, each.pk))


def data(form: IntakeForm, *, draft: bool, instead: Any = None) -> Document:
    """The whole form as the data of a YAML file. ``draft``: as last saved, otherwise as published; ``instead``: see there."""
    state = _state(draft, instead)
    shown, places = state(form), Places(state)
    found: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "key": shown.key,
        "languages": [code for code, _name in settings.LANGUAGES],
        "retention": {"draft_days": shown.draft_days, "submission_days": shown.submission_days},
    }
    for name in ("key", "retention"):
        places[name] = Place(shown, "key" if name == "key" else "draft_days")
    for child in shown.front:
        found[child.block_type] = _of(child, child.block_type, Place(shown, f"front.{child.id}"), places)
    found |= _gate(shown, places) | _lists(shown, places) | _who(shown, places)
    found["sections"] = [
        _section(each, f"sections[{number}]", places)
        for number, each in enumerate(sections(form, draft=draft, instead=instead))
    ]
    _give_types(found)
    return Document(found, places)


def carried(form: IntakeForm) -> Document:
    """What a form takes over from others, as last saved, and nothing else of it."""
    places = Places(latest)
    return Document({"carries": _many(latest(form), "carries", places)}, places)


def choices(shared: ChoiceSet, *, draft: bool = True) -> Document:
    """The options of a choice set, as last saved or as they are: what questions that use it have in common."""
    places = Places(_state(draft))
    return Document({"options": _shared(places.chosen(shared), "options", places)}, places)


def snippets(form: IntakeForm, document: Document) -> list[Any]:
    """All that a form is made of, as published: itself, each of its sections, and the choice sets that ``document`` uses."""
    used = ChoiceSet.objects.filter(pk__in=document.places.sets).select_related("locked_by")
    return [form, *FormSection.objects.filter(form=form).select_related("form", "locked_by"), *used]


def _gate(form: IntakeForm, places: Places) -> dict[str, Any]:
    gate: dict[str, Any] = {"exits": []}
    for child in form.gate:
        path = "gate.step" if child.block_type == "step" else f"gate.exits[{len(gate['exits'])}]"
        part = _of(child, path, Place(form, f"gate.{child.id}"), places)
        if child.block_type == "step":
            gate["step"] = part
        else:
            gate["exits"].append(part)
    return {"gate": gate}


def _who(form: IntakeForm, places: Places) -> dict[str, Any]:
    """Who begins a form, who fills it in, and until when it cannot be sent."""
    found: dict[str, Any] = {
        name: getattr(form, name) for name in ("opened_by", "role_question") if getattr(form, name)
    }
    places |= {name: Place(form, name) for name in found}
    for child in form.hold:
        found["hold"] = _of(child, "hold", Place(form, f"hold.{child.id}"), places)
    return found


def _lists(form: IntakeForm, places: Places) -> dict[str, Any]:
    conditions = {}
    for child in form.conditions:
        key = child.value.get("key") or ""
        conditions[key] = _of(child, f"conditions.{key}", Place(form, f"conditions.{child.id}"), places)
    found: dict[str, Any] = {"conditions": conditions}
    for name in ("rule_sets", "carries"):
        found[name] = _many(form, name, places)
    return found


def _many(form: IntakeForm, name: str, places: Places) -> list[Any]:
    """What one of a form's streams holds."""
    return [
        _of(child, f"{name}[{number}]", Place(form, f"{name}.{child.id}"), places)
        for number, child in enumerate(getattr(form, name))
    ]


def _section(section: FormSection, path: str, places: Places) -> dict[str, Any]:
    places[path] = places[f"{path}.key"] = Place(section, "key")
    found: dict[str, Any] = {"key": section.key, "steps": []}
    for child in section.heading:
        found["title"] = _of(child, f"{path}.title", Place(section, f"heading.{child.id}"), places)
    for number, child in enumerate(section.steps):
        place = Place(section, f"steps.{child.id}")
        found["steps"].append(_of(child, f"{path}.steps[{number}]", place, places))
    return found


def _of(child: Any, path: str, place: Place, places: Places) -> Any:
    return _part(child.block, child.value, path, place, places)


def _part(block: blocks.Block, value: Any, path: str, place: Place, places: Places) -> Any:
    """The data of one block; None for what was left empty."""
    places[path] = place
    if isinstance(block, text.LocalizedText):
        places.texts[path] = block, value
        return text.plain(value) or None
    if isinstance(block, Audio):
        return _audio(value, path, place, places)
    if isinstance(block, Condition):
        return _condition(value, path, place, places)
    if isinstance(block, blocks.StructBlock):
        if isinstance(block, Fact) and not value.get("source"):
            return None
        return _struct(block, value, path, place, places)
    if isinstance(block, (blocks.ListBlock, blocks.StreamBlock)):
        return _list(block, value, path, place, places)
    if isinstance(block, Names):
        return [name for name in (value or "").replace(" ", "").split(COMMA) if name]
    if isinstance(block, blocks.DateBlock):
        return value.isoformat() if value else None
    return value


def _struct(block: blocks.StructBlock, value: Any, path: str, place: Place, places: Places) -> dict[str, Any]:
    found: dict[str, Any] = {}
    chosen = places.chosen(value["choice_set"]) if value.get("choice_set") else None
    for name, child in block.child_blocks.items():
        inside = Place(place.snippet, f"{place.path}.{name}")
        if name == "choice_set":
            found |= {name: chosen.name} if chosen else {}
            places[f"{path}.{name}"] = inside
            continue
        if chosen and name == "options":
            places[f"{path}.options"] = inside
            part = _shared(chosen, f"{path}.options", places)
            part += _list(child, value.get(name), f"{path}.options", inside, places, len(part))
        else:
            part = _part(child, value.get(name), f"{path}.{name}", inside, places)
        if part not in (None, "", [], {}):
            found[name] = part
    for child in value.get("audio") or ():
        code = child.block_type
        if child.value.get("of") != recordings.mark(found, code):
            places.outdated.append(f"{path}.audio.{code}")
    return found


def _shared(chosen: ChoiceSet, path: str, places: Places) -> list[dict[str, Any]]:
    """The options of a choice set, at a path of a document."""
    return [
        _of(each, f"{path}[{number}]", Place(chosen, f"options.{each.id}"), places)
        for number, each in enumerate(chosen.options)
    ]


def _audio(value: Any, path: str, place: Place, places: Places) -> dict[str, Any]:
    """Where each recording is: its file, or where that was."""
    found = {}
    for child in value or ():
        places[f"{path}.{child.block_type}"] = Place(place.snippet, f"{place.path}.{child.id}.file")
        said = child.value
        if said.get("file"):
            found[child.block_type] = recordings.clip(said["file"])
        elif said.get("was"):
            found[child.block_type] = recordings.noted(said["was"])
    return found


def _list(block: Any, value: Any, path: str, place: Place, places: Places, offset: int = 0) -> list[dict[str, Any]]:
    found = []
    for number, child in enumerate(_children(value), offset):
        part = _of(child, f"{path}[{number}]", Place(place.snippet, f"{place.path}.{child.id}"), places)
        found.append({"kind": child.block_type, **part} if isinstance(block, blocks.StreamBlock) else part)
    return found


def _children(value: Any) -> Iterable[Any]:
    """The children of a list or stream, with their ids."""
    return getattr(value, "bound_blocks", value) or ()


def _condition(value: Any, path: str, place: Place, places: Places) -> dict[str, Any] | None:
    rows = []
    for number, child in enumerate(_children(value.get("rows"))):
        places[f"{path}.rows[{number}]"] = Place(place.snippet, f"{place.path}.rows.{child.id}.source")
        rows.append(_row(child.value))
    return {"match": value.get("match") or "all", "rows": rows} if rows else None


def _row(value: Mapping[str, Any]) -> dict[str, Any]:
    source = value.get("source") or ""
    if source.startswith(NAMED):
        return {"condition": source.removeprefix(NAMED)}
    row = {name: value.get(name) for name in ("source", "op", "value", "of", "times")}
    if row["op"] in NO_VALUE:
        row["value"] = None
    return {name: part for name, part in row.items() if part not in (None, "")}


def _give_types(found: Any) -> None:
    """Values of conditions stand as text in their inputs: make them what the operator and the question take."""
    takes = outline.takes()
    known = {source: takes.get(outline.compares_like(item), {}) for source, item, _around in outline.items(found)}
    for row in _rows(found):
        if "value" in row:
            row["value"] = _typed(row, known.get(row.get("source", ""), {}))


def _typed(row: Mapping[str, Any], takes: Takes) -> Any:
    said, op = str(row["value"]), row.get("op")
    if op in LISTS:
        return listing.split(said)
    return _number(said) if op and takes.get(op) in ("number", "years") else said


def _number(said: str) -> int | float | str:
    """The number that a text is; itself where it is none: lint says what is wrong with it."""
    for read in (int, float):
        try:
            number = read(said)
        except ValueError:
            continue
        return number if isfinite(number) else said
    return said


def _rows(part: Any) -> Iterator[dict[str, Any]]:
    """Every row of every condition in the data."""
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(each, dict) and isinstance(each.get("rows"), list):
            yield from each["rows"]
        yield from _rows(each)

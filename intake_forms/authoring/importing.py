"""A form document put into the snippets that editors work with: how a file becomes something to edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from wagtail import blocks

from intake_forms.authoring import listing, recordings, text
from intake_forms.authoring.blocks import COMMA, NAMED, Audio, Condition, Names
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.standing import Standing
from intake_forms.schema import document
from intake_forms.schema.document import Form


@transaction.atomic
def take_in(form: Form, *, by: Any = None) -> IntakeForm:
    """Make the snippets say what a document says, matching by key, and mark them ready. Returns the form's snippet.

    What says so already stays as it is. Sections that the document does not have are deleted; what was there before stays in
    the revisions of the others.
    """
    standing = Standing(form)
    for each in standing.gone:
        each.delete()
    data = document.plain(form)
    made = _Raw(form.key, recordings.in_form(form), _take_sets(standing, by))
    snippet = standing.snippet
    if snippet is None or standing.form_differs():
        snippet = _take_form(snippet or IntakeForm(key=form.key, name=form.key), form, data, made, by)
    for number, section in enumerate(data["sections"]):
        if standing.section_differs(number):
            _take_section(snippet, standing.sections.get(section["key"]), section, number + 1, made, by)
    return snippet


def _take_sets(standing: Standing, by: Any) -> dict[str, ChoiceSet]:
    """The choice sets that a document names."""
    found = {}
    for name, options in standing.shared.items():
        found[name] = standing.sets.get(name) or ChoiceSet(name=name)
        if standing.set_differs(name):
            dumped = [each.model_dump(mode="json", exclude_defaults=True) for each in options]
            stream = [("option", each, f"option.{each['value']}") for each in dumped]
            found[name].options = _Raw(f"choice set/{name}").stream(found[name], "options", stream)
            _ready(found[name], by)
    return found


def _take_form(snippet: IntakeForm, form: Form, data: Mapping[str, Any], made: _Raw, by: Any) -> IntakeForm:
    if snippet._state.adding:
        snippet.name = next(iter(form.title.values()))[:100]
    snippet.draft_days, snippet.submission_days = form.retention.draft_days, form.retention.submission_days
    snippet.front = made.stream(snippet, "front", [(name, data[name], name) for name in ("title", "start", "done")])
    exits = [("exit", each, f"exit.{each['key']}") for each in data["gate"].get("exits", ())]
    snippet.gate = made.stream(snippet, "gate", [("step", data["gate"]["step"], "gate"), *exits])
    named = [
        ("condition", {"key": key, **each}, f"condition.{key}") for key, each in data.get("conditions", {}).items()
    ]
    snippet.conditions = made.stream(snippet, "conditions", named)
    rules = [("rule_set", each, f"rule_set.{each['key']}") for each in data.get("rule_sets", ())]
    snippet.rule_sets = made.stream(snippet, "rule_sets", rules)
    carries = [("carry", each, f"carry.{each['target']}") for each in data.get("carries", ())]
    snippet.carries = made.stream(snippet, "carries", carries)
    snippet.opened_by, snippet.role_question = form.opened_by, form.role_question or ""
    snippet.hold = made.stream(snippet, "hold", [("hold", data["hold"], "hold")] if form.hold else [])
    _ready(snippet, by)
    return snippet


def _take_section(
    form: IntakeForm, found: FormSection | None, data: Mapping[str, Any], position: int, made: _Raw, by: Any
) -> None:
    section = found or FormSection(form=form, key=data["key"], name=next(iter(data["title"].values()))[:100])
    section.position = position
    section.heading = made.stream(section, "heading", [("title", data["title"], f"{data['key']}.title")])
    section.steps = made.stream(section, "steps", [("step", each, f"step.{each['key']}") for each in data["steps"]])
    _ready(section, by)


def _ready(snippet: Any, by: Any) -> None:
    """Save, keep a revision, publish: ready."""
    snippet.save()
    snippet.save_revision(user=by).publish(user=by)


class _Raw:
    """Blocks of one form as Wagtail stores them. Ids are derived from form and keys: the same file makes the same blocks."""

    def __init__(
        self, form: str, recorded: Mapping[str, Any] | None = None, sets: Mapping[str, ChoiceSet] | None = None
    ) -> None:
        """``recorded``: the documents that its recordings are, by address; ``sets``: its choice sets, by name."""
        self.form, self.recorded = form, recorded or {}
        self.sets = {name: (each.pk, len(each.options)) for name, each in (sets or {}).items()}

    def stream(self, snippet: Any, field: str, children: list[tuple[str, Any, str]]) -> Any:
        """The value of a stream field out of (block type, data, seed of its id)."""
        block = snippet._meta.get_field(field).stream_block
        raw = [self._child(name, block.child_blocks[name], data, seed) for name, data, seed in children]
        return block.to_python(raw)

    def _child(self, name: str, block: blocks.Block, data: Any, seed: str) -> dict[str, Any]:
        return {
            "type": name,
            "id": str(uuid5(NAMESPACE_URL, f"{self.form}/{seed}")),
            "value": self._value(block, data, seed),
        }

    def _value(self, block: blocks.Block, data: Any, seed: str) -> Any:
        if isinstance(block, text.LocalizedText):
            return text.marked(data or {})
        if isinstance(block, Condition):
            extra = {"key": data["key"]} if data and "key" in data else {}
            return extra | self._condition(block, data, seed)
        if isinstance(block, blocks.StructBlock):
            given = self._without_shared(data or {})
            return {
                name: self._audio(given, f"{seed}.{name}")
                if isinstance(child, Audio)
                else self._value(child, given.get(name), f"{seed}.{name}")
                for name, child in block.child_blocks.items()
                if name in given or not isinstance(child, blocks.FieldBlock)
            }
        if isinstance(block, blocks.StreamBlock):
            return [
                self._child(each["kind"], block.child_blocks[each["kind"]], each, f"{seed}.{each['key']}")
                for each in data or ()
            ]
        if isinstance(block, blocks.ListBlock):
            names = [str(each.get("value") or each.get("key") or n) for n, each in enumerate(data or ())]
            return [
                self._child("item", block.child_block, each, f"{seed}.{n}")
                for each, n in zip(data or (), names, strict=True)
            ]
        if isinstance(block, Names):
            return COMMA.join(data or ())
        return data

    def _without_shared(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """A question by whose side its choice set stands: the set by its number, the options that are its own."""
        if "choice_set" not in data:
            return data
        number, length = self.sets[data["choice_set"]]
        return {**data, "choice_set": number, "options": data["options"][length:]}

    def _audio(self, part: Any, seed: str) -> list[dict[str, Any]]:
        """The recordings of a part, taken for made from its texts as they are. One that is not here stays known."""
        found = []
        for code, clip in part.get("audio", {}).items():
            there = self.recorded.get(clip["url"])
            file = {"file": there.pk if there else None, "was": recordings.note(clip)}
            value = {**file, "of": recordings.mark(part, code)}
            found.append({"type": code, "id": str(uuid5(NAMESPACE_URL, f"{self.form}/{seed}.{code}")), "value": value})
        return found

    def _condition(self, block: Any, data: Any, seed: str) -> dict[str, Any]:
        rows = [_row(row) for row in (data or {}).get("rows", ())]
        child = block.child_blocks["rows"].child_block
        raw = [self._child("item", child, row, f"{seed}.rows.{n}") for n, row in enumerate(rows)]
        return {"match": (data or {}).get("match", "all"), "rows": raw}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    if "condition" in row:
        return {"source": f"{NAMED}{row['condition']}", "op": "is"}
    value = row.get("value")
    said = listing.join(value) if isinstance(value, list) else None if value is None else str(value)
    return {**row, "value": said}

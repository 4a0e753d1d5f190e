"""What the editor of one section needs to know of the rest of its form: earlier questions, and what there is to take over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language

from intake_forms.schema import kinds
from intake_forms.schema.comparing import Takes
from intake_forms.schema.kinds import yes_no

Data = Mapping[str, Any]


def said(text: Any) -> str:
    """A text of a document in the editor's language, else in any."""
    if not isinstance(text, Mapping):
        return ""
    own = text.get((get_language() or "en").split("-")[0])
    return str(own or next(filter(None, text.values()), ""))


def earlier(form: Data, section: str | None) -> list[dict[str, Any]]:
    """The questions that conditions of a section may read, of the sections before it: key, kind, label, group, options.

    ``form`` is a document as plain data, maybe unfinished; ``section`` the key of one, None for the gate's.
    """
    if section is None:
        return []
    steps = [(form.get("gate") or {}).get("step") or {}]
    for one in form.get("sections", ()):
        if one.get("key") == section:
            break
        steps += one.get("steps", ())
    return [question for step in steps for question in _questions(step)]


def questions(form: Data) -> list[dict[str, Any]]:
    """The same of a whole form."""
    return [question for step in _steps(form) for question in _questions(step)]


def items(form: Data) -> Iterator[tuple[str, Data, Data]]:
    """Every item of a form: what conditions call it, the item, the group it stands in or nothing."""
    for step in _steps(form):
        for item in step.get("items", ()):
            yield str(item.get("key", "")), item, {}
            for inner in item.get("items", ()):
                yield f"{item.get('key', '')}.{inner.get('key', '')}", inner, item


def keys(form: Data, section: str | None) -> set[str]:
    """What conditions call the items of a section; None: of the first step."""
    gate = {"gate": form.get("gate")} if section is None else {}
    mine = [each for each in form.get("sections", ()) if each.get("key") == section]
    return {key for key, _item, _group in items({**gate, "sections": mine})}


def carried(form: Data) -> list[dict[str, str]]:
    """What one form can take over from another, or into its own: questions and groups, as key, label and group."""
    asked = {key for key, item, around in items(form) if item.get("kind") != "computed" and not around}
    return [
        {"value": each["key"], "label": each["label"], "group": each["group"]}
        for each in questions(form)
        if each["key"] in asked
    ]


def _steps(form: Data) -> Iterator[Data]:
    yield (form.get("gate") or {}).get("step") or {}
    for one in form.get("sections", ()):
        yield from one.get("steps", ())


def _questions(step: Data) -> Iterator[dict[str, Any]]:
    title = said(step.get("title"))
    for item in step.get("items", ()):
        yield from _entry(item, title, "")
        for inner in item.get("items", ()):
            yield from _entry(inner, f"{title} > {said(item.get('label'))}", f"{item.get('key')}.")


def _entry(item: Data, group: str, home: str) -> Iterator[dict[str, Any]]:
    kind, options = compares_like(item), item.get("options") or item.get("values") or ()
    if item.get("kind") == "yes_no":
        values = ("yes", "no", "not_sure") if item.get("unsure") else ("yes", "no")
        options = [{"value": value, "label": item.get(value) or yes_no.words(value)} for value in values]
    if kind in takes() and item.get("key"):
        offered = [
            {"value": str(one.get("value")), "label": said(one.get("label")) or one.get("value")} for one in options
        ]
        label = said(item.get("label")) or str(item["key"])
        yield {"key": f"{home}{item['key']}", "kind": kind, "label": label, "group": group, "options": offered}


def takes() -> dict[str, Takes]:
    """The comparisons of each kind that has any."""
    return {name: kind.takes for name, kind in kinds.kinds().items() if kind.takes}


def compares_like(item: Data) -> str:
    """The kind of which an item has the comparisons: a computed value those of a choice or, being a sum, of a number."""
    kind = str(item.get("kind"))
    return kind if kind != "computed" else "choice" if item.get("values") else "number"

"""What the editor of one section needs to know of the rest of its form: earlier questions, named conditions, readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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


def readers(form: Data, section: str | None) -> dict[str, list[str]]:
    """Who reads each source outside a section: source -> names of steps and items."""
    found: dict[str, list[str]] = {}
    for name, condition in (form.get("conditions") or {}).items():
        _note(found, condition, f"@{name}")
    for one in form.get("sections", ()):
        if one.get("key") != section:
            for step in one.get("steps", ()):
                _read(found, step, said(step.get("title")))
    for page in (*(form.get("gate") or {}).get("exits", ()), form.get("hold") or {}):
        _note(found, page.get("when"), said(page.get("title")))
    return found


def _read(found: dict[str, list[str]], part: Data, name: str) -> None:
    """Note the conditions of a step or item and of all that stands in it."""
    for condition in (part.get("show_if"), part.get("when")):
        _note(found, condition, name)
    for inside in ("items", "options", "accepts", "values"):
        for one in part.get(inside, ()):
            _read(found, one, said(one.get("label")) or name)


def _note(found: dict[str, list[str]], condition: Any, name: str) -> None:
    rows: Iterable[Data] = condition.get("rows", ()) if isinstance(condition, Mapping) else ()
    for row in rows:
        source = str(row.get("source") or f"@{row.get('condition')}")
        if name not in found.setdefault(source, []):
            found[source].append(name)

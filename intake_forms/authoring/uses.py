"""Who uses the answer to a question: what an editor who changes or deletes it has to think of, each with a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from intake_forms.authoring import compiling
from intake_forms.authoring.compiling import Document
from intake_forms.authoring.findings import Urls
from intake_forms.authoring.models import IntakeForm
from intake_forms.authoring.places import BETWEEN, NAME_AT_MOST, Words, quoted

#: Fields that a part of a form uses answers by; what they are in is named instead.
_FIELDS = ("show_if", "when", "total", "per", "title", "target")


def uses(found: Document, keys: set[str]) -> dict[str, list[dict[str, str]]]:
    """For each of these questions what uses it in the whole form as last saved, and in other forms: ``name`` and ``url``."""
    urls, words = Urls(found.places), Words(found.data)
    told: dict[str, dict[str, str]] = {}
    for key, path in _found(found.data):
        if key in keys:
            told.setdefault(key, {})[_name(key, path, words)] = urls.of(path)
    for key, name, url in _elsewhere(str(found.data.get("key"))) if keys else ():
        if key in keys:
            told.setdefault(key, {})[name] = url
    return {key: [{"name": name, "url": url} for name, url in each.items()] for key, each in told.items()}


def _found(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and path of every use; what uses a named condition uses what that reads."""
    named = data.get("conditions") or {}
    for key, path in _within(data, ""):
        name = key.removeprefix("@")
        if name == key:
            yield key, path
        else:
            yield from ((inner, path) for inner, _path in _within(named.get(name), "") if not inner.startswith("@"))
    if data.get("role_question"):
        yield data["role_question"], "role_question"


def _within(part: Any, path: str) -> Iterator[tuple[str, str]]:
    """The uses in a part of a form, at its path; named conditions as they are called, with an @ before."""
    if isinstance(part, list):
        for number, each in enumerate(part):
            yield from _within(each, f"{path}[{number}]")
    if not isinstance(part, Mapping):
        return
    for row in part.get("rows") or ():
        yield from ((key, path) for key in _of_row(row))
    for name, each in part.items():
        at = f"{path}.{name}" if path else name
        if name == "title" and isinstance(each, list):
            yield from ((f"{part.get('key')}.{key}", at) for key in each)
        elif name == "total":
            yield from ((key, at) for source in each for key in {source, source.partition(".")[0]})
        elif name in ("per", "target"):
            yield str(each), at
        elif name != "rows":
            yield from _within(each, at)


def _of_row(row: Mapping[str, Any]) -> Iterator[str]:
    """What a row of a condition reads; of all in a group the group too."""
    source = str(row.get("source") or "")
    yield source or f"@{row.get('condition')}"
    if row.get("of"):
        yield source.partition(".")[0]


def _name(key: str, path: str, words: Words) -> str:
    """What uses an answer, as its page calls it."""
    home, _dot, field = path.rpartition(".")
    if home == "conditions":
        return f"{_('Condition')} {quoted(Truncator(words.named(field)).chars(NAME_AT_MOST))}"
    if field == "target":
        return f"{words.place('carries')}{BETWEEN}{words.question(key)}"
    part = home if field in _FIELDS else path
    # An option, an accepted paper or an outcome says little without its question.
    inside = part.rpartition("[")[0].rpartition(".")[2] in ("options", "accepts", "values")
    said = words.stations(part)
    return BETWEEN.join(said[-2:] if inside else said[-1:])


def _elsewhere(key: str) -> Iterator[tuple[str, str, str]]:
    """The questions of a form that others take over: key, name and address."""
    for form in IntakeForm.objects.exclude(key=key).select_related("latest_revision"):
        data = compiling.carried(form)
        urls, words = Urls(data.places), Words(data.data)
        for number, carry in enumerate(data.data["carries"]):
            if carry.get("form") == key:
                yield (
                    str(carry.get("source")),
                    f"{form.name}{BETWEEN}{words.place('carries')}",
                    urls.of(f"carries[{number}]"),
                )

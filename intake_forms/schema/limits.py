"""How long the texts of a form may be, in characters of each language: the one place that editor, files and spreadsheets ask.

Labels and titles stand on cheap telephones, in lists and in the titles of windows; a paragraph is read, or nobody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from intake_forms.schema.document import Form
from intake_forms.schema.faults import Fault, fault

#: By the name of the text in documents.
LIMITS: Mapping[str, int] = {
    "title": 120,
    "label": 300,
    "missing": 300,
    "singular": 60,
    "add": 80,
    "yes": 60,
    "no": 60,
    "not_sure": 60,
    "hint": 10_000,
    "why": 10_000,
    "cannot_get": 10_000,
    "body": 20_000,
}
#: Of texts that kinds from outside call otherwise.
OTHER = 10_000


def of(name: str) -> int:
    """The most characters that a text of that name may have."""
    return LIMITS.get(name, OTHER)


def faults(form: Form) -> Iterator[Fault]:
    """Texts that are too long, in each language."""
    for path, text in _texts(form, ""):
        limit = of(path.rpartition(".")[2])
        for language, said in text.items():
            if len(said) > limit:
                more = {"language": language, "given": str(len(said)), "limit": str(limit)}
                yield fault(f"{path}.{language}", "too_long", **more)


def _texts(part: Any, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text that was written in a part of a document, with its path."""
    if isinstance(part, BaseModel):
        written = part.model_fields_set
        for name, member in part:
            if name in written:
                yield from _texts(member, f"{path}.{name}" if path else name)
    elif isinstance(part, tuple):
        for number, member in enumerate(part):
            yield from _texts(member, f"{path}[{number}]")
    elif isinstance(part, dict) and part and all(isinstance(said, str) for said in part.values()):
        yield path, part

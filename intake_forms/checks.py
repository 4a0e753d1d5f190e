"""System checks: every kind of item is whole on every floor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from intake_forms.schema import kinds
from intake_forms.schema.items import Item, Question


@register()
def kinds_are_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each kind has its module on each floor with what is looked for there, and no floor has one that is no kind."""
    known = kinds.kinds()
    found = [error for kind, item in known.items() for error in _of(kind, item)]
    for floor in ("wizard", "authoring"):
        strangers = kinds.names(floor).keys() - {kinds.beside(item, floor) for item in known.values()}
        found += [
            Error(f"{module} belongs to no kind of item.", id="intake_forms.E003") for module in sorted(strangers)
        ]
    return found


def _of(kind: str, item: type[Item]) -> Iterator[CheckMessage]:
    said = item.model_fields["kind"].default
    if said != kind:
        yield Error(f"{item.__module__} calls its kind {said!r}: name both alike.", id="intake_forms.E001")
    wanted = {"wizard": "field" if issubclass(item, Question) else "TEMPLATE", "authoring": "BLOCK"}
    for floor, name in wanted.items():
        module = kinds.beside(item, floor)
        try:
            there = hasattr(import_module(module), name)
        except ModuleNotFoundError:
            there = False
        if not there:
            yield Error(f"The kind {kind!r} needs {module} with {name}.", id="intake_forms.E002")

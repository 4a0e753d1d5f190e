"""System checks: every kind of item is whole on every floor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from intake_forms.schema import kinds
from intake_forms.schema.items import COMMON_RULES, Item, Question
from intake_forms.staff import kinds as desk
from intake_forms.wizard import fields


@register()
def kinds_are_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each kind has its module on each floor that wants one, with the words for its rules and its inputs.

    No floor has a module that is no kind.
    """
    known = kinds.kinds()
    found = [error for kind, item in known.items() for error in _of(kind, item)]
    for floor in ("wizard", "authoring", "staff"):
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
    missing = [
        f"{module} with {name}"
        for floor, name in wanted.items()
        if _in(module := kinds.beside(item, floor), name) is None
    ]
    for each in missing:
        yield Error(f"The kind {kind!r} needs {each}.", id="intake_forms.E002")
    if issubclass(item, Question) and not missing:
        yield from _unsaid(kind, item)


def _unsaid(kind: str, item: type[Question]) -> Iterator[CheckMessage]:
    """What nobody has words for: a rule on the sponsor's page and in the report, an input of several."""
    wanted: list[tuple[str, str, Collection[str], Collection[str]]] = [
        ("wizard", "MESSAGES", fields.MESSAGES, (*COMMON_RULES, *item.rules)),
        ("wizard", "PARTS", (), [part for part in item.parts if part]),
        ("staff", "RULES", desk.RULES, (*COMMON_RULES, *item.rules)),
    ]
    for floor, name, common, wants in wanted:
        module = kinds.beside(item, floor)
        missing = [each for each in wants if each not in common and each not in (_in(module, name) or ())]
        if missing:
            words = ", ".join(missing)
            yield Error(f"The kind {kind!r} needs words in {module}.{name} for: {words}.", id="intake_forms.E004")


def _in(module: str, name: str) -> Any:
    """What a module has under a name; None where either is missing."""
    try:
        return getattr(import_module(module), name, None)
    except ModuleNotFoundError as error:
        if not module.startswith(error.name or "-"):
            raise
        return None

"""How staff see each kind: a module per kind that has something of its own; the others look as their sponsor sees them.

It may have ``display(item, value, language)``, a text or HTML, and ``RULES``: for the report, each of the kind's own rules in
a few words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.utils.translation import gettext_lazy as _

from intake_forms.schema import kinds
from intake_forms.schema.items import Item, Valued

#: Broken rules that several kinds know, and trouble with the file of a paper, in words.
RULES = {
    "required": _("not answered"),
    "unreadable": _("letters that did not arrive"),
    "secret": _("an A-number or Social Security number"),
    "too_long": _("too long"),
    "not_an_option": _("not on the list"),
    "file": _("trouble with a file"),
}


def module(kind: type[Item]) -> ModuleType | None:
    """A kind's module of this floor, where it has one."""
    place = kinds.beside(kind, "staff")
    return import_module(place) if place in kinds.names("staff") else None


def display(item: Valued, value: Any, language: str) -> str:
    """An answer as staff read it; markup in it is escaped already."""
    shown = _displays().get(type(item), type(item).display)
    text: str = shown(item, value, language)
    return text


def rule(code: str) -> str:
    """A broken rule in words; one that nobody has words for any more, as it is called."""
    return str(_rules().get(code) or code.replace("_", " "))


@cache
def _displays() -> Mapping[type[Item], Any]:
    modules = ((kind, module(kind)) for kind in kinds.kinds().values())
    return {kind: found.display for kind, found in modules if found and hasattr(found, "display")}


@cache
def _rules() -> Mapping[str, Any]:
    own = [getattr(module(kind), "RULES", {}) for kind in kinds.kinds().values()]
    return {code: words for rules in (*own, RULES) for code, words in rules.items()}

"""The block that each kind of item is edited with: one module each, named like the kind, its block class as ``BLOCK``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.schema import kinds
from intake_forms.schema.items import Question


def items(*, inner: bool = False) -> blocks.StreamBlock:
    """A stream of items of every kind; ``inner``: of those that may stand in a group."""
    found = [
        (kind, _block(kind))
        for kind, item in kinds.kinds().items()
        if not inner or issubclass(item, Question) or kind == "content"
    ]
    return blocks.StreamBlock(found, label=_("Contents"), required=False, collapsed=True)


@cache
def _block(kind: str) -> blocks.StructBlock:
    block = import_module(kinds.beside(kinds.kinds()[kind], "authoring")).BLOCK
    # A group's own items are of kinds that only this module knows together.
    inside = [("items", items(inner=True))] if kind == "group" else []
    options: dict[str, Any] = {"form_attrs": {"data-question": kind}}
    made: blocks.StructBlock = block(inside, **options)
    return made

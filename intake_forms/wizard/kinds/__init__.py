"""How each kind looks on a page: a module per kind.

It has ``field(item, language)`` for a question, and ``TEMPLATE`` for what is none. Where the kind has rules of its own,
``MESSAGES`` says of each what to do; where it has several inputs, ``PARTS`` says what each is called.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from intake_forms.schema import kinds
from intake_forms.schema.items import Item, Question

if TYPE_CHECKING:
    from intake_forms.wizard.fields import QuestionField


def module(kind: type[Item]) -> ModuleType:
    """A kind's module of this floor. A kind from outside keeps the same two places in its own package."""
    return import_module(kinds.beside(kind, "wizard"))


def field(item: Question, language: str) -> QuestionField:
    """The form field of a question."""
    made: QuestionField = module(type(item)).field(item, language)
    return made


def template(item: Item) -> str:
    """What draws an item that is no question."""
    name: str = module(type(item)).TEMPLATE
    return name

"""How each kind of question looks on a page: a module per kind with ``field(item, language)``."""

from importlib import import_module

from intake_forms.schema.items import Question
from intake_forms.wizard.fields import QuestionField


def field(item: Question, language: str) -> QuestionField:
    """The form field of a question. A kind from outside keeps the same two places in its own package."""
    package = type(item).__module__.removesuffix(f".schema.kinds.{item.kind}")
    made: QuestionField = import_module(f"{package}.wizard.kinds.{item.kind}").field(item, language)
    return made

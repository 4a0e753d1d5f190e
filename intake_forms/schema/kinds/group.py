"""A repeating group: several people or things, each asked the same questions on a screen of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, GetCoreSchemaHandler, SerializeAsAny, model_validator
from pydantic_core import CoreSchema, core_schema

from intake_forms.schema import comparing, kinds
from intake_forms.schema.comparing import Takes
from intake_forms.schema.items import Item, Key, Question, Text, Whole, refused

MOST = 50


class InnerItem:
    """Annotation: a question or a text. Groups hold no groups, papers or computed values."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = {name: item for name, item in kinds.kinds().items() if issubclass(item, Question) or name == "content"}
        choices = {name: handler.generate_schema(item) for name, item in inner.items()}
        return core_schema.tagged_union_schema(choices=choices, discriminator="kind")


class Group(Item):
    """Items of ``min`` to ``max`` people or things. The only thing on its step beside texts."""

    # Its own items are of kinds that are found only when every module stands: built by document.rebuild().
    model_config = ConfigDict(defer_build=True)
    takes: ClassVar[Takes] = comparing.COUNT

    kind: Literal["group"] = "group"
    label: Text
    #: One of them: "adult".
    singular: Text
    #: What the button says: "Add an adult".
    add: Text
    hint: Text | None = None
    why: Text
    min: Annotated[Whole, Field(ge=0, le=MOST)] = 0
    max: Annotated[Whole, Field(ge=1, le=MOST)] = 10
    #: The questions whose answers name an item on lists; the first question where there is none.
    title: tuple[Key, ...] = ()
    items: Annotated[tuple[SerializeAsAny[Annotated[Item, InnerItem]], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.min > self.max:
            raise refused("shape:order")
        if not any(isinstance(item, Question) for item in self.items):
            raise refused("shape:asks_nothing")
        return self

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions asked of each item, in order."""
        return tuple(item for item in self.items if isinstance(item, Question))

    @property
    def naming(self) -> tuple[str, ...]:
        """Keys of the questions that name an item."""
        return self.title or tuple(question.key for question in self.questions[:1])

    def name(self, values: Mapping[str, Any], language: str) -> str:
        """What an item goes by, "" where nothing of it was answered yet."""
        named = [(item, values.get(item.key)) for key in self.naming for item in self.questions if item.key == key]
        return " ".join(item.display(value, language) for item, value in named if value not in (None, "", []))


ITEM = Group

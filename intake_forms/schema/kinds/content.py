"""A text between questions: it asks nothing."""

from typing import Literal

from intake_forms.schema.items import Fact, Item, Text


class Content(Item):
    """Paragraphs parted by an empty line; lines beginning with "- " are a list."""

    kind: Literal["content"] = "content"
    title: Text | None = None
    body: Text
    style: Literal["plain", "note", "warning"] = "plain"
    fact: Fact | None = None


ITEM = Content

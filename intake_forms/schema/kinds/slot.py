"""A place for one paper, of one or several files."""

from typing import Literal

from intake_forms.schema.items import Fact, Item, Key, Part, Text


class Accepted(Part):
    """One paper that this slot accepts, and where that rule comes from."""

    key: Key
    label: Text
    fact: Fact | None = None


class Slot(Item):
    """A document slot. Submitting never waits for it: every paper can also be brought."""

    kind: Literal["slot"] = "slot"
    label: Text
    hint: Text | None = None
    why: Text
    accepts: tuple[Accepted, ...] = ()
    fact: Fact | None = None


ITEM = Slot

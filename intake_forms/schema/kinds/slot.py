"""A place for one paper, of one or several files, and what the person says of it."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from intake_forms.schema.items import Condition, Fact, Flag, Invalid, Item, Key, Part, Raw, Text, Whole, only

#: What a person can say of a paper; sending never waits for one.
SAID = ("now", "will_bring", "cannot_get", "not_applicable")
#: Why somebody cannot get one.
REASONS = ("lost", "other_country", "takes_long", "costs_money", "afraid_to_ask", "never_had", "other")


class Accepted(Part):
    """One paper that this slot accepts, and where that rule comes from.

    ``alone``: it is enough by itself; otherwise it takes two such papers.
    """

    key: Key
    label: Text
    show_if: Condition | None = None
    alone: Flag = True
    fact: Fact | None = None


class Slot(Item):
    """A document slot, one for each item of the group ``per`` where that is named: files hang on the person."""

    #: The names of its inputs beside the files.
    parts: ClassVar[tuple[str, ...]] = ("said", "reason")

    kind: Literal["slot"] = "slot"
    label: Text
    hint: Text | None = None
    why: Text
    #: A good thing to have that is not usually asked for. Sending waits for no paper, be it one of these or not.
    optional: Flag = False
    per: Key | None = None
    accepts: tuple[Accepted, ...] = ()
    #: Shown to somebody who cannot get the paper: the next thing to try.
    cannot_get: Text | None = None
    #: How many sides the paper has: of a card with two, the photos are called by theirs, the front first.
    sides: Annotated[Whole, Field(ge=1, le=2)] = 1
    #: Files at most.
    max_files: Annotated[Whole, Field(ge=1, le=50)] = 20
    fact: Fact | None = None

    def answer(self, raw: Raw) -> dict[str, str] | None:
        """What was said of the paper: ``said``, and a ``reason`` where it cannot be had; None for nothing."""
        said, reason = only(raw, "said"), only(raw, "reason")
        if said not in ("", *SAID) or reason not in ("", *REASONS):
            raise Invalid("not_an_option")
        if not said:
            return None
        return {"said": said, "reason": reason} if said == "cannot_get" and reason else {"said": said}


ITEM = Slot

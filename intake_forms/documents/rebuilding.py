"""A file's pages, drawn anew by a child process: pictures that hold nothing of the file but its looks.

There is no rebuilt PDF: the pictures of the pages are what staff see.
"""

from __future__ import annotations

import contextlib
import json
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from intake_forms.documents import inspection, sandbox

_CHILD = Path(__file__).with_name("redrawing.py")
#: A child has 20 seconds of the processor. One that drew a page in them is followed by another, up to so many.
_LIMITS = sandbox.Limits(memory=700 * 2**20, processor=20, clock=60, answer=150 * 2**20)
_CHILDREN = 6
#: What a page is drawn as; what a child may say of a file; and what a PDF may have in it.
PICTURES = ("image/jpeg", "image/png")
_PROBLEMS = ("unreadable", "locked", "too_many_pages", "too_complicated")
ACTIVE = {"actions", "attachments", "javascript", "launch", "xfa"}
#: The longest JSON of a frame, and the largest picture, in bytes: more than any honest child says.
_FRAME, _PICTURE = 10_000, 20 * 2**20


@dataclass(frozen=True)
class Page:
    """One page: its number from 0, a JPEG or PNG, and a small JPEG; width and height in pixels."""

    number: int
    image: bytes
    thumbnail: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Rebuilt:
    """All of a file: its pages, and what it could have done by itself (some of ACTIVE)."""

    pages: tuple[Page, ...]
    active: tuple[str, ...]


class Broken(Exception):
    """The child failed by itself: nothing is known of the file."""


class Refused(Exception):
    """The file is not what we take; ``reason`` is a key of reasons.yaml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rebuild(content: bytes, content_type: str) -> Rebuilt:
    """A whole file at once. Raises Refused, or sandbox.TooLong where the machine had no time for it."""
    active: tuple[str, ...] = ()
    found = []
    for each in pages(lambda: [content], content_type):
        if isinstance(each, Page):
            found.append(each)
        else:
            active = each
    return Rebuilt(tuple(found), active)


def pages(blocks: Callable[[], Iterable[bytes]], content_type: str) -> Iterator[Page | tuple[str, ...]]:
    """First what the file could have done by itself, then its pages in order, one in memory at a time.

    ``blocks`` opens the file anew for each child. Raises Refused, Broken, or sandbox.TooLong where the machine had no time.
    """
    done = 0
    for _child in range(_CHILDREN):
        before = done
        try:
            for each in _said(blocks(), content_type, done):
                if each is None:
                    return
                if isinstance(each, Page):
                    done += 1
                    yield each
                elif not before:
                    yield each
        except sandbox.TooLong:
            if done == before:
                raise
        # It ended without a word, for what the file wants of it. What it drew before stands, and the next goes on.
        if done == before:
            break
    raise Refused("too_complicated")


def _said(blocks: Iterable[bytes], content_type: str, first: int) -> Iterator[Page | tuple[str, ...] | None]:
    """What one child says, and None once it is through; nothing more where it ends before. Raises Refused, Broken."""
    arguments = (content_type, str(first), str(settings.UPLOAD_MAX_PAGES))
    # The file may have taken it over: what is no frame of ours ends it.
    broken, begun = contextlib.suppress(ValueError, KeyError, TypeError, struct.error), False
    with sandbox.child(_CHILD, *arguments, given=blocks, limits=_LIMITS) as answer, broken:
        number = first
        while True:
            frame = _frame(answer)
            if not begun:
                begun = bool(frame["begun"])
            elif "active" in frame:
                yield tuple(sorted(ACTIVE & set(frame["active"])))
            elif "problem" in frame:
                if frame["problem"] == "broken":
                    raise Broken
                if frame["problem"]:
                    raise Refused(frame["problem"] if frame["problem"] in _PROBLEMS else "unreadable")
                yield None
                return
            else:
                yield _page(number, frame, answer)
                number += 1
    if not begun:
        # It did not come as far as the file.
        raise Broken


def _frame(answer: sandbox.Answer) -> dict[str, Any]:
    """The next frame. Raises ValueError or struct.error where there is none."""
    (length,) = struct.unpack("!I", answer.read(4))
    frame = json.loads(_exactly(answer, min(length, _FRAME)))
    if not isinstance(frame, dict):
        raise ValueError("no frame")
    return frame


def _page(number: int, frame: dict[str, Any], answer: sandbox.Answer) -> Page:
    width, height = int(frame["width"]), int(frame["height"])
    image, thumbnail = (_exactly(answer, min(int(frame[part]), _PICTURE)) for part in ("image", "thumbnail"))
    kinds = inspection.content_type(image[: inspection.HEAD]), inspection.content_type(thumbnail[: inspection.HEAD])
    right = kinds[0] in PICTURES and kinds[1] == "image/jpeg" and 0 < width < 2**15 and 0 < height < 2**15
    if frame["page"] != number or not right:
        raise ValueError("no page")
    return Page(number, image, thumbnail, width, height)


def _exactly(answer: sandbox.Answer, length: int) -> bytes:
    block = answer.read(length)
    if len(block) < length:
        raise ValueError("cut short")
    return block

"""Texts as editors write them: one field for each language of the site, side by side.

Beside each translation stands a mark of the source text it was made from; when the source changes, the mark no longer fits
and the translation is stale.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Literal

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake_forms.schema import limits
from intake_forms.schema.items import blank

#: The language that texts are written in first.
SOURCE: str = settings.LANGUAGES[0][0]
#: Those they are translated to.
TRANSLATED: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES[1:])

State = Literal["ok", "missing", "stale"]


def mark(text: str) -> str:
    """Eight hex digits that change when the text does, "" for no text.

    White space is folded, since text areas post CRLF. The same function stands in ``texts.js``.
    """
    folded = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
    return f"{zlib.crc32(folded.encode()):08x}" if folded else ""


def state(text: Mapping[str, Any], code: str) -> State:
    """How a text stands in a language. An optional text left empty in the source is not missing in any."""
    if blank(text.get(code) or ""):
        return "missing" if code == SOURCE or not blank(text.get(SOURCE) or "") else "ok"
    return "ok" if code == SOURCE or text.get(f"{code}_of") == mark(text.get(SOURCE) or "") else "stale"


class NamedOnly(blocks.Block):
    """A block that migrations know by its class alone: what is in it may change without one.

    Forms are data with a version of their own; what a database must know of them is that they are JSON.
    """

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """The class; labels and child blocks are no business of a database."""
        return f"{type(self).__module__}.{type(self).__name__}", [], {}

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        """The same."""
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup: Any, *args: Any, **kwargs: Any) -> NamedOnly:
        """The block again."""
        return cls(*args, **kwargs)


class KeptBlock(blocks.FieldBlock):
    """Something that is kept in a hidden input."""

    length: ClassVar[int] = 400

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(required=False, max_length=self.length, widget=forms.HiddenInput())
        super().__init__(**kwargs)


class MarkBlock(KeptBlock):
    """The hidden mark beside a translation, or a recording."""

    length = 8


class LocalizedValue(blocks.StructValue):
    """A text in its languages."""

    def __str__(self) -> str:
        return str(self.get((get_language() or SOURCE).split("-")[0]) or self.get(SOURCE) or "")


@cache
def _fields(text_block: type[blocks.FieldBlock], required: bool, limit: int) -> dict[str, blocks.Block]:
    """A field for each language. Texts share them: an editor's page describes a block once, however often it is used."""
    fields: dict[str, blocks.Block] = {}
    for code, name in settings.LANGUAGES:
        fields[code] = text_block(
            label=name,
            required=required and code == SOURCE,
            max_length=limit,
            form_attrs={"data-localized-text-target": "text", "lang": code},
        )
        if code != SOURCE:
            fields[f"{code}_of"] = _mark(code)
    for name, field in fields.items():
        field.set_name(name)
    return fields


@cache
def _mark(code: str) -> MarkBlock:
    """The same for texts of all lengths; a language's own, since a block has one name."""
    return MarkBlock(required=False, label=gettext_lazy("Made from"))


@cache
def layout(*names: str) -> BlockGroup:
    """Fields one under the other: blocks with the same fields share this too, since an editor's page describes it as well."""
    return BlockGroup(list(names))


class LocalizedText(NamedOnly, blocks.StructBlock):
    """One line of text per language. The source language is required where the text is."""

    text_block: ClassVar[type[blocks.FieldBlock]] = blocks.CharBlock

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        self._required = required
        super().__init__(self._limited(limits.OTHER), **kwargs)

    def set_name(self, name: str) -> None:
        """What a text is called says how long it may be."""
        super().set_name(name)
        self.child_blocks.update(self._limited(limits.of(name)))

    def _limited(self, characters: int) -> Any:
        # Mypy takes a class for something that has no hash.
        return list(_fields(self.text_block, self._required, characters).items())  # type: ignore[arg-type]

    def get_form_layout(self) -> BlockGroup:
        return layout(*self.child_blocks)

    class Meta:
        icon = "globe"
        value_class = LocalizedValue
        form_classname = "localized-text"
        form_attrs: ClassVar[dict[str, str]] = {"data-controller": "localized-text"}
        label_format = f"{{{SOURCE}}}"


class ParagraphsBlock(blocks.TextBlock):
    """Several paragraphs. Browsers count a line's end as one character and post two."""

    def value_from_datadict(self, *args: Any) -> Any:
        """With the lines that files have."""
        return super().value_from_datadict(*args).replace("\r\n", "\n")


class LongLocalizedText(LocalizedText):
    """Several paragraphs per language."""

    text_block = ParagraphsBlock


def plain(text: Mapping[str, Any]) -> dict[str, str]:
    """A text as documents have it, without marks and languages it has nothing in: ``{locale: string}``."""
    found = {code: str(text.get(code) or "") for code, _name in settings.LANGUAGES}
    # Text areas post CRLF; documents have lines as files have them.
    return {code: said.replace("\r\n", "\n") for code, said in found.items() if not blank(said)}


def marked(text: Mapping[str, str]) -> dict[str, str]:
    """A text of a document as its block keeps it: every translation made from the source as it is."""
    source = mark(text.get(SOURCE, ""))
    marks = {f"{code}_of": source if text.get(code) else "" for code in TRANSLATED}
    return {**{code: text.get(code, "") for code, _name in settings.LANGUAGES}, **marks}

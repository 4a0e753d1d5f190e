"""What a person agrees to: the words of it in every language, their hash, and whether an answer gives it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from intake_forms.schema.items import Question, Texts

_MARK = re.compile(r"\[\[(\w+)\]\]")


def _filled(part: Any, facts: Mapping[str, Mapping[str, str]]) -> Any:
    """A text by language, or a list of options, with its facts; what nobody gave stays as it is written."""
    if isinstance(part, dict):
        return Texts({code: _said(text, facts.get(code, {})) for code, text in part.items()})
    if isinstance(part, tuple):
        return tuple(_option(each, facts) for each in part)
    return part


def _option(option: Any, facts: Mapping[str, Mapping[str, str]]) -> Any:
    return option.model_copy(update={"label": _filled(option.label, facts), "hint": _filled(option.hint, facts)})


def _said(text: str, known: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: known.get(mark[1]) or mark[0], text)


class Agreement(Question):
    """A question whose answer permits something. Recorded apart, with what exactly was read; it can be taken back."""

    agreed_to: ClassVar[tuple[str, ...]] = ("label", "hint", "body")

    def gives(self, value: Any) -> bool:
        """Whether this answer permits anything."""
        raise NotImplementedError

    def as_read(self, facts: Mapping[str, Mapping[str, str]]) -> Self:
        """The same with the facts of the site in its texts: ``facts`` by language and name, for ``[[name]]``."""
        return self.model_copy(update={field: _filled(getattr(self, field, None), facts) for field in self.agreed_to})

    @property
    def names(self) -> frozenset[str]:
        """The facts of the site that its texts name."""
        return frozenset(_MARK.findall(json.dumps(self.wording, ensure_ascii=False)))

    @property
    def wording(self) -> dict[str, Any]:
        """Everything that is read before answering, in every language of the form."""
        found = self.model_dump(mode="json", include=set(self.agreed_to), exclude_none=True)
        return {name: value for name, value in found.items() if value}

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the wording as canonical JSON."""
        text = json.dumps(self.wording, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

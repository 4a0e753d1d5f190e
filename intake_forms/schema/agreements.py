"""What a person agrees to: the words of it in every language, their hash, and whether an answer gives it."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from intake_forms.schema.items import Question


class Agreement(Question):
    """A question whose answer permits something. Recorded apart, with what exactly was read; it can be taken back."""

    agreed_to: ClassVar[tuple[str, ...]] = ("label", "hint", "body")

    def gives(self, value: Any) -> bool:
        """Whether this answer permits anything."""
        raise NotImplementedError

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

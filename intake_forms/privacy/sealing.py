"""Seal and open the values of one case.

``place`` is ``table:pk:column``: a sealed value moved to another row or column does not open.
"""

from __future__ import annotations

import base64
from typing import Any, Protocol
from uuid import UUID

from pydantic_core import from_json, to_json

from intake_forms.privacy.keysets import master, new_single_key, open_case_key, open_single_key
from intake_forms.privacy.models import CaseKey


class Keyed(Protocol):
    """Whatever has the key of a case: the case itself."""

    @property
    def key(self) -> CaseKey | None: ...


class Shredded(Exception):
    """The case's keyset is gone: what it sealed can never be opened again."""


def place(table: str, pk: UUID, column: str) -> str:
    """The place of one value, for ``seal`` and ``open_``."""
    return f"{table}:{pk}:{column}"


def seal(case: Keyed, at: str, value: Any) -> bytes:
    """A JSON value sealed for one place. Raises Shredded when the case has no key any more."""
    return open_case_key(key_of(case)).values.encrypt(to_json(value), at.encode())


def open_(case: Keyed, at: str, sealed: bytes | memoryview) -> Any:
    """The value sealed for that place. Raises tink.TinkError when it was sealed for another, Shredded without a key."""
    return _read(open_case_key(key_of(case)).values.decrypt(bytes(sealed), at.encode()))


def seal_once(at: str, value: Any) -> tuple[str, bytes]:
    """A JSON value sealed under a key of its own, which nobody has but who gets it here: (key as text, sealed)."""
    key, sealer = new_single_key()
    return key, sealer.encrypt(to_json(value), at.encode())


def open_once(key: str, at: str, sealed: bytes | memoryview) -> Any:
    """The value sealed by ``seal_once``. Raises tink.TinkError for another key or place, ValueError for a text that is no key."""
    return _read(open_single_key(key).decrypt(bytes(sealed), at.encode()))


def seal_outside(at: str, value: Any) -> str:
    """A JSON value that somebody's browser keeps for itself without being able to read it, as URL-safe text."""
    return base64.urlsafe_b64encode(master().encrypt(to_json(value), at.encode())).decode()


def open_outside(at: str, text: str) -> Any:
    """The value sealed by ``seal_outside`` for that place. Raises tink.TinkError or ValueError for any other text."""
    return _read(master().decrypt(base64.urlsafe_b64decode(text), at.encode()))


def _read(text: bytes) -> Any:
    # No copy of what was opened stays in the parser's own cache of strings.
    return from_json(text, cache_strings="keys")


def key_of(case: Keyed) -> CaseKey:
    """The case's key. Raises Shredded when there is none."""
    if case.key is None:
        raise Shredded
    return case.key

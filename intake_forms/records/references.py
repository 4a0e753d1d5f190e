"""References and codes: eight letters that can be read out over a bad line."""

from __future__ import annotations

import secrets
from uuid import UUID

#: No vowels, and nothing that looks or sounds like something else.
LETTERS = "CDFHJKMNPRTVWXY34679"


def new() -> str:
    """A fresh one: ``CDFH-3469``."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def read(typed: str) -> str:
    """One as it was typed, in its own spelling; "" for what cannot be one."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == 8 and set(letters) <= set(LETTERS) else ""


def receipt(upload: UUID) -> str:
    """The number of a receipt: six letters, always the same ones for a file."""
    rest, letters = upload.int, ""
    for _place in range(6):
        rest, letter = divmod(rest, len(LETTERS))
        letters += LETTERS[letter]
    return letters

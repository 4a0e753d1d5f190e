"""The four words that, with the reference, open a case again.

From the BIP-39 list of the sponsor's language (``mnemonic``), less the words nobody here should have to read. Only the
first four letters count, without accents: they are unique in each list, so a slip of the pen does no harm.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from functools import cache

from mnemonic import Mnemonic

from intake_forms.schema import languages

COUNT = 4
# RFC 7914 parameters: 16 MiB and some tens of milliseconds a try.
_COST, _BLOCK, _LANES = 2**14, 8, 1


def spoken(language: str) -> str:
    """The language of the words given out to somebody who speaks ``language``: English where no list stands in for it."""
    known = languages.known()
    return next((code for code in languages.chain(language) if code in known and known[code].words), "en")


@cache
def words(language: str) -> tuple[str, ...]:
    """The words that may be given out in a language."""
    source = languages.known()[spoken(language)]
    hidden = source.folder / "words_left_out.txt"
    left_out = set(hidden.read_text(encoding="utf-8").split()) if hidden.exists() else set()
    listed = (unicodedata.normalize("NFC", word) for word in Mnemonic(source.words or "english").wordlist)
    return tuple(word for word in listed if word not in left_out)


def new_words(language: str) -> list[str]:
    """Four fresh words, none of them twice: 42 bits and more."""
    return secrets.SystemRandom().sample(words(language), COUNT)


def fold(typed: Sequence[str]) -> str:
    """The prefixes that count: lower case, no accents, four letters of each word."""
    plain = (unicodedata.normalize("NFKD", word.strip().casefold()) for word in typed)
    return " ".join("".join(letter for letter in word if letter.isalpha())[:4] for word in plain)


def hash_words(typed: Sequence[str], salt: bytes) -> bytes:
    """The scrypt hash (32 bytes) of the folded words."""
    return hashlib.scrypt(fold(typed).encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)

"""Several texts in one line of an editor's page: parted by commas, a text that has one itself between quotation marks.

The line is what is stored and posted, with scripts and without; ``editor.js`` has the same two functions. Between quotation
marks a text is written as in JSON, so a line holds any text: Oakland, "Washington, D.C."
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

_PART = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")\s*(?=,|\Z)|([^,]*))(?:,|\Z)')
#: A text that can stand for itself: something, no comma, quotation mark or control character, no white space around.
_PLAIN = re.compile(r'(?!\s)[^,"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+(?<!\s)')


def split(line: str) -> list[str]:
    """The texts in a line; nothing between two commas is no text."""
    found = []
    for quoted, plain in _PART.findall(line):
        said = _unquoted(quoted) if quoted else plain.strip()
        if said or quoted:
            found.append(said)
    return found


def _unquoted(quoted: str) -> str:
    try:
        return str(json.loads(quoted))
    except ValueError:
        # A backslash that somebody typed as such.
        return quoted[1:-1]


def join(texts: Iterable[str]) -> str:
    """The line that ``split`` makes these texts of again."""
    return ",".join(each if _PLAIN.fullmatch(each) else json.dumps(each, ensure_ascii=False) for each in texts)

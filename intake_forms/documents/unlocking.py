"""Opens a PDF that asks for a password, with the one that its sender gave: what is stored asks for none.

The password goes to the child on its standard input and nowhere else: it is kept in no row, no log and no page.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from intake_forms.documents import judging, sandbox
from intake_forms.documents.incoming import Incoming, Sealer, temporary
from intake_forms.documents.judging import Verdict
from intake_forms.privacy.sealing import Keyed

_CHILD = Path(__file__).with_name("unlocker.py")
_BLOCK = 64 * 1024
#: The longest password that PDF has, in bytes (ISO 32000-2, 7.6.4.3.3).
_LONGEST = 127


def unlock(case: Keyed, entry: Incoming, password: str, within: float = judging.WITHIN) -> Verdict:
    """Put the opened file in the place of the locked one, within so many seconds. ``problem``: "" or "wrong_password"."""
    until, most = time.monotonic() + within, settings.UPLOAD_MAX_BYTES + 2
    limits = sandbox.Limits(memory=700 * 2**20, processor=10, clock=max(0.0, within), answer=most)
    opened = Incoming(entry.id, entry.field_name, entry.name, temporary())
    try:
        with sandbox.child(_CHILD, given=_given(case, entry, password), limits=limits) as answer:
            sealer = Sealer(case, opened)
            while (block := answer.read(_BLOCK)) and sealer.write(block):
                pass
    except sandbox.TooLong:
        opened.problem = "unavailable"
    if not opened.problem:
        sealer.close()
    if opened.problem == "empty":
        opened.problem = "wrong_password"
    if opened.problem:
        opened.sealed.close()
        return Verdict(opened.problem)
    entry.sealed.close()
    vars(entry).update(vars(opened))
    return judging.judge(case, entry, until - time.monotonic())


def _given(case: Keyed, entry: Incoming, password: str) -> Iterator[bytes]:
    word = password.encode()[:_LONGEST]
    yield bytes([len(word)]) + word
    yield from judging.blocks(case, entry)

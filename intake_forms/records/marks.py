"""Marks of what stands on each step of a draft: a page carries the one it was made from, a save looks whether it still holds.

They lie sealed beside the facts, in the row that a save locks and reads anyway: to compare costs no query, and who has
waited for the lock finds what the other window has written. They are one text, a line each: a long form has hundreds, and
every page would take them apart and put them together again for the sake of one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from intake_forms.privacy.sealing import place, seal
from intake_forms.records import queries
from intake_forms.records.models import Draft

_LENGTH = 8
#: Of a step where nothing stands. A page that nobody typed on says the same.
NOTHING = ""


def mark(draft: Draft, typed: Mapping[str, list[str]]) -> str:
    """The mark of these strings: the same for the same, inputs left empty making no difference."""
    filled = {name: texts for name, texts in typed.items() if any(texts)}
    if not filled:
        return NOTHING
    text = json.dumps(filled, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=_LENGTH // 2, key=draft.id.bytes).hexdigest()


def of(draft: Draft, step: str, item: UUID | None = None) -> str:
    """The mark of what stands on a step, or on one item of its group."""
    marks, line = kept(draft), _line(step, item)
    at = marks.find(line)
    return marks[at + len(line) :][:_LENGTH] if at >= 0 else NOTHING


def changed(draft: Draft, *, step: str, item: UUID | None = None, new: str) -> str:
    """All marks of a draft, with a new one of one step or item."""
    return with_mark(kept(draft), step=step, item=item, new=new)


def with_mark(marks: str, *, step: str, item: UUID | None, new: str) -> str:
    """These marks, with a new one of one step or item."""
    line = _line(step, item)
    at = marks.find(line)
    others = marks if at < 0 else marks[:at] + marks[at + len(line) + _LENGTH :]
    return others + line + new if new else others


def fresh(draft: Draft, rows: Mapping[tuple[str, UUID | None], queries.StepAnswers]) -> str:
    """The marks of these rows, and of no others."""
    found = [(_line(*at), mark(draft, answers.typed)) for at, answers in rows.items()]
    return "".join(line + each for line, each in found if each)


def seal_facts(draft: Draft, facts: Mapping[str, object], marks: str) -> None:
    """Put facts and marks into the draft's sealed column. Saving the row is the caller's."""
    stored = {**facts, queries.MARKS: marks} if marks else dict(facts)
    draft.sealed_facts = seal(draft.case, place("draft", draft.id, "facts"), stored)
    draft.opened_facts = draft.sealed_facts, stored


def kept(draft: Draft) -> str:
    """All marks of a draft."""
    found: str = queries.opened_facts(draft).get(queries.MARKS, "")
    return found


def _line(step: str, item: UUID | None) -> str:
    """What stands before a mark: no key has a space or a line's end in it, so it is found in its own place only."""
    return f"\n{step}/{item} " if item else f"\n{step} "

"""Marks of what stands on each step of a draft: a page carries the one it was made from, a save looks whether it still holds.

They lie sealed beside the facts, in the row that a save locks and reads anyway: to compare costs no query, and who has
waited for the lock finds what the other window has written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from intake_forms.privacy.sealing import place, seal
from intake_forms.records import queries
from intake_forms.records.models import Draft

#: Of a step where nothing stands. A page that nobody typed on says the same.
NOTHING = ""


def mark(draft: Draft, typed: Mapping[str, list[str]]) -> str:
    """The mark of these strings: the same for the same, inputs left empty making no difference."""
    filled = {name: texts for name, texts in typed.items() if any(texts)}
    if not filled:
        return NOTHING
    text = json.dumps(filled, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8, key=draft.id.bytes).hexdigest()


def of(draft: Draft, step: str, item: UUID | None = None) -> str:
    """The mark of what stands on a step, or on one item of its group."""
    return kept(draft).get(_name(step, item), NOTHING)


def changed(draft: Draft, *, step: str, item: UUID | None = None, new: str) -> dict[str, str]:
    """All marks of a draft, with a new one of one step or item."""
    return with_mark(kept(draft), step=step, item=item, new=new)


def with_mark(marks: Mapping[str, str], *, step: str, item: UUID | None, new: str) -> dict[str, str]:
    """These marks, with a new one of one step or item."""
    others = {name: value for name, value in marks.items() if name != _name(step, item)}
    return {**others, _name(step, item): new} if new else others


def fresh(draft: Draft, rows: Mapping[tuple[str, UUID | None], queries.StepAnswers]) -> dict[str, str]:
    """The marks of these rows, and of no others."""
    found = {_name(step, item): mark(draft, answers.typed) for (step, item), answers in rows.items()}
    return {name: value for name, value in found.items() if value}


def seal_facts(draft: Draft, facts: Mapping[str, object], marks: Mapping[str, str]) -> None:
    """Put facts and marks into the draft's sealed column. Saving the row is the caller's."""
    stored = {**facts, **({queries.MARKS: dict(marks)} if marks else {})}
    draft.sealed_facts = seal(draft.case, place("draft", draft.id, "facts"), stored)
    draft.opened_facts = draft.sealed_facts, stored


def kept(draft: Draft) -> dict[str, str]:
    """All marks of a draft."""
    found: dict[str, str] = queries.opened_facts(draft).get(queries.MARKS, {})
    return found


def _name(step: str, item: UUID | None) -> str:
    return f"{step}/{item}" if item else step

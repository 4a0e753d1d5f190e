"""The ways into a case: reference and four words, or a phrase that staff give out once and that ends all other sessions."""

from __future__ import annotations

import datetime
import hmac
import os
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from intake_forms.privacy import audit, limits
from intake_forms.privacy import words as word_lists
from intake_forms.privacy.sealing import place, seal
from intake_forms.records import queries
from intake_forms.records.models import Case, Draft

TRIES, WITHIN = 10, datetime.timedelta(hours=1)
_NO_SALT, _NO_HASH = b"\0" * 16, b"\0" * 32
#: References that are none share these many counters: trying them costs what a case costs, and adds no row for each.
_DECOYS = 64


class Entered(NamedTuple):
    """A case that was opened: the form to show, the epoch of the new session, and whether it was with a phrase."""

    draft: Draft
    epoch: int
    once: bool


def enter(reference: str, given: Sequence[str]) -> Entered | None:
    """Open a case; None for whatever does not fit, and for an eleventh try within an hour.

    Right and wrong, known and unknown take the same steps up to the answer: one query, one hash, one counter. The counter
    hangs on the case, not on an address: many families share one of their telephone company.
    """
    draft = queries.draft_for_words(reference)
    case = draft.case if draft else None
    # Both ways in are hashed under one salt, so that a try is one hash whatever it is meant for.
    hashed = word_lists.hash_words(given, bytes(case.words_salt) if case else _NO_SALT)
    right = hmac.compare_digest(hashed, bytes(case.words_hash) if case else _NO_HASH)
    once = hmac.compare_digest(hashed, bytes(case.once_hash or _NO_HASH) if case else _NO_HASH)
    tried = str(case.pk) if case else f"none{zlib.crc32(reference.encode()) % _DECOYS}"
    if not limits.allow(key=f"words:{tried}", times=TRIES, within=WITHIN) or draft is None or case is None:
        return None
    if once and case.once_until and case.once_until > timezone.now():
        return _entered_once(draft, hashed)
    if not right:
        return None
    # Whoever has them needs to be shown them no more.
    Case.objects.filter(pk=case.pk, sealed_words__isnull=False).update(sealed_words=None)
    audit.record(who=audit.SPONSOR, action="case.resumed", case=case.pk)
    return Entered(draft, case.epoch, once=False)


def _entered_once(draft: Draft, hashed: bytes) -> Entered | None:
    """End every other session and the old words with them. None when somebody was faster with the same phrase."""
    case = draft.case
    new = fresh_words(case)
    with transaction.atomic():
        if not Case.objects.filter(pk=case.pk, once_hash=hashed).update(epoch=F("epoch") + 1, **new):
            return None
        audit.record(who=audit.SPONSOR, action="case.resumed_once", case=case.pk)
    return Entered(draft, Case.objects.values_list("epoch", flat=True).get(pk=case.pk), once=True)


def fresh_words(case: Case) -> dict[str, Any]:
    """Four new words in place of the old ones and of any phrase, as columns of the case."""
    salt, given = os.urandom(16), word_lists.new_words(case.language)
    return {
        "words_salt": salt,
        "words_hash": word_lists.hash_words(given, salt),
        "words_made_at": timezone.now(),
        "sealed_words": seal(case, place("case", case.id, "words"), given),
        "once_hash": None,
        "once_until": None,
    }


def issue_phrase(*, case: Case, by: int) -> list[str]:
    """Four words that open the case once within ``settings.ONCE_PHRASE_HOURS``. They take the place of the phrase before.

    Nothing of them is kept but their hash: they can be said to the family now, and never be looked up.
    """
    phrase = word_lists.new_words(case.language)
    until = timezone.now() + datetime.timedelta(hours=settings.ONCE_PHRASE_HOURS)
    hashed = word_lists.hash_words(phrase, bytes(case.words_salt))
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(once_hash=hashed, once_until=until)
        audit.record(who=audit.actor(by), action="case.phrase_issued", case=case.pk)
    return phrase

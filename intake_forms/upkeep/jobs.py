"""The jobs that ``tick`` runs. Each may run at any moment, twice, or be killed half-way."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from intake_forms.documents import alarms, inventory, removal, sweeping, versions
from intake_forms.documents import services as documents
from intake_forms.records import late, moves, retention, services, statistics, trials
from intake_forms.records.models import Case, Draft
from intake_forms.records.uploads import Upload

log = logging.getLogger(__name__)


def tick(now: datetime.datetime) -> dict[str, int]:
    """Run every job. Returns how many things each of them did; -1 where it failed and goes again next time."""
    done: dict[str, int] = {}
    for name, job in JOBS.items():
        try:
            done[name] = job(now)
        except Exception as error:  # noqa: BLE001  one job's trouble must not stop the others
            log.error("job %s failed: %s", name, type(error).__name__)
            done[name] = -1
    return done


def _words(now: datetime.datetime) -> int:
    return services.forget_words(before=now - services.WORDS_STAY)


def _drafts(now: datetime.datetime) -> int:
    unsent = retention.cases_over(now).filter(submissions=None)
    count = sum(_delete_over(case, "case.expired", now) for case in unsent)
    return count + sum(_delete_draft(draft, now) for draft in retention.drafts_over(now).select_related("case"))


def _submissions(now: datetime.datetime) -> int:
    sent = retention.cases_over(now).exclude(submissions=None)
    return sum(_delete_over(case, "case.retention", now) for case in sent)


def _delete_over(case: Case, action: str, now: datetime.datetime) -> int:
    """Delete a case whose days are over, unless its family came back while others were deleted: that may take minutes."""
    return _delete(case, action) if retention.cases_over(now).filter(pk=case.pk).exists() else 0


def _delete_draft(draft: Draft, now: datetime.datetime) -> int:
    done = retention.delete_draft(draft=draft, now=now)
    # If the store is down, ``papers`` goes on with them next time: nobody sees them from now on.
    documents.remove(uploads=Upload.objects.filter(case=draft.case, state=Upload.State.PURGED))
    return int(done)


def _delete(case: Case, action: str) -> int:
    documents.remove_all(case=case)
    with transaction.atomic():
        statistics.leave(case)
        services.delete_case(case=case, action=action)
    return 1


def _trials(now: datetime.datetime) -> int:
    # Nobody left them unfinished: they are not in the figures of where people stop.
    count = sum(_delete(case, "case.test_ended") for case in trials.old_cases(now))
    return count + trials.purge(now)


def _late(now: datetime.datetime) -> int:
    return late.forget(before=now - late.STAYS)


def _sessions(now: datetime.datetime) -> int:
    SessionStore.clear_expired()
    return 0


JOBS: dict[str, Callable[[datetime.datetime], int]] = {
    "papers replaced": versions.let_go,
    "papers": sweeping.remove_purged,
    "papers begun": sweeping.finish_intents,
    "papers whole": sweeping.compose_whole,
    "papers in pieces": sweeping.end_silent,
    "pieces left": sweeping.remove_pieces,
    "papers left": sweeping.free_leases,
    "deletions": removal.finish_all,
    "words": _words,
    "old drafts": _drafts,
    "old submissions": _submissions,
    "moved drafts": moves.move_due_drafts,
    "trials": _trials,
    "late requests": _late,
    "sessions": _sessions,
    # After all that removes something.
    "papers compared": inventory.compare_when_due,
    "alarms": alarms.look,
}

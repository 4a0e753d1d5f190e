"""The jobs that ``tick`` runs. Each may run at any moment, twice, or be killed half-way."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from intake_forms.documents import removal
from intake_forms.documents import services as documents
from intake_forms.records import late, moves, queries, services, statistics, trials
from intake_forms.records.models import Case, Draft, FormVersion, Submission

log = logging.getLogger(__name__)
INTENT_HOURS = 1


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


def _papers(now: datetime.datetime) -> int:
    return documents.sweep(before=now - datetime.timedelta(hours=INTENT_HOURS))


def _words(now: datetime.datetime) -> int:
    return services.forget_words(before=now - services.WORDS_STAY)


def _drafts(now: datetime.datetime) -> int:
    count = 0
    for version in FormVersion.objects.all():
        before = now - datetime.timedelta(days=queries.route(version).form.retention.draft_days)
        # A case of which something was sent stays: the submission's own time runs.
        old = Draft.objects.filter(version=version, submitted=False, updated_at__lt=before, case__submissions=None)
        count += sum(_delete(draft.case, "case.expired") for draft in old.select_related("case__key"))
    return count


def _submissions(now: datetime.datetime) -> int:
    count = 0
    for version in FormVersion.objects.all():
        before = now - datetime.timedelta(days=queries.route(version).form.retention.submission_days)
        old = Submission.objects.filter(version=version, sent_at__lt=before)
        count += sum(_delete(sent.case, "case.retention") for sent in old.select_related("case__key"))
    return count


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
    "papers": _papers,
    "deletions": removal.finish_all,
    "words": _words,
    "old drafts": _drafts,
    "old submissions": _submissions,
    "moved drafts": moves.move_due_drafts,
    "trials": _trials,
    "late requests": _late,
    "sessions": _sessions,
}

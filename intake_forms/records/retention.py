"""When the time of something is over: each form has its own days, and of a case the clock that runs longest counts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from intake_forms.privacy import audit
from intake_forms.records import queries, services, statistics
from intake_forms.records.models import Case, Draft, FormVersion, Submission


def cases_over(now: datetime.datetime) -> QuerySet[Case]:
    """The cases of which everything that was begun or sent is older than the days of its own form."""
    drafts = Draft.objects.filter(case=OuterRef("pk"), submitted=False)
    submissions = Submission.objects.filter(case=OuterRef("pk"))
    # Whose sponsor deleted it goes by documents/removal.py, what was only tried out by trials.py.
    cases = Case.objects.select_related("key").filter(test=False, deleted_at=None, kept_since=None)
    cases = cases.filter(Exists(drafts) | Exists(submissions))
    return cases.exclude(Exists(drafts.filter(_drafts_run(now)))).exclude(Exists(submissions.filter(_sent_run(now))))


def drafts_over(now: datetime.datetime) -> QuerySet[Draft]:
    """The unsent forms whose days are over, each in a case of which something else still runs."""
    old = Draft.objects.filter(~_drafts_run(now), submitted=False)
    old = old.filter(case__test=False, case__deleted_at=None, case__kept_since=None)
    return old.exclude(case__in=cases_over(now))


@transaction.atomic
def delete_draft(*, draft: Draft, now: datetime.datetime) -> bool:
    """Delete one unsent form of a case that stays, and let go of the papers that only it asked for.

    False when it was worked on, or sent, meanwhile, or its case was put on legal hold.
    """
    Case.objects.select_for_update().filter(pk=draft.case_id).first()
    rows = Draft.objects.select_for_update(of=("self",)).select_related("case", "version")
    locked = rows.filter(~_drafts_run(now), pk=draft.pk, submitted=False, case__kept_since=None).first()
    if locked is None:
        return False
    statistics.leave(locked.case, only=locked)
    services.discard_papers(draft=locked, files=queries.papers_by_key(locked.case), asked=())
    locked.delete()
    audit.record(who=audit.SYSTEM, action="draft.expired", case=locked.case_id)
    return True


def _drafts_run(now: datetime.datetime) -> Q:
    return _run(now, "draft_days", "updated_at")


def _sent_run(now: datetime.datetime) -> Q:
    return _run(now, "submission_days", "sent_at")


def _run(now: datetime.datetime, days: str, since: str) -> Q:
    """What is not older than its own form says. By number of days: there are few of those, and many versions."""
    by_days: dict[int, list[UUID]] = defaultdict(list)
    # Their documents are long, and read once per process.
    for version in FormVersion.objects.defer("document"):
        by_days[getattr(queries.route(version).form.retention, days)].append(version.pk)
    found = Q(pk__in=[])
    for count, versions in by_days.items():
        found |= Q(**{"version__in": versions, f"{since}__gte": now - datetime.timedelta(days=count)})
    return found

"""Where people stop: how often each step of a form was shown, saved, refused and left. No case, no day, no cookie.

A page only adds to a number in memory, because a GET writes nothing; the numbers reach the database once a minute.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

import tink
from django.db import Error, transaction
from django.db.models import F, QuerySet

from intake_forms.privacy.sealing import Shredded
from intake_forms.records import queries
from intake_forms.records.models import Case, Draft, DraftStep, FormVersion, StepCount

log = logging.getLogger(__name__)
FLUSH_SECONDS = 60.0
SHOWN, SAVED, ERROR, LEFT = (event.value for event in StepCount.Event)


class Kind(NamedTuple):
    """What is counted together: the fields of a ``StepCount`` row."""

    version_id: UUID
    step: str
    language: str
    event: str
    rule: str = ""


class Tally:
    """The counts of this process that the database does not have yet, safe among threads."""

    def __init__(self) -> None:
        self._counts: Counter[Kind] = Counter()
        self._lock = threading.Lock()
        self._flushed = time.monotonic()

    def add(self, counts: Counter[Kind]) -> None:
        """Count, or put back what could not be written."""
        with self._lock:
            self._counts.update(counts)

    def take(self) -> Counter[Kind]:
        """Everything counted so far; the tally begins again at nothing."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
            self._flushed = time.monotonic()
            return taken

    def due(self, now: float) -> bool:
        """Whether it is time to write. True for one of many threads that ask at once: it moves the time on."""
        with self._lock:
            if now - self._flushed <= FLUSH_SECONDS:
                return False
            self._flushed = now
            return True


_tally = Tally()


def note(version_id: UUID, step: str, language: str, event: str, rule: str = "") -> None:
    """Count one thing that happened on a step. Touches no database."""
    _tally.add(Counter({Kind(version_id, step, language, event, rule[:40]): 1}))


def flush() -> bool:
    """Write what this process counted. False when the database refused: the counts stay for the next time."""
    counts = _tally.take()
    if not counts:
        return True
    try:
        _write(counts)
    except Error as error:
        _tally.add(counts)
        log.warning("step counts were not written: %s", type(error).__name__)
        return False
    return True


def flush_if_due(now: float) -> None:
    """``flush`` when the last one is more than a minute ago. ``now``: ``time.monotonic()``."""
    if _tally.due(now):
        flush()


@transaction.atomic
def _write(counts: Counter[Kind]) -> None:
    known = set(FormVersion.objects.filter(pk__in={kind.version_id for kind in counts}).values_list("pk", flat=True))
    # In one order everywhere: two processes that write at once must not wait for each other.
    kinds = sorted(kind for kind in counts if kind.version_id in known)
    StepCount.objects.bulk_create([StepCount(**kind._asdict()) for kind in kinds], ignore_conflicts=True)
    for kind in kinds:
        StepCount.objects.filter(**kind._asdict()).update(count=F("count") + counts[kind])


@transaction.atomic
def leave(case: Case, only: Draft | None = None) -> None:
    """Count where each unsent form of a case stood, or one of them. Called in the transaction that deletes it."""
    # Locked: of two that delete at once, the second waits and then finds nothing to count.
    drafts = Draft.objects.select_for_update(of=("self",)).filter(case=case, submitted=False)
    stands = _stands(drafts if only is None else drafts.filter(pk=only.pk))
    _write(Counter(Kind(draft.version_id, step, draft.case.language, LEFT) for draft, step in stands.items()))


def _stands(drafts: QuerySet[Draft]) -> dict[Draft, str]:
    """The step that each draft stands at: its first incomplete one, else the one that follows what was saved last.

    Only its way is looked at, which nobody gets to see.
    """
    drafts = drafts.select_related("case__key", "version").defer("version__document")
    rows: dict[UUID, list[DraftStep]] = {}
    for row in DraftStep.objects.filter(draft__in=drafts.values("pk")).only("draft_id", "step", "complete", "saved_at"):
        rows.setdefault(row.draft_id, []).append(row)
    return {draft: step for draft in drafts if (step := _stand(draft, rows.get(draft.pk, ())))}


def _stand(draft: Draft, rows: Iterable[DraftStep]) -> str | None:
    route = queries.route(draft.version)
    places = {step: place for place, step in enumerate(route.form.step_by_key)}
    known = [row for row in rows if row.step in places]
    missing = [row.step for row in known if not row.complete]
    if missing or not known:
        return min(missing, key=places.__getitem__, default=None)
    last = max(known, key=lambda row: row.saved_at).step
    try:
        facts = queries.facts(draft)
    except (tink.TinkError, Shredded, ValueError):
        # One case that cannot be opened must not keep the others from being counted, or itself from being deleted.
        return last
    # After the last step there is only the page to check and send.
    return route.walk(facts).after(last) or last


class StepReport(NamedTuple):
    """One step of one version in one language."""

    version: int
    step: str
    title: dict[str, str]
    language: str
    shown: int
    saved: int
    rules: dict[str, int]
    left: int
    #: Unsent drafts that stand here now.
    open: int

    @property
    def errors(self) -> int:
        """Errors of all rules."""
        return sum(self.rules.values())


def report(form_key: str) -> Iterator[StepReport]:
    """Every step of every version of a form, the newest version first, in the document's order, language by language."""
    counts: dict[tuple[UUID, str, str], Counter[tuple[str, str]]] = {}
    for row in StepCount.objects.filter(version__form_key=form_key):
        counts.setdefault((row.version_id, row.step, row.language), Counter())[row.event, row.rule] += row.count
    versions = FormVersion.objects.filter(form_key=form_key).order_by("-number")
    open_drafts = _stands(Draft.objects.filter(form_key=form_key, submitted=False, version__in=versions))
    standing = Counter((draft.version_id, step, draft.case.language) for draft, step in open_drafts.items())
    for version in versions:
        form = queries.route(version).form
        for step in form.steps:
            for language in form.languages:
                found = counts.get((version.pk, step.key, language), Counter())
                yield StepReport(
                    version=version.number,
                    step=step.key,
                    title=step.title,
                    language=language,
                    shown=found[SHOWN, ""],
                    saved=found[SAVED, ""],
                    rules={rule: count for (event, rule), count in found.items() if event == ERROR},
                    left=found[LEFT, ""],
                    open=standing[version.pk, step.key, language],
                )

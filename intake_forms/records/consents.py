"""What a family permitted: one row for each agreement that was sent, with the hash of what was read, until it is taken back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import open_, place, seal
from intake_forms.records import papers as kept_papers
from intake_forms.records import queries
from intake_forms.records.papers import Kept
from intake_forms.schema import slots
from intake_forms.schema.agreements import Agreement
from intake_forms.schema.kinds.permission import Permission

#: Facts of the site by language and name.
Facts = Mapping[str, Mapping[str, str]]


class Consent(models.Model):
    """One answer to one agreement.

    The words stand in the submission's version of the form, in every language; the facts that they name, as they were then,
    are sealed with the answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey("intake_forms.Submission", on_delete=models.CASCADE, related_name="consents")
    #: The question's key.
    item = models.CharField(max_length=40)
    #: SHA-256, in hex, of all that was read in all languages (schema/agreements.py).
    text_sha256 = models.CharField(max_length=64)
    sealed_answer = models.BinaryField()
    #: Whether the answer permits anything.
    gives = models.BooleanField()
    given_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    #: When it was given once more, in the same words, after it was taken back.
    given_again_at = models.DateTimeField(null=True)
    #: When a permission for some papers was made one for all.
    widened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "item"], name="one_consent_of_an_item")]
        ordering = ["given_at", "item"]

    @property
    def holds(self) -> bool:
        """Whether it permits anything today."""
        return self.gives and (self.taken_back_at is None or self.given_again)

    @property
    def given_again(self) -> bool:
        """Whether it was given once more after it was taken back last."""
        return bool(self.taken_back_at and self.given_again_at and self.given_again_at > self.taken_back_at)


def keep(*, submission: Any, kept: Mapping[str, Mapping[str, Any]], facts: Facts) -> None:
    """Record the agreements among what was sent (step -> question -> value). Runs in the sending's own transaction.

    ``facts``: those of the site by language and name, which the texts were read with; the ones that a text names are kept.
    """
    form = queries.route(submission.version).form
    rows = []
    for step, given in kept.items():
        for item in form.step_by_key[step].questions:
            if isinstance(item, Agreement) and item.key in given:
                named = {
                    code: {name: known[name] for name in item.names & known.keys()} for code, known in facts.items()
                }
                row = Consent(submission=submission, item=item.key, text_sha256=item.as_read(named).digest)
                row.gives, row.given_at = item.gives(given[item.key]), submission.sent_at
                what = {"answer": given[item.key], "facts": named}
                row.sealed_answer = seal(submission.case, place("consent", row.id, "answer"), what)
                rows.append(row)
    if rows:
        Consent.objects.bulk_create(rows)


def of_case(case: Any) -> list[tuple[Consent, Agreement, Any]]:
    """Every consent of a case with the words that were read, facts filled in, and the answer, oldest first."""
    found = []
    rows = Consent.objects.filter(submission__case=case).select_related("submission__version")
    for row in rows:
        item = queries.route(row.submission.version).form.item_by_key[row.item]
        assert isinstance(item, Agreement)
        kept = open_(case, place("consent", row.id, "answer"), row.sealed_answer)
        found.append((row, item.as_read(kept["facts"]), kept["answer"]))
    return found


@transaction.atomic
def take_back(*, case: Any, consent_id: uuid.UUID) -> bool:
    """Take a consent of this case back, from now on. False when it gives nothing (any more), or is not of this case."""
    row = Consent.objects.select_for_update().filter(pk=consent_id, submission__case=case).first()
    if row is None or not row.holds:
        return False
    Consent.objects.filter(pk=row.pk).update(taken_back_at=timezone.now())
    audit.record(who=audit.SPONSOR, action=f"consent.taken_back:{row.item}"[:40], case=case.pk)
    return True


@transaction.atomic
def give_again(*, case: Any, consent_id: uuid.UUID) -> bool:
    """Give what was taken back once more: what it permitted, in the words that were read. False when nothing was taken back."""
    row = Consent.objects.select_for_update().filter(pk=consent_id, submission__case=case).first()
    if row is None or row.holds or not row.gives:
        return False
    Consent.objects.filter(pk=row.pk).update(given_again_at=timezone.now())
    audit.record(who=audit.SPONSOR, action=f"consent.given_again:{row.item}"[:40], case=case.pk)
    return True


@transaction.atomic
def widen(*, case: Any, consent_id: uuid.UUID) -> bool:
    """Let a permission for some papers be about all. False when it gives nothing now, or is about all or none already."""
    row = Consent.objects.select_for_update().filter(pk=consent_id, submission__case=case).first()
    if row is None or not row.holds or row.pk not in outside(case):
        return False
    Consent.objects.filter(pk=row.pk).update(widened_at=timezone.now())
    audit.record(who=audit.SPONSOR, action=f"consent.widened:{row.item}"[:40], case=case.pk)
    return True


def papers(case: Any) -> dict[uuid.UUID, list[Kept]]:
    """The papers that each given permission of a case is about, by the permission's id; of one about no papers nothing.

    All that its form asks for, or those that were chosen where an answer permits only some.
    """
    return {
        row.pk: [each for each in asked if chosen is None or each.need.slot.key in chosen]
        for row, asked, chosen in _papers(case)
    }


def outside(case: Any) -> dict[uuid.UUID, list[Kept]]:
    """The papers that each permission for only some papers, which holds, leaves out, by the permission's id."""
    return {
        row.pk: [each for each in asked if each.need.slot.key not in chosen]
        for row, asked, chosen in _papers(case)
        if chosen is not None and row.holds
    }


def _papers(case: Any) -> Iterator[tuple[Consent, list[Kept], Collection[str] | None]]:
    """Each given permission about papers, what its form asks for, and the slots that were chosen; None for all."""
    for row in Consent.objects.filter(submission__case=case, gives=True).select_related("submission__version"):
        form = queries.route(row.submission.version).form
        if question := slots.papers_chosen_for(form, row.item):
            answers = queries.submitted_answers(case, row.submission)
            chosen = next((given[question] for given in answers.values() if question in given), None)
            asked = [each for each in kept_papers.of_case(case).values() if each.need.slot.key in form.item_by_key]
            yield row, asked, None if row.widened_at else chosen


def lets_papers_go(case: Any) -> bool:
    """Whether the family lets what it gave us go to the case manager today.

    What it answered about its papers counts; before it was asked about them, what it answered to any other permission.
    """
    found: dict[bool, list[bool]] = {True: [], False: []}
    for row in Consent.objects.filter(submission__case=case).select_related("submission__version"):
        form = queries.route(row.submission.version).form
        if isinstance(form.item_by_key[row.item], Permission):
            found[slots.papers_chosen_for(form, row.item) is not None].append(row.holds)
    return any(found[True] or found[False])

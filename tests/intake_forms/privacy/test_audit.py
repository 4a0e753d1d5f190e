"""The audit chain holds, and says so when somebody touched it."""

import datetime
import io
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy.models import AuditDay, AuditEvent
from tests.intake_forms.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    return [audit.record(who=f"user:{number}", action="case.read", case=uuid.uuid4()) for number in range(5)]


def test_a_chain_nobody_touched_holds(events):
    assert list(audit.breaks()) == []
    assert list(AuditEvent.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_no_event_is_a_chain_that_holds():
    assert list(audit.breaks()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "user:9"},
        {"action": "case.opened"},
        {"case_id": uuid.UUID(int=7)},
        {"case_id": None},
        {"paper_id": uuid.UUID(int=7)},
        {"at": F("at") - datetime.timedelta(seconds=1)},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("which", [0, 2, 4], ids=["first", "middle", "last"])
def test_a_changed_event_is_found(events, which, change):
    AuditEvent.objects.filter(pk=events[which].pk).update(**change)
    assert any("was changed" in found for found in audit.breaks())


@pytest.mark.parametrize("which", [0, 2, 4], ids=["first", "middle", "last"])
def test_a_removed_event_is_found(events, which):
    AuditEvent.objects.filter(pk=events[which].pk).delete()
    assert list(audit.breaks())


def test_all_events_of_a_day_removed_are_found(events):
    AuditEvent.objects.all().delete()
    assert list(audit.breaks())


def test_events_that_changed_places_are_found(events):
    one, other = events[1], events[2]
    AuditEvent.objects.filter(pk=one.pk).update(number=100)
    AuditEvent.objects.filter(pk=other.pk).update(number=one.number)
    AuditEvent.objects.filter(pk=one.pk).update(number=other.number)
    assert list(audit.breaks())


@pytest.mark.parametrize("which", [1, 4], ids=["middle", "last"])
def test_an_event_changed_together_with_its_hash_is_found(events, which):
    event = AuditEvent.objects.get(pk=events[which].pk)
    event.actor = "user:9"
    AuditEvent.objects.filter(pk=event.pk).update(actor=event.actor, hash=audit.chain_hash(event))
    assert list(audit.breaks())


def test_an_event_slipped_in_is_found(events):
    last = AuditEvent.objects.get(pk=events[-1].pk)
    last.pk, last.number, last.previous = uuid.uuid4(), 6, bytes(last.hash)
    last.hash = audit.chain_hash(last)
    last.save(force_insert=True)
    assert list(audit.breaks())


@pytest.fixture
def two_days(monkeypatch):
    """Three events yesterday and two today."""
    now = timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now - datetime.timedelta(days=1))
        for _ in range(3):
            audit.record(who=audit.SYSTEM, action="case.expired")
    for _ in range(2):
        audit.record(who=audit.SPONSOR, action="submission.sent")


def test_the_chain_goes_on_from_one_day_to_the_next(two_days):
    assert list(AuditEvent.objects.values_list("number", flat=True)) == [1, 2, 3, 1, 2]
    assert list(audit.breaks()) == []


def test_a_whole_day_removed_is_found(two_days):
    first = AuditDay.objects.earliest("day").day
    AuditEvent.objects.filter(day=first).delete()
    AuditDay.objects.filter(day=first).delete()
    assert list(audit.breaks())


def test_the_command_says_that_the_chain_holds(events):
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert "5 events" in out.getvalue()


def test_the_command_fails_and_names_the_place(events):
    AuditEvent.objects.filter(pk=events[2].pk).update(actor="user:9")
    with pytest.raises(CommandError, match=r"\b3: was changed"):
        call_command("verify_audit", stdout=io.StringIO())


@pytest.mark.django_db(transaction=True)
def test_twenty_events_at_once_leave_no_gap_and_no_fork():
    at_once(20, lambda number: audit.record(who=f"user:{number}", action="case.read"))
    by_day = AuditDay.objects.order_by("day")
    assert sum(day.count for day in by_day) == 20
    assert {event.actor for event in AuditEvent.objects.all()} == {f"user:{number}" for number in range(20)}
    assert list(audit.breaks()) == []

"""The nightly comparison of rows and store, and what is told when they differ."""

import datetime
import logging

import pytest
from django.utils import timezone

from intake_forms.documents import alarms, inventory, storage
from intake_forms.records import deletion
from intake_forms.records.uploads import Chunk, PageImage, Upload
from intake_forms.records.watching import Watch
from intake_forms.upkeep import jobs
from tests.intake_forms.documents.test_sweeping import overwrite, piece
from tests.intake_forms.papers import picture

pytestmark = pytest.mark.django_db

HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)


def kinds(now):
    return {alarm.kind: alarm.many for alarm in standing(now)}


def standing(now):
    """What is wrong besides that the tests have no scanner."""
    *found, none = alarms.standing(now)
    assert none == ("no_scanner", 1, None)
    return found


@pytest.fixture
def errors(caplog):
    caplog.set_level(logging.ERROR)
    return lambda: [record.getMessage() for record in caplog.records]


def test_where_all_is_there_nothing_is_told(store, errors):
    upload = store()
    piece(upload)
    assert inventory.compare(timezone.now() + 1000 * HOUR) == 0
    assert (errors(), kinds(timezone.now())) == ([], {})


@pytest.mark.parametrize("state", ["received", "checking", "accepted", "held"])
def test_a_file_that_we_said_we_have_and_is_not_there_is_a_loud_alarm_until_it_is(store, errors, state):
    upload, now = store(), timezone.now()
    Upload.objects.filter(pk=upload.pk).update(state=state)
    content = storage.get(upload.object_key).read()
    storage.delete(upload.object_key)
    inventory.compare(now)
    assert kinds(now) == {"lost": 1}
    assert errors() == [f"lost: {upload.object_key}", "alarm lost: 1"]
    overwrite(upload.object_key, content)
    inventory.compare(now)
    assert kinds(now) == {}


def test_a_file_of_another_length_is_as_bad(store):
    upload = store()
    overwrite(upload.object_key, b"short")
    inventory.compare(timezone.now())
    assert kinds(timezone.now()) == {"lost": 1}


def test_a_page_that_staff_should_see_is_missed_too(store):
    pages = {"object_key": "accepted/page", "sealed_size": 1, "thumbnail_key": "accepted/small"}
    upload = store()
    PageImage.objects.create(upload=upload, number=0, width=1, height=1, **pages)
    # While it is being checked a page's row is there before its bytes.
    inventory.compare(timezone.now())
    assert kinds(timezone.now()) == {}
    Upload.objects.filter(pk=upload.pk).update(state="accepted")
    inventory.compare(timezone.now())
    assert kinds(timezone.now()) == {"lost": 2}


@pytest.mark.parametrize("state", ["intent", "receiving", "rejected", "purged"])
def test_what_we_never_said_we_have_may_be_missing(store, state):
    upload = store()
    Upload.objects.filter(pk=upload.pk).update(state=state)
    storage.delete(upload.object_key)
    inventory.compare(timezone.now())
    assert kinds(timezone.now()) == {}


def test_files_of_a_deleted_case_that_are_being_removed_are_not_missed(store, begun):
    upload = store()
    storage.delete(upload.object_key)
    deletion.shred(case=begun.case)
    inventory.compare(timezone.now())
    assert kinds(timezone.now()) == {}


def test_an_object_of_nobody_is_deleted_after_two_days_and_told(store, errors):
    upload = store()
    overwrite("quarantine/nobodys", b"x")
    assert inventory.compare(timezone.now() + 47 * HOUR) == 0
    assert set(storage.keys()) == {upload.object_key, "quarantine/nobodys"}
    assert inventory.compare(timezone.now() + 49 * HOUR) == 1
    assert list(storage.keys()) == [upload.object_key]
    assert kinds(timezone.now()) == {"strays": 1}
    assert any("without a row" in line for line in errors())
    assert inventory.compare(timezone.now() + 50 * HOUR) == 0
    assert kinds(timezone.now()) == {}


@pytest.mark.parametrize("state", Upload.State.values)
def test_an_object_whose_row_is_in_whatever_state_is_not_nobodys(store, state):
    upload = store()
    Upload.objects.filter(pk=upload.pk).update(state=state)
    assert inventory.compare(timezone.now() + 1000 * HOUR) == 0
    assert list(storage.keys()) == [upload.object_key]


def test_what_came_or_went_while_the_store_was_listed_is_no_trouble(store, monkeypatch):
    gone = store()
    listing = storage.listing

    def meanwhile():
        storage.delete(gone.object_key)
        Upload.objects.all().delete()
        came = store()
        found = list(listing())
        assert [each.key for each in found] == [came.object_key]
        yield from found

    monkeypatch.setattr(storage, "listing", meanwhile)
    assert inventory.compare(timezone.now() + 1000 * HOUR) == 0
    assert kinds(timezone.now()) == {}


def test_it_runs_once_a_day_and_each_hour_while_something_is_lost(store, monkeypatch):
    looked = []
    listing = storage.listing
    monkeypatch.setattr(storage, "listing", lambda: looked.append(1) or listing())
    now = timezone.now()

    def rounds(*after):
        looked.clear()
        for passed in after:
            jobs.tick(now + passed * HOUR)
        return len(looked)

    assert rounds(0, 0.1, 23) == 1
    upload = store()
    content = storage.get(upload.object_key).read()
    storage.delete(upload.object_key)
    assert rounds(25, 25.5, 26.1) == 2
    overwrite(upload.object_key, content)
    assert rounds(27.2, 28.3, 51) == 1


def test_a_store_that_fails_half_way_changes_no_finding(store, store_down):
    store()
    inventory.compare(timezone.now())
    before = list(Watch.objects.values())
    store_down()
    with pytest.raises(storage.Unavailable):
        inventory.compare(timezone.now() + HOUR)
    assert list(Watch.objects.values()) == before


def test_a_file_that_waits_too_long_is_told_even_when_nothing_runs(store):
    upload, now = store(), timezone.now()
    assert standing(now + datetime.timedelta(minutes=14)) == []
    [alarm] = standing(now + datetime.timedelta(minutes=16))
    assert (alarm.kind, alarm.many, alarm.since) == ("waiting", 1, upload.received_at)
    Upload.objects.filter(pk=upload.pk).update(state="checking")
    assert kinds(now + datetime.timedelta(minutes=16)) == {"waiting": 1}
    Upload.objects.filter(pk=upload.pk).update(state="accepted")
    assert kinds(now + datetime.timedelta(minutes=16)) == {}


def test_a_file_in_pieces_waits_for_its_check_from_its_last_piece_on_and_has_a_state_of_its_own_before(sender):
    now = timezone.now()
    phone = sender(picture() + bytes(300_000))
    phone.announce()
    phone.put(0)
    Upload.objects.update(created_at=now - 40 * MINUTE)
    Chunk.objects.update(came_at=now - 30 * MINUTE)
    # It began to come and stopped: nobody waits for the worker.
    assert [(each.kind, each.since) for each in standing(now)] == [("unfinished", now - 30 * MINUTE)]
    phone.put(1)
    assert standing(timezone.now()) == []
    # All of it is here, and it is not put together.
    assert kinds(timezone.now() + 16 * MINUTE) == {"waiting": 1}
    phone.finish()
    assert standing(timezone.now()) == []
    [alarm] = standing(timezone.now() + 16 * MINUTE)
    assert (alarm.kind, alarm.since) == ("waiting", Upload.objects.get().received_at)


def test_the_log_hears_of_it_once_and_again_when_it_gets_worse(store, errors):
    store()
    for minutes in (14, 16, 17):
        alarms.look(timezone.now() + datetime.timedelta(minutes=minutes))
    assert errors() == ["alarm waiting: 1"]
    store()
    alarms.look(timezone.now() + datetime.timedelta(minutes=18))
    assert errors() == ["alarm waiting: 1", "alarm waiting: 2"]


def test_a_store_that_does_not_answer_is_an_alarm_until_it_does(bucket, store_down, errors):
    now = timezone.now()
    store_down()
    alarms.look(now)
    alarms.look(now + HOUR)
    assert [(alarm.kind, alarm.since) for alarm in standing(now)] == [("store", now)]
    assert errors() == ["alarm store: 1"]
    store_down(back=True)
    alarms.look(now + 2 * HOUR)
    assert standing(now) == []


def test_a_scanner_that_is_gone_is_an_alarm_until_it_answers(db, clamd, settings, errors):
    now = timezone.now()
    alarms.look(now)
    assert alarms.standing(now) == []
    settings.CLAMD_ADDRESS = f"{clamd.socket}.gone"
    alarms.look(now + HOUR)
    assert alarms.standing(now) == [("scanner", 1, now + HOUR)]
    assert errors() == ["alarm scanner: 1"]
    settings.CLAMD_ADDRESS = clamd.socket
    alarms.look(now + 2 * HOUR)
    assert alarms.standing(now) == []

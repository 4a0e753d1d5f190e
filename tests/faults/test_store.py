"""The object store fails in every way: whoever sends a paper hears the truth in time, and all finishes by itself afterwards."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io

import pytest
from django.utils import timezone

from intake_forms.documents import alarms, judging, opening, storage, sweeping
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.wizard import taking_in
from tests.faults.proxy import Fault
from tests.intake_forms.papers import picture

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FAULTS = [Fault.REFUSE, Fault.HANG, Fault.CUT, Fault.DEAF]
#: Larger than the buffers of a line on this machine.
LARGE = (2200, 2200)
#: SHA-256 of "x".
ONE = base64.b64encode(hashlib.sha256(b"x").digest()).decode()


def later(**ago):
    return timezone.now() + datetime.timedelta(**ago)


def papers_of(case):
    """The files that the sponsor reads that we have, opened."""
    return [b"".join(opening.plain_bytes(case, row)) for row in queries.papers(case)]


def test_whatever_the_store_does_whoever_waits_hears_within_25_seconds():
    """The longest that can be waited, with what the page itself costs; faults.proxy measured 19.5 seconds."""
    pause = storage.ATTEMPTS - 1
    for seconds, connect, answer in storage.PACES:
        assert storage.ATTEMPTS * (connect + answer) + pause <= seconds <= taking_in.PATIENCE <= 24
    assert storage.TRAVEL + storage.ANSWER + pause <= 24
    # Looking at the file comes first, and leaves the store its shortest time.
    assert judging.WITHIN + storage.SHORTEST <= taking_in.PATIENCE


@pytest.mark.parametrize(("left", "pace"), [(24, 0), (18, 1), (12.5, 2)])
def test_who_has_waited_for_the_decoder_waits_less_for_the_store(line, monkeypatch, left, pace):
    asked, client = [], storage._client
    monkeypatch.setattr(storage, "_client", lambda pace: asked.append(pace) or client(pace))
    storage.put("key", io.BytesIO(b"x"), length=1, sha256=ONE, within=left)
    assert asked == [pace]
    config = client(pace).meta.config
    assert (config.connect_timeout, config.read_timeout) == storage.PACES[pace][1:]


def test_where_no_time_is_left_it_is_said_that_it_is_not_saved(line, send_file, monkeypatch):
    monkeypatch.setattr(taking_in, "PATIENCE", storage.SHORTEST - 1)
    # It would not open: there was no time to look.
    response = send_file(picture()[:-200])
    assert response.status_code == 503
    assert "todavía no está guardada" in response.content.decode()
    assert list(storage.keys()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_acknowledged_that_is_not_stored_and_the_next_try_is_taken(line, send_file, at_photo, fault):
    line.fail(fault, after=2000)
    response = send_file(picture())
    assert response.status_code == 503
    page = response.content.decode()
    assert "todavía no está guardada" in page
    assert "remove-" not in page
    case = Case.objects.get()
    assert not queries.papers(case).exists()
    line.mend()
    assert send_file(picture()).status_code == 303
    assert papers_of(case) == [picture()]
    # The first try ends by itself, and she has the file once.
    assert sweeping.finish_intents(later(hours=2)) == 1
    assert papers_of(case) == [picture()]
    assert set(storage.keys()) == set(Upload.objects.values_list("object_key", flat=True))
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.DEAF])
def test_who_does_not_try_again_finds_it_here_or_reads_that_it_did_not_arrive(line, send_file, fault):
    line.fail(fault, after=2000)
    assert send_file(picture()).status_code == 503
    # While the store is down nothing is decided.
    line.fail(Fault.REFUSE)
    with pytest.raises(storage.Unavailable):
        sweeping.finish_intents(later(hours=2))
    line.mend()
    assert sweeping.finish_intents(later(hours=2)) == 1
    # Where all bytes went and no answer came, it may be there.
    here = papers_of(Case.objects.get())
    row = Upload.objects.get()
    assert (row.state, row.reason) == (("received", "") if here else ("rejected", "not_arrived"))
    assert here in ([], [picture()] if fault is Fault.DEAF else [])
    assert len(list(storage.keys())) == len(here)


def test_a_line_that_is_too_slow_is_given_up_in_time(line, send_file):
    line.fail(Fault.SLOW)
    assert send_file(picture("PNG", LARGE)).status_code == 503
    line.mend()
    assert send_file(picture("PNG", LARGE)).status_code == 303


def test_a_line_that_is_slow_and_in_time_is_no_fault(line, send_file):
    line.mend(Fault.SLOW)
    assert send_file(picture()).status_code == 303


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.HANG])
def test_a_page_without_a_file_waits_for_no_store(line, at_photo, fault):
    line.fail(fault)
    assert at_photo.get("photo-id").status_code == 200
    assert at_photo.post("photo-id", {}).status_code == 303


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_taken_away_meanwhile_is_not_shown_and_goes_later(line, send_file, at_photo, fault):
    send_file(picture())
    row = Upload.objects.get()
    line.fail(fault, after=100)
    assert at_photo.post("photo-id", {}, f"remove-{row.pk}").status_code == 303
    assert f"remove-{row.pk}" not in at_photo.get("photo-id").content.decode()
    line.mend()
    assert sweeping.remove_purged(timezone.now()) == 1
    assert list(storage.keys()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_desk_hears_of_it_until_it_is_over(line, fault):
    line.fail(fault, after=20)
    alarms.look(timezone.now())
    assert "store" in {alarm.kind for alarm in alarms.standing(timezone.now())}
    line.mend()
    alarms.look(timezone.now())
    assert "store" not in {alarm.kind for alarm in alarms.standing(timezone.now())}


def test_a_full_disk_is_told_like_a_store_that_is_down(bucket, send_file, full_disk):
    for content in (picture(size=(64, 48)), picture("PNG", LARGE)):
        full_disk()
        response = send_file(content)
        assert response.status_code == 503
        assert "todavía no está guardada" in response.content.decode()
        assert not Upload.objects.exists()
    full_disk(full=False)
    assert send_file(picture()).status_code == 303
    assert papers_of(Case.objects.get()) == [picture()]

"""The check of what came, from the queue to its end: nothing is called checked that was not, and nothing waits for ever."""

from __future__ import annotations

import datetime
import io
import logging
import threading

import pytest
import tink
from django.utils import timezone
from PIL import Image

from intake_forms.documents import checking, opening, page_images, rebuilding, scanning, services, storage
from intake_forms.privacy.sealing import place, seal
from intake_forms.records import queries, requests
from intake_forms.records.uploads import PageImage, Upload
from tests.clamd import DOUBTFUL, EICAR, MOST
from tests.hostile import pdfs
from tests.intake_forms import papers
from tests.intake_forms.factories import Paper, make_case, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(begun, bucket):
    """Stores a file of the case just begun."""

    def take(content: bytes = b"", case=None, slot="sponsor_id") -> Upload:
        case = case or begun.case
        return services.store(case=case, slot=slot, incoming=sealed(case, Paper(content or papers.picture())))

    return take


def now(seconds: float = 1) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=seconds)


def checked(after: float = 1) -> Upload:
    """The next file that is due, after its check."""
    upload = checking.claim(now(after))
    assert upload is not None
    checking.check(upload)
    return Upload.objects.get(pk=upload.pk)


def test_a_photo_is_accepted_with_a_picture_of_its_page_and_the_original_stays(store, begun):
    content = papers.heic()
    upload = store(content)
    done = checked()
    assert (done.state, done.scan, done.reason, done.due_at, done.lease_until) == (
        "accepted",
        "not_scanned",
        "",
        None,
        None,
    )
    [row] = done.pages.all()
    assert set(storage.keys()) == {upload.object_key, row.object_key, row.thumbnail_key}
    picture = Image.open(io.BytesIO(page_images.image(begun.case, row)))
    assert picture.size == (row.width, row.height) == (1000, 752)
    assert max(Image.open(io.BytesIO(page_images.thumbnail(begun.case, row))).size) == 240
    assert b"".join(opening.plain_bytes(begun.case, done)) == content
    assert checking.claim(now()) is None


def test_what_lies_in_the_store_of_a_page_is_sealed_to_its_place(store, begun):
    store(pdfs.scan(2))
    first, second = checked().pages.all()
    assert b"JFIF" not in storage.get(first.object_key).read()
    first.object_key, first.thumbnail_key = second.object_key, first.object_key
    for opened in (page_images.image, page_images.thumbnail):
        with pytest.raises(tink.TinkError):
            opened(begun.case, first)


def test_a_file_that_cannot_be_drawn_is_rejected_and_counts_no_more(store, begun):
    store(papers.pdf(user="secret", owner="other", encrypted=True))
    done = checked()
    assert (done.state, done.reason) == ("rejected", "locked")
    assert not queries.papers(begun.case).exists()
    assert not PageImage.objects.exists()


def test_a_pdf_that_could_act_is_accepted_as_pictures_and_it_is_noted(store):
    store(pdfs.javascript())
    done = checked()
    assert (done.state, done.active) == ("accepted", "actions,javascript")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "state", "reason", "scan", "pages"),
    [
        (papers.picture(), "accepted", "", "clean", 1),
        (papers.picture() + EICAR, "rejected", "infected", "infected", 0),
        (papers.picture() + DOUBTFUL, "held", "looked_at_by_staff", "suspicious", 1),
        (papers.picture() + b"x" * MOST, "held", "too_big_to_scan", "not_scanned", 1),
        (papers.picture()[:-200], "rejected", "unreadable", "clean", 0),
    ],
    ids=["clean", "harmful", "doubtful", "too-big", "broken"],
)
def test_what_the_scanner_says_decides(store, clamd, content, state, reason, scan, pages):
    store(content)
    done = checked()
    assert (done.state, done.reason, done.scan, done.pages.count()) == (state, reason, scan, pages)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["hangs", "is down"])
def test_while_the_scanner_hangs_or_is_down_a_file_waits_and_is_checked_when_it_is_back(
    store, begun, clamd, settings, monkeypatch, caplog, how
):
    monkeypatch.setattr(scanning, "ANSWER", 0.3)
    there = settings.CLAMD_ADDRESS
    if how == "hangs":
        clamd.freeze()
    else:
        settings.CLAMD_ADDRESS = "127.0.0.1:1"
    store()
    with caplog.at_level(logging.ERROR):
        for round in range(checking.MOST_ATTEMPTS + 1):
            waits = checked(60 * round + 1)
            assert (waits.state, waits.attempts, waits.scan) == ("received", 0, "not_scanned")
            assert checking.claim(now(0)) is None
    assert queries.papers(begun.case).count() == 1
    assert "scanning is unavailable" in caplog.text
    clamd.thaw()
    settings.CLAMD_ADDRESS = there
    done = checked(3600)
    assert (done.state, done.scan) == ("accepted", "clean")


def test_while_the_store_is_down_a_file_waits(store, store_down):
    store()
    store_down()
    waits = checked()
    assert (waits.state, waits.attempts) == ("received", 0)
    store_down(back=True)
    assert checked(60).state == "accepted"


def test_a_file_that_fails_is_tried_later_each_time_and_then_held(store, monkeypatch, caplog):
    def fail(*args):
        raise ValueError("María López")

    monkeypatch.setattr(rebuilding, "pages", fail)
    store()
    waits = []
    for _ in range(checking.MOST_ATTEMPTS):
        tried = checked(3600)
        waits.append(round((tried.due_at - timezone.now()).total_seconds(), -1) if tried.due_at else None)
    assert waits == [20, 40, 80, 160, None]
    assert (tried.state, tried.reason) == ("held", "gave_up")
    assert "López" not in caplog.text


@pytest.mark.parametrize("failing", [scanning.Failed(), rebuilding.Broken()])
def test_a_scanner_that_hangs_up_and_a_script_of_ours_that_breaks_say_nothing_of_the_file(store, monkeypatch, failing):
    def fail(*args):
        raise failing

    with monkeypatch.context() as broken:
        broken.setattr(*((scanning, "scan") if isinstance(failing, scanning.Failed) else (rebuilding, "pages")), fail)
        store()
        tried = checked()
    assert (tried.state, tried.reason, tried.attempts) == ("received", "", 1)
    assert tried.due_at > timezone.now()
    assert checked(60).state == "accepted"


@pytest.mark.parametrize("vouched", [False, True])
def test_what_the_scanner_fails_on_each_time_a_person_decides_and_never_the_scanner(store, begun, monkeypatch, vouched):
    def fail(*args):
        raise scanning.Failed

    monkeypatch.setattr(scanning, "scan", fail)
    upload = store()
    if vouched:
        Upload.objects.update(sealed_vouched=seal(begun.case, place("upload", upload.pk, "vouched"), "I know it."))
    states = [checked(3600).state for _ in range(checking.MOST_ATTEMPTS)]
    done = Upload.objects.get()
    last, reason = ("accepted", "") if vouched else ("held", "could_not_be_scanned")
    assert states == ["received"] * (checking.MOST_ATTEMPTS - 1) + [last]
    # Its pages are there to look at, and nobody calls it clean.
    assert (done.reason, done.scan, done.pages.count()) == (reason, "not_scanned", 1)


def test_bytes_that_were_exchanged_in_the_store_are_never_accepted(store):
    one, other = store(), store()
    Upload.objects.filter(pk=other.pk).update(due_at=None)
    content = storage.get(other.object_key).read()
    Upload.objects.filter(pk=other.pk).update(object_key="elsewhere")
    Upload.objects.filter(pk=one.pk).update(object_key=other.object_key)
    assert content
    for _ in range(checking.MOST_ATTEMPTS):
        tried = checked(3600)
    assert (tried.state, tried.reason) == ("held", "gave_up")


def test_a_worker_that_died_loses_its_file_to_the_next_and_writes_nothing_more(store):
    store()
    dead = checking.claim(now())
    assert dead is not None
    assert checking.claim(now()) is None
    later = checking.LEASE.total_seconds() + 5
    heir = checking.claim(now(later))
    assert heir is not None
    assert heir.attempts == 2
    checking.check(dead)
    assert Upload.objects.get().state == "checking"
    assert not PageImage.objects.exists()
    checking.check(heir)
    assert Upload.objects.get().state == "accepted"
    assert PageImage.objects.count() == 1


def test_a_second_check_leaves_nothing_of_the_first(store, monkeypatch):
    store(pdfs.scan(2))
    put, count = storage.put, []

    def failing(*args, **more):
        count.append(args)
        if len(count) == 3:
            raise storage.Unavailable
        put(*args, **more)

    monkeypatch.setattr(storage, "put", failing)
    assert checked().state == "received"
    assert checked(60).state == "accepted"
    rows = [key for row in PageImage.objects.all() for key in (row.object_key, row.thumbnail_key)]
    assert sorted(storage.keys()) == sorted([*rows, Upload.objects.get().object_key])
    assert len(rows) == 4


@pytest.mark.parametrize("when", [1, 2, 3])
def test_a_file_taken_away_during_its_check_leaves_nothing(store, monkeypatch, when):
    upload = store(pdfs.scan(2))
    put, count = storage.put, []

    def taken(*args, **more):
        count.append(args)
        if len(count) == when:
            services.discard(upload=upload)
        put(*args, **more)

    monkeypatch.setattr(storage, "put", taken)
    claimed = checking.claim(now())
    checking.check(claimed)
    assert list(storage.keys()) == []
    assert not Upload.objects.exists()


def test_a_file_given_back_is_as_if_nobody_had_taken_it(store):
    store()
    claimed = checking.claim(now())
    checking.give_back(claimed)
    checking.check(claimed)
    waits = Upload.objects.get()
    assert (waits.state, waits.attempts, waits.lease_until) == ("received", 0, None)
    assert checked().state == "accepted"


def test_what_was_asked_for_is_asked_for_again_when_the_file_that_came_cannot_be_used(bucket, store):
    case = make_case().case
    key = ("sponsor_id", "")
    requests.ask(case=case, key=key, reason="unreadable", note={}, by=1)
    store(papers.picture()[:-200], case=case)
    requests.receive(case=case, key=key)
    case.refresh_from_db()
    assert case.status == "reading"
    assert checked().state == "rejected"
    case.refresh_from_db()
    assert (requests.of_paper(case, key).state, case.status) == ("open", "needs_paper")


def test_another_file_of_the_paper_still_answers_what_was_asked(bucket, store):
    case = make_case().case
    key = ("sponsor_id", "")
    requests.ask(case=case, key=key, reason="unreadable", note={}, by=1)
    for content in (papers.picture()[:-200], papers.picture()):
        store(content, case=case)
        requests.receive(case=case, key=key)
    assert checked().state == "rejected"
    assert requests.of_paper(case, key).state == "received"


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_a_file(store):
    for _ in range(4):
        store()
    won, together = [], threading.Barrier(6)

    def work() -> None:
        from django.db import connection

        together.wait()
        while (upload := checking.claim(now())) is not None:
            won.append(upload.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(won) == len(set(won))
    assert set(Upload.objects.values_list("attempts", flat=True)) <= {0, 1}
    while (upload := checking.claim(now())) is not None:
        won.append(upload.pk)
    assert len(won) == len(set(won)) == 4

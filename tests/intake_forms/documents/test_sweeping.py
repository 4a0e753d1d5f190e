"""What was cut half-way is brought to an end: it is ours, or its sender is told that it is not."""

import contextlib
import datetime
import hashlib
import io
import uuid

import pytest
from django.utils import timezone

from intake_forms.documents import checking, opening, services, storage, sweeping
from intake_forms.privacy.sealing import place, seal
from intake_forms.records import deletion, queries
from intake_forms.records.uploads import Chunk, PageImage, Upload
from intake_forms.upkeep import jobs
from tests.intake_forms.papers import pdf, picture

pytestmark = pytest.mark.django_db


def hours(count):
    return timezone.now() + datetime.timedelta(hours=count)


def put_back(upload, state="intent", hours=2, **more):
    """Let an upload be as it was before its bytes came, that many hours ago."""
    then = timezone.now() - datetime.timedelta(hours=hours)
    Upload.objects.filter(pk=upload.pk).update(state=state, created_at=then, due_at=None, **more)


def overwrite(key, content):
    storage._client().put_object(Bucket=storage._bucket(), Key=key, Body=content)


def piece(upload, number=0, hours=0):
    """A piece of a file that comes in pieces, with its object."""
    made = Chunk.objects.create(
        upload=upload, number=number, size=1, sealed_digest=b"", object_key=f"staging/{uuid.uuid4()}", sealed_size=1
    )
    Chunk.objects.filter(pk=made.pk).update(came_at=timezone.now() - datetime.timedelta(hours=hours))
    overwrite(made.object_key, b"x")
    return made


def test_bytes_that_came_whole_without_a_word_are_ours(store, begun):
    upload = store()
    put_back(upload)
    assert sweeping.finish_intents(timezone.now()) == 1
    assert [each.pk for each in queries.papers(begun.case)] == [upload.pk]
    # The worker looks at it like at any other.
    assert queries.papers(begun.case).get().due_at <= timezone.now()
    assert sweeping.finish_intents(timezone.now()) == 0


@pytest.mark.parametrize("damage", ["gone", "short", "other"])
def test_bytes_that_did_not_come_whole_are_not_ours_and_its_sender_is_told(store, begun, damage):
    upload = store()
    put_back(upload)
    there = storage.get(upload.object_key).read()
    storage.delete(upload.object_key)
    if damage != "gone":
        overwrite(upload.object_key, there[:-1] + (b"" if damage == "short" else bytes([there[-1] ^ 1])))
    assert sweeping.finish_intents(timezone.now()) == 1
    assert not queries.papers(begun.case).exists()
    row = Upload.objects.get()
    assert (row.state, row.reason, row.due_at) == ("rejected", "not_arrived", None)
    assert list(storage.keys()) == []


def test_a_file_that_never_left_is_told_of_too(store, store_down):
    store_down()
    with contextlib.suppress(storage.Unavailable):
        store()
    store_down(back=True)
    put_back(Upload.objects.get())
    assert sweeping.finish_intents(timezone.now()) == 1
    assert Upload.objects.get().reason == "not_arrived"


def test_who_sent_it_again_hears_nothing_of_the_first_try_and_has_one_file(store, begun):
    for arrived in (True, False):
        first = store()
        put_back(first)
        again = store()
        if not arrived:
            storage.delete(first.object_key)
        assert sweeping.finish_intents(timezone.now()) == 1
        assert [row.pk for row in Upload.objects.all()] == [again.pk]
        assert list(storage.keys()) == [again.object_key]
        services.discard(upload=again)


def test_another_page_of_the_same_paper_is_not_taken_for_the_same_file(store, begun):
    first = store()
    put_back(first)
    second = store(picture(size=(640, 480)))
    sweeping.finish_intents(timezone.now())
    assert {each.pk for each in queries.papers(begun.case)} == {first.pk, second.pk}


def test_a_page_that_never_came_is_told_of_though_another_came_later(store, begun):
    first = store()
    put_back(first)
    storage.delete(first.object_key)
    second = store(picture(size=(640, 480)))
    assert sweeping.finish_intents(timezone.now()) == 1
    assert {row.pk: row.state for row in Upload.objects.all()} == {first.pk: "rejected", second.pk: "received"}


def test_an_upload_that_is_on_its_way_is_left_alone(store):
    put_back(store(), hours=0.9)
    assert sweeping.finish_intents(timezone.now()) == 0
    assert Upload.objects.get().state == "intent"


def test_what_comes_in_after_it_was_given_up_is_never_acknowledged(store, begun, monkeypatch):
    put = storage.put

    def slow(*args, **more):
        put(*args, **more)
        Upload.objects.all().delete()

    monkeypatch.setattr(storage, "put", slow)
    with pytest.raises(storage.Unavailable):
        store()


def test_what_the_sweep_found_first_is_acknowledged_all_the_same(store, begun, monkeypatch):
    put = storage.put

    def swept(*args, **more):
        put(*args, **more)
        assert sweeping.finish_intents(hours(2)) == 1

    monkeypatch.setattr(storage, "put", swept)
    assert store() == queries.papers(begun.case).get()


def test_the_intents_of_a_deleted_case_are_not_brought_back(store, begun):
    upload = store()
    put_back(upload)
    deletion.shred(case=begun.case)
    assert sweeping.finish_intents(timezone.now()) == 0
    assert jobs.tick(timezone.now())["deletions"] == 1
    assert list(storage.keys()) == []


def test_a_file_whose_worker_died_is_offered_again(store):
    dead, alive = store(), store()
    now = timezone.now()
    Upload.objects.filter(pk=dead.pk).update(state="checking", due_at=None, lease_until=now)
    Upload.objects.filter(pk=alive.pk).update(state="checking", due_at=None, lease_until=now + sweeping.UNDERWAY)
    later = now + datetime.timedelta(seconds=1)
    assert sweeping.free_leases(later) == 1
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, dead.lease_until, dead.due_at) == ("received", None, later)
    assert (alive.state, alive.due_at) == ("checking", None)


def test_a_file_in_pieces_that_fell_silent_is_given_up_with_its_pieces(store):
    silent, slow = store(slot="sponsor_id"), store(slot="child_photo")
    for upload, last in ((silent, 49), (slow, 47)):
        put_back(upload, state="receiving", hours=100, sealed_sha256="")
        storage.delete(upload.object_key)
        piece(upload, 0, hours=100)
        piece(upload, 1, hours=last)
    # One that was just begun has no piece yet.
    young = store(slot="letter")
    put_back(young, state="receiving", hours=1)
    assert sweeping.end_silent(timezone.now()) == 1
    silent.refresh_from_db()
    assert (silent.state, silent.reason) == ("rejected", "not_arrived")
    assert {each.upload_id for each in Chunk.objects.all()} == {slow.pk}
    left = {young.object_key, *Chunk.objects.values_list("object_key", flat=True)}
    assert set(storage.keys()) == left


@pytest.mark.parametrize("state", ["received", "rejected"])
def test_pieces_left_of_a_file_that_was_whole_go_whatever_became_of_it(store, state):
    upload = store()
    old, young = piece(upload, 0, hours=2), piece(upload, 1)
    Upload.objects.update(state=state)
    assert sweeping.remove_pieces(timezone.now()) == 1
    assert set(storage.keys()) == {upload.object_key, young.object_key}
    assert old.object_key not in Chunk.objects.values_list("object_key", flat=True)


def test_what_was_let_go_of_goes_with_everything_made_of_it(store):
    kept, purged = store(), store()
    piece(purged)
    page = PageImage.objects.create(
        upload=purged, number=0, object_key="accepted/a", sealed_size=1, thumbnail_key="accepted/b", width=1, height=1
    )
    for key in (page.object_key, page.thumbnail_key):
        overwrite(key, b"x")
    put_back(purged, state="purged", hours=0)
    assert sweeping.remove_purged(timezone.now()) == 1
    assert list(storage.keys()) == [kept.object_key]
    assert not PageImage.objects.exists()
    assert sweeping.remove_purged(timezone.now()) == 0


@pytest.mark.parametrize("job", [sweeping.finish_intents, sweeping.end_silent, sweeping.remove_purged])
def test_while_the_store_is_down_everything_stays_as_it_is(store, store_down, job):
    state = {sweeping.finish_intents: "intent", sweeping.end_silent: "receiving", sweeping.remove_purged: "purged"}[job]
    put_back(store(), state=state, hours=100)
    store_down()
    with pytest.raises(storage.Unavailable):
        job(timezone.now())
    assert Upload.objects.get().state == state
    store_down(back=True)
    assert job(timezone.now()) == 1


def test_bytes_are_measured_as_they_come_back(bucket):
    storage.put("quarantine/x", io.BytesIO(b"test"), length=4, sha256="n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=")
    assert storage.measure("quarantine/x") == (4, "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=")
    assert storage.size("quarantine/x") == 4
    for ask in (storage.measure, storage.size):
        with pytest.raises(storage.Missing):
            ask("quarantine/y")


#: A photo, larger than one piece.
TWO_PIECES = picture() + bytes(300_000)


@pytest.fixture
def whole(sender):
    """Sends all pieces of a file and not that they were all, six minutes ago."""

    def send(content, missing=0):
        phone = sender(content)
        assert phone.announce().status_code == 200
        for number in range(phone.pieces - missing):
            assert phone.put(number).status_code == 204
        ago()
        return phone

    return send


def ago(minutes=6):
    Chunk.objects.update(came_at=timezone.now() - datetime.timedelta(minutes=minutes))


def test_a_phone_that_died_after_its_last_piece_has_sent_its_file(whole):
    content = TWO_PIECES
    phone = whole(content)
    assert sweeping.compose_whole(timezone.now()) == 1
    row = Upload.objects.select_related("case__key").get()
    assert (row.state, row.reason) == ("received", "")
    assert b"".join(opening.plain_bytes(row.case, row)) == content
    assert (list(storage.keys()), Chunk.objects.count()) == ([row.object_key], 0)
    assert sweeping.compose_whole(timezone.now()) == 0
    # The page that is opened again hears that we have it, and sends nothing twice.
    assert phone.send().json()["sentence"].startswith("Ya lo tenemos")
    assert Upload.objects.get().state == "received"
    upload = checking.claim(timezone.now())
    checking.check(upload)
    assert Upload.objects.get().state == "accepted"


def test_while_pieces_are_missing_or_young_or_somebody_is_at_it_nothing_is_put_together(whole):
    whole(TWO_PIECES, missing=1)
    assert sweeping.compose_whole(timezone.now()) == 0
    whole(TWO_PIECES)
    ago(0)
    assert sweeping.compose_whole(timezone.now()) == 0
    ago()
    Upload.objects.update(lease_until=hours(1))
    assert sweeping.compose_whole(timezone.now()) == 0
    assert set(Upload.objects.values_list("state", flat=True)) == {"receiving"}
    Upload.objects.update(lease_until=None)
    assert sweeping.compose_whole(timezone.now()) == 1


def test_pieces_that_are_not_the_file_that_was_announced_are_told_of(whole):
    phone = whole(TWO_PIECES)
    whole_row = Upload.objects.select_related("case__key").get()
    other = hashlib.sha256(b"another").hexdigest()
    details = seal(whole_row.case, place("upload", whole_row.pk, "details"), {"name": "x", "sha256": other})
    Upload.objects.update(sealed_details=details)
    assert sweeping.compose_whole(timezone.now()) == 0
    assert (Upload.objects.get().state, Upload.objects.get().reason) == ("rejected", "not_arrived")
    assert phone.pieces == 2


def test_a_locked_pdf_waits_for_the_password_that_its_sender_was_asked_for(whole):
    phone = whole(pdf(user="secret", owner="other", encrypted=True))
    assert phone.finish().json()["problem"] == "locked"
    assert sweeping.compose_whole(timezone.now()) == 0
    assert phone.finish("secret").status_code == 200
    assert (Upload.objects.get().state, Upload.objects.get().reason) == ("received", "")


def test_a_locked_pdf_whose_password_never_came_is_told_as_locked(whole):
    assert whole(pdf(user="secret", owner="other", encrypted=True)).finish().json()["problem"] == "locked"
    Upload.objects.update(created_at=hours(-49))
    ago(49 * 60)
    assert sweeping.end_silent(timezone.now()) == 1
    assert (Upload.objects.get().state, Upload.objects.get().reason) == ("rejected", "locked")


def test_while_the_store_is_down_nothing_is_put_together_and_afterwards_it_is(whole, store_down):
    whole(TWO_PIECES)
    store_down()
    assert jobs.tick(timezone.now())["papers whole"] == -1
    assert Upload.objects.get().state == "receiving"
    store_down(back=True)
    assert jobs.tick(timezone.now())["papers whole"] == 1
    assert Upload.objects.get().state == "received"

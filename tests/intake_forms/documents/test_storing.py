"""The order in which a paper is stored, taken away, and swept."""

import io

import pytest
import tink
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake_forms.documents import opening, services, storage, sweeping
from intake_forms.records import queries
from intake_forms.records.uploads import Chunk, PageImage, Upload
from tests.intake_forms import papers

pytestmark = pytest.mark.django_db


def test_a_stored_paper_comes_back_byte_for_byte(store, begun):
    content = papers.picture(size=(640, 480))
    upload = store(content, name="mi identificación.jpg")
    assert b"".join(opening.plain_bytes(begun.case, upload)) == content
    assert (upload.state, upload.size, upload.content_type) == ("received", len(content), "image/jpeg")
    assert queries.file_name(begun.case, upload) == "mi identificación.jpg"


def test_what_lies_in_the_store_is_sealed_and_its_name_says_nothing(store):
    content = papers.picture(size=(640, 480))
    upload = store(content, name="maria-lopez.jpg")
    assert list(storage.keys()) == [upload.object_key]
    assert upload.object_key.startswith("quarantine/")
    assert str(upload.pk) not in upload.object_key
    assert "lopez" not in upload.object_key
    sealed = storage.get(upload.object_key).read()
    assert len(sealed) == upload.sealed_size
    assert not any(content[place : place + 16] in sealed for place in range(0, len(content) - 16, 1000))


def test_the_same_file_twice_is_two_objects_that_look_different(store):
    one, other = store(), store()
    assert one.object_key != other.object_key
    assert storage.get(one.object_key).read() != storage.get(other.object_key).read()


def test_the_row_is_there_before_the_bytes_and_says_received_only_after(store, monkeypatch):
    seen = []
    put = storage.put

    def watched(key, body, **more):
        seen.append((list(storage.keys()), Upload.objects.get().state))
        put(key, body, **more)
        seen.append((list(storage.keys()), Upload.objects.get().state))

    monkeypatch.setattr(storage, "put", watched)
    upload = store()
    assert seen == [([], "intent"), ([upload.object_key], "intent")]
    assert Upload.objects.get().state == "received"


def test_a_file_goes_to_the_store_at_once_without_a_question_first(store):
    sent = []

    def see(request, **_others):
        sent.append({name.lower() for name in request.headers})

    events = storage._client().meta.events
    events.register("before-send.s3.PutObject", see)
    store()
    events.unregister("before-send.s3.PutObject", see)
    [names] = sent
    assert "x-amz-checksum-sha256" in names
    assert "expect" not in names


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_bytes_travel(store, monkeypatch):
    from django.db import connection

    put, open_ones = storage.put, []

    def watched(*args, **more):
        open_ones.append(connection.in_atomic_block)
        put(*args, **more)

    monkeypatch.setattr(storage, "put", watched)
    store()
    assert open_ones == [False]


@pytest.mark.django_db(transaction=True)
def test_who_sends_a_file_waits_for_the_disk_only_where_we_say_that_we_have_it(store):
    from django.db import connection

    store()
    with CaptureQueriesContext(connection) as captured:
        store()
    said = [each["sql"].split(" WHERE ")[0] for each in captured]
    intent = next(at for at, sql in enumerate(said) if sql.startswith("INSERT INTO"))
    have = next(at for at, sql in enumerate(said) if sql.startswith("UPDATE") and "received_at" in sql)
    eased = [at for at, sql in enumerate(said) if sql.endswith(("=NORMAL", " off"))]
    # What PostgreSQL is told holds for that transaction.
    strict = [at for at, sql in enumerate(said) if sql in ("PRAGMA synchronous=FULL", "COMMIT")]
    assert [at for at in eased if at < intent] == eased
    assert len(eased) == 1
    assert any(intent < at < have for at in strict)


def test_a_store_that_is_down_leaves_an_intent_and_nothing_to_be_shown(store, begun, store_down):
    store_down()
    with pytest.raises(storage.Unavailable):
        store()
    assert Upload.objects.get().state == "intent"
    assert not queries.papers(begun.case).exists()


def test_bytes_that_are_not_what_was_announced_are_refused_by_the_store(bucket):
    with pytest.raises(storage.Unavailable):
        storage.put(
            "quarantine/x", io.BytesIO(b"other"), length=5, sha256="n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
        )
    assert list(storage.keys()) == []


def test_bytes_exchanged_in_the_store_do_not_open(store, begun):
    one, other = store(), store()
    one.object_key = other.object_key
    with pytest.raises(tink.TinkError):
        list(opening.plain_bytes(begun.case, one))


def test_an_object_that_is_gone_is_missing(store, begun):
    upload = store()
    storage.delete(upload.object_key)
    with pytest.raises(storage.Missing):
        opening.plain_bytes(begun.case, upload)


def test_a_discarded_paper_is_gone_from_both(store):
    services.discard(upload=store())
    assert list(storage.keys()) == []
    assert not Upload.objects.exists()


def test_a_paper_discarded_while_the_store_is_down_is_not_shown_and_swept_later(store, begun, store_down):
    upload = store()
    store_down()
    services.discard(upload=upload)
    assert not queries.papers(begun.case).exists()
    with pytest.raises(storage.Unavailable):
        sweeping.remove_purged(timezone.now())
    assert Upload.objects.exists()
    store_down(back=True)
    assert sweeping.remove_purged(timezone.now()) == 1
    assert list(storage.keys()) == []
    assert not Upload.objects.exists()


def test_a_stored_paper_is_due_for_its_check_and_stands_after_the_ones_before(store):
    before = timezone.now()
    rows = [store(), store(), store()]
    other = store(slot="sponsor_address")
    assert [row.position for row in rows] == [0, 1, 2]
    assert other.position == 0
    assert all(row.due_at >= before for row in Upload.objects.all())


def test_with_a_paper_go_its_chunks_pages_and_thumbnails(store):
    upload, other = store(), store()
    for key in ("staging/1", "accepted/1", "accepted/2"):
        storage.put(key, io.BytesIO(b""), length=0, sha256="47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    Chunk.objects.create(upload=upload, number=0, size=0, sealed_digest=b"", object_key="staging/1", sealed_size=0)
    shape = {"number": 0, "sealed_size": 0, "width": 1, "height": 1}
    PageImage.objects.create(upload=upload, object_key="accepted/1", thumbnail_key="accepted/2", **shape)
    services.discard(upload=upload)
    assert list(storage.keys()) == [other.object_key]
    assert (Upload.objects.count(), Chunk.objects.count(), PageImage.objects.count()) == (1, 0, 0)


def test_all_papers_of_a_case_can_be_taken_away_before_it_is_deleted(store, begun):
    for state in ("received", "intent", "purged"):
        Upload.objects.filter(pk=store().pk).update(state=state)
    assert services.remove_all(case=begun.case) == 3
    assert list(storage.keys()) == []


def test_the_store_says_whether_it_can_be_reached(bucket, store_down):
    assert storage.reachable()
    store_down()
    assert not storage.reachable()
    with pytest.raises(storage.Unavailable):
        storage.ensure_bucket()

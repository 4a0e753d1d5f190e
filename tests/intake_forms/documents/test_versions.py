"""Several files of one paper: their order, which way up, and which came instead of which."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from intake_forms.documents import checking, opening, services, storage, sweeping, versions
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.upkeep import jobs
from intake_forms.wizard.refusals import refusals
from tests.intake_forms.documents.test_sweeping import put_back
from tests.intake_forms.factories import Paper, sealed
from tests.intake_forms.papers import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(begun):
    """The files of the case as people see them, in order."""
    return lambda slot="sponsor_id": [row.pk for row in queries.papers(begun.case).filter(slot=slot)]


@pytest.fixture
def replace(begun, bucket):
    def send(old, content=None):
        incoming = sealed(begun.case, Paper(content or picture(size=(640, 480)), "id.jpg"))
        return services.store(case=begun.case, slot=old.slot, incoming=incoming, replaces=old)

    return send


def test_another_file_stands_in_the_place_of_the_one_it_came_for_and_that_is_kept(store, replace, shown, begun):
    one, two, three = store(), store(), store()
    instead = replace(two)
    assert shown() == [one.pk, instead.pk, three.pk]
    two.refresh_from_db()
    assert two.superseded_at is not None
    assert b"".join(opening.plain_bytes(begun.case, two)) == picture()
    assert versions.earlier(instead) == [two]
    again = replace(instead)
    assert shown() == [one.pk, again.pk, three.pk]
    assert [row.pk for row in versions.earlier(again)] == [instead.pk, two.pk]


def test_one_that_did_not_arrive_replaces_nothing(store, replace, shown, store_down):
    old = store()
    store_down()
    with pytest.raises(storage.Unavailable):
        replace(old)
    assert shown() == [old.pk]
    store_down(back=True)
    put_back(Upload.objects.get(state="intent"))
    sweeping.finish_intents(timezone.now())
    assert shown() == [old.pk]


def test_one_whose_bytes_came_without_a_word_replaces_it_when_that_is_found(store, replace, shown):
    old = store()
    new = replace(old)
    put_back(new)
    Upload.objects.filter(pk=old.pk).update(superseded_at=None)
    sweeping.finish_intents(timezone.now())
    assert shown() == [new.pk]


@pytest.mark.parametrize(
    "lose", [services.discard, lambda *, upload: services.reject(upload=upload, reason="unreadable")]
)
def test_the_earlier_file_counts_again_when_the_new_one_is_no_good(store, replace, shown, lose):
    old = store()
    first, second = replace(old), replace(old)
    lose(upload=first)
    assert shown() == [second.pk]
    lose(upload=second)
    assert shown() == [old.pk]


def find_harmful(*, upload):
    """The worker finds that it is harmful."""
    found = timezone.now()
    Upload.objects.filter(pk=upload.pk).update(state="checking", lease_until=found)
    upload.lease_until = found
    checking._write(upload, checking.Outcome(Upload.State.REJECTED, "infected"))


@pytest.mark.parametrize("lose", [find_harmful, lambda *, upload: services.reject(upload=upload, reason="unreadable")])
def test_of_a_file_replaced_twice_the_last_counts_alone_whatever_becomes_of_the_one_between(
    store, replace, shown, begun, lose
):
    old = store()
    between = replace(old)
    last = replace(between)
    lose(upload=between)
    assert shown() == [last.pk]
    assert refusals(begun.case) == {}
    assert versions.earlier(Upload.objects.get(pk=last.pk)) == [old]
    lose(upload=last)
    assert shown() == [old.pk]
    assert [each.upload.pk for each in refusals(begun.case)["sponsor_id"]] == [last.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("meanwhile", ["comes", "goes"])
def test_a_refusal_waits_for_the_file_that_comes_or_goes_at_the_same_moment(
    store, replace, shown, monkeypatch, meanwhile
):
    old = store()
    between = replace(old)
    last = replace(between)
    if meanwhile == "comes":
        Upload.objects.filter(pk=last.pk).update(state="intent", received_at=None)
        Upload.objects.filter(pk=between.pk).update(superseded_at=None)
    act = services.receive if meanwhile == "comes" else services.discard
    looked, done, stood_for = threading.Event(), threading.Event(), services._stood_for

    def other() -> None:
        looked.wait(60)
        act(upload=Upload.objects.get(pk=last.pk))
        connections.close_all()
        done.set()

    def slowly(pk):
        found = stood_for(pk)
        if not looked.is_set():
            # What the other one writes from here on, this one has not seen.
            looked.set()
            done.wait(1)
        return found

    monkeypatch.setattr(services, "_stood_for", slowly)
    thread = threading.Thread(target=other)
    thread.start()
    find_harmful(upload=between)
    thread.join()
    assert shown() == [last.pk if meanwhile == "comes" else old.pk]


def test_what_comes_instead_of_a_refused_file_also_stands_for_the_one_before_that(store, replace, shown):
    old = store()
    between = replace(old)
    services.reject(upload=between, reason="unreadable")
    assert shown() == [old.pk]
    last = replace(between)
    assert shown() == [last.pk]
    services.discard(upload=last)
    assert shown() == [old.pk]


@pytest.mark.parametrize(
    ("status", "stays"), [("sent", True), ("needs_paper", True), ("with_case_manager", True), ("closed", False)]
)
def test_what_was_replaced_goes_when_the_review_is_over(store, replace, shown, begun, status, stays):
    old = store()
    new = replace(old)
    Case.objects.filter(pk=begun.case.pk).update(status=status)
    assert jobs.tick(timezone.now())["papers replaced"] == (0 if stays else 1)
    assert set(storage.keys()) == {new.object_key, *([old.object_key] if stays else [])}
    assert shown() == [new.pk]


def test_on_legal_hold_it_stays(store, replace, begun):
    old = store()
    replace(old)
    Case.objects.filter(pk=begun.case.pk).update(status="closed", kept_since=timezone.now())
    jobs.tick(timezone.now())
    assert old.object_key in set(storage.keys())


def test_pages_are_moved_up_one_by_one(store, shown):
    one, two, three = store(), store(), store()
    versions.move_up(upload=three)
    assert shown() == [one.pk, three.pk, two.pk]
    versions.move_up(upload=three)
    versions.move_up(upload=three)
    assert shown() == [three.pk, one.pk, two.pk]
    # As two that came at the same moment.
    Upload.objects.update(position=0)
    versions.move_up(upload=three)
    assert shown() == [one.pk, three.pk, two.pk]


def test_the_order_of_one_paper_is_nothing_to_another(store, shown):
    mine, other, last = store(), store(slot="letter"), store()
    versions.move_up(upload=last)
    assert (shown(), shown("letter")) == ([last.pk, mine.pk], [other.pk])


def test_four_turns_are_none(store):
    upload = store()
    seen = []
    for _press in range(4):
        versions.turn(upload=upload)
        seen.append(Upload.objects.get().turn)
    assert seen == [90, 180, 270, 0]


def test_a_file_counted_for_another_paper_stands_last_there_and_what_it_replaced_counts_again(store, replace, shown):
    there, old, stays = store(slot="letter"), store(), store()
    new = replace(old)
    versions.move_to(upload=new, key=("letter", ""))
    assert (shown(), shown("letter")) == ([old.pk, stays.pk], [there.pk, new.pk])
    services.discard(upload=new)
    assert (shown(), shown("letter")) == ([old.pk, stays.pk], [there.pk])


def test_a_file_moved_while_another_comes_instead_of_it_stays_where_it_was_moved_to(begun, store, shown):
    old = store()
    incoming = sealed(begun.case, Paper(picture(size=(1000, 700))))
    coming = Upload(id=incoming.id, case=begun.case, slot=old.slot, replaces=old, object_key="quarantine/coming")
    for name, value in services.columns(begun.case, incoming, ()).items():
        setattr(coming, name, value)
    coming.save(force_insert=True)
    versions.move_to(upload=old, key=("letter", ""))
    services.deliver(upload=coming, incoming=incoming)
    assert (shown(), shown("letter")) == ([coming.pk], [old.pk])

"""An honest answer within 25 seconds in all, however slow the store and the machine are, and nothing lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from intake_forms.documents import chunks, judging, storage
from intake_forms.records.uploads import Upload
from intake_forms.wizard import sending, taking_in
from tests.intake_forms.documents.pieces import SIZE
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import problems

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: Seven pieces.
PHOTO = picture() + bytes(6 * SIZE)
EIGHT = [picture() + b"x" * number for number in range(8)]


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on while the store or the decoder works; ``asked``: when the store was asked, and for how long."""
    made = SimpleNamespace(now=0.0, asked=[], takes={"get_bytes": 0.0, "put": 0.0, "delete": 0.0}, looks=1.0)
    for module in (chunks, sending, taking_in):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: made.now))

    def slow(name):
        real = getattr(storage, name)

        def slower(*given, within=storage.PACES[0][0], **more):
            *given, within = given if len(given) > 1 and isinstance(given[-1], float) else (*given, within)
            made.asked.append((made.now, within))
            made.now += made.takes[name]
            return real(*given, within=within, **more)

        monkeypatch.setattr(storage, name, slower)

    for name in made.takes:
        slow(name)

    def judge(case, entry, within):
        made.now += max(0.0, within) * made.looks
        return judging.Verdict()

    monkeypatch.setattr(judging, "judge", judge)
    return made


def named(content, number):
    return sent(content, f"page-{number}.jpg")


def begin(sender, clock, content=PHOTO):
    """All pieces are sent; the time begins with the word that it was all."""
    page = sender(content)
    page.announce()
    page.rest()
    clock.now, clock.asked[:] = 0.0, []
    return page


@pytest.mark.parametrize("seconds", [0.0, 1.0, 3.0])
def test_no_request_of_a_file_in_pieces_may_last_longer_than_its_sender_waits(
    sender, clock, stored, monkeypatch, seconds
):
    # What goes behind the answer keeps nobody waiting.
    monkeypatch.setattr(sending.Told, "close", lambda answer: None)
    page = begin(sender, clock)
    clock.takes = {"get_bytes": seconds, "put": 0.0, "delete": seconds}
    answer = page.finish()
    assert all(now + within <= taking_in.PATIENCE for now, within in clock.asked if within >= storage.SHORTEST)
    assert clock.now <= taking_in.PATIENCE
    if seconds > 2:
        # It is said that it is not saved, and nothing is lost.
        assert (answer.status_code, Upload.objects.get().state) == (503, "receiving")
        assert "todavía no está guardada" in answer.json()["sentence"]
        clock.takes = dict.fromkeys(clock.takes, 0.0)
        answer = page.finish()
    assert answer.status_code == 200
    assert stored()[1] == {"received": 1}


def test_looking_at_eight_files_leaves_the_time_to_store_them(send_file, clock, stored):
    clock.takes["put"] = 0.5
    assert send_file(*EIGHT).status_code == 303
    assert stored()[1] == {"received": 8}
    assert clock.now <= taking_in.PATIENCE


@pytest.mark.parametrize(
    ("language", "told"),
    [("es", "Estos archivos todavía no están guardados:"), ("en", "These files are not saved yet:")],
)
def test_of_eight_files_those_that_there_was_no_time_for_are_named_and_the_same_again_ends_it(
    send_file, at_photo, clock, stored, language, told
):
    at_photo.language = language
    clock.takes["put"] = 4.0
    response = send_file(*[named(content, number) for number, content in enumerate(EIGHT)])
    have = stored()[1]["received"]
    assert 0 < have < 8
    page = response.content.decode()
    assert response.status_code == 503
    line = problems(response)["id_photo-id-sponsor_id"]
    assert told in line
    assert [f"page-{number}.jpg" in line for number in range(8)] == [False] * have + [True] * (8 - have)
    assert page.count('name="go" value="remove-') == have
    clock.takes["put"] = 0.0
    assert send_file(*[named(content, number) for number, content in enumerate(EIGHT)]).status_code == 303
    assert Upload.objects.filter(state="received").count() == 8

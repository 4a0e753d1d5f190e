"""A file that is held: who may decide on it, what becomes of it, and what its family reads."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from intake_forms.documents import checking, deciding, services
from intake_forms.records import requests
from intake_forms.records.uploads import Upload
from tests.clamd import DOUBTFUL, MOST
from tests.intake_forms import papers
from tests.intake_forms.factories import Made, Paper, make_case
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.staff.test_alarms import home  # noqa: F401  a fixture
from tests.intake_forms.staff.test_case import main
from tests.intake_forms.staff.test_papers import check, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bucket")]


def hold(made: Made, reason: str = "looked_at_by_staff") -> Made:
    """Its first file as the worker leaves it when it is held."""
    check()
    Upload.objects.filter(pk=made.papers[0].pk).update(state="held", reason=reason)
    return made


@pytest.fixture
def held() -> Made:
    return hold(make_case(papers=[Paper(papers.picture())]))


def answer(at: Any, made: Made, go: str, **data: str) -> Any:
    return at.client.post(
        reverse("cases:decide", args=[made.case.pk, made.papers[0].pk]), {"go": go, **data}, follow=True
    )


def row(made: Made) -> Upload:
    return Upload.objects.get(pk=made.papers[0].pk)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "scan", "why"),
    [
        (papers.picture() + DOUBTFUL, "suspicious", "The scanner had doubts"),
        (papers.picture() + b"x" * MOST, "not_scanned", "too big for the scanner"),
    ],
    ids=["doubtful", "too-big"],
)
def test_what_is_accepted_all_the_same_is_checked_and_drawn_anew_before_anybody_has_it(
    desk, people, clamd, content, scan, why
) -> None:
    made = make_case(papers=[Paper(content)])
    check()
    at = desk("supervisor")
    link = f'href="{reverse("cases:decide", args=[made.case.pk, made.papers[0].pk])}"'
    assert link in at.look(made.case).content.decode()
    assert link in get(at, "paper", made, 0).content.decode()
    assert why in main(get(at, "decide", made, 0))
    assert get(at, "original", made, 0).status_code == 302
    first = row(made).pages.get().object_key
    assert "The file is checked once more." in main(answer(at, made, "accept", why="I know this letter."))
    for view, more in (("page_image", (0,)), ("thumbnail", (0,)), ("original", ())):
        assert get(at, view, made, 0, *more).status_code == 302
    check()
    done = row(made)
    assert (done.state, done.reason, done.scan) == ("accepted", "", scan)
    assert done.pages.get().object_key != first
    vouched = "the scanner has doubts" if scan == "suspicious" else "no scanner looked at it"
    assert f"A person on the team accepts this file though {vouched}: I know this letter." in main(
        get(at, "paper", made, 0)
    )
    assert get(at, "original", made, 0).status_code == get(at, "page_image", made, 0, 0).status_code == 200
    [written] = rows("paper.accepted")
    assert (written.actor, written.paper_id) == (f"user:{people['supervisor'].pk}", made.papers[0].pk)
    assert b"letter" not in bytes(done.sealed_vouched)


def test_what_is_known_to_be_harmful_or_cannot_be_drawn_is_refused_whoever_accepted_it(desk) -> None:
    made = hold(make_case(papers=[Paper(papers.picture()[:-200])]), "too_big_to_scan")
    answer(desk("supervisor"), made, "accept", why="Read at the office.")
    check()
    assert (row(made).state, row(made).reason) == ("rejected", "unreadable")
    for finding in (checking.Finding.INFECTED, checking.Finding.CLEAN):
        assert checking.after_scan(finding, vouched=True) == checking.after_scan(finding)


def test_a_check_that_failed_begins_again(desk, held) -> None:
    Upload.objects.update(reason="gave_up", attempts=checking.MOST_ATTEMPTS)
    at = desk("supervisor")
    assert "Accept it all the same" not in main(get(at, "decide", held, 0))
    answer(at, held, "accept", why="I know it.")
    assert row(held).state == "held"
    answer(at, held, "again")
    assert (row(held).state, row(held).attempts) == ("received", 0)
    check()
    assert row(held).state == "accepted"
    assert len(rows("paper.tried_again")) == 1


def test_what_is_refused_is_told_to_the_family_with_what_to_do_and_is_asked_for_again(desk, people, held) -> None:
    case, key = held.case, ("sponsor_id", "")
    requests.ask(case=case, key=key, reason="unreadable", note={}, by=1)
    Upload.objects.update(created_at=timezone.now())
    requests.receive(case=case, key=key)
    page = main(get(desk("supervisor"), "decide", held, 0))
    assert "This file has too many pages." in page
    assert "Este archivo tiene demasiadas páginas." in page
    answer(desk("supervisor"), held, "refuse", reason="too_many_pages")
    assert (row(held).state, row(held).reason) == ("rejected", "too_many_pages")
    assert requests.of_paper(case, key).state == "open"
    [written] = rows("paper.refused")
    assert (written.actor, written.paper_id) == (f"user:{people['supervisor'].pk}", held.papers[0].pk)
    assert get(desk("supervisor"), "page_image", held, 0, 0).status_code == 302


def test_what_the_scanner_doubts_and_staff_refuse_stays_closed_and_says_why(desk, held) -> None:
    Upload.objects.update(scan="suspicious")
    at = desk("supervisor")
    answer(at, held, "refuse", reason="unreadable")
    page = main(get(at, "paper", held, 0))
    assert "The scanner has doubts about this file. It was refused, and nobody opens the original." in page
    assert "Download the original" not in page
    assert get(at, "original", held, 0).status_code == 302


def test_the_file_that_was_replaced_counts_again_when_its_successor_is_refused(held) -> None:
    old = held.papers[0]
    successor = make_case(papers=[Paper(papers.picture())]).papers[0]
    Upload.objects.filter(pk=old.pk).update(superseded_at=timezone.now(), state="accepted")
    Upload.objects.filter(pk=successor.pk).update(case=held.case, replaces=old, state="held", reason="too_big_to_scan")
    found = Upload.objects.select_related("case__key").get(pk=successor.pk)
    assert deciding.refuse(upload=found, reason="refused_by_staff", by=1)
    assert Upload.objects.get(pk=old.pk).superseded_at is None


def test_on_a_held_file_that_the_family_has_replaced_there_is_nothing_to_decide(desk, held) -> None:
    last = make_case(papers=[Paper(papers.picture(size=(640, 480)))]).papers[0]
    Upload.objects.filter(pk=last.pk).update(case=held.case, replaces=held.papers[0])
    Upload.objects.filter(pk=held.papers[0].pk).update(superseded_at=timezone.now())
    at = desk("supervisor")
    page = main(get(at, "paper", held, 0))
    assert "The family sent another file instead: there is nothing to decide." in page
    assert "Accept or refuse it" not in page
    for go, data in (("accept", {"why": "Mine."}), ("refuse", {"reason": "unreadable"}), ("again", {})):
        page = main(answer(at, held, go, **data))
        assert "The family sent another file instead: there is nothing to decide." in page
        assert "The family reads why" not in page
    assert row(held).state == "held"
    assert not deciding.refuse(upload=row(held), reason="unreadable", by=1)


@pytest.mark.parametrize(
    ("go", "data", "said"),
    [
        ("accept", {}, "Write why you accept it."),
        ("accept", {"why": "A123 456 789"}, "Please remove this number"),
        ("refuse", {}, "Choose a reason."),
        ("refuse", {"reason": "infected"}, "is not one of the available choices"),
    ],
)
def test_an_answer_without_a_reason_is_none(desk, held, go, data, said) -> None:
    assert said in main(answer(desk("supervisor"), held, go, **data))
    assert row(held).state == "held"


def test_the_first_answer_counts_and_the_second_is_told_so(desk, held) -> None:
    at = desk("supervisor")
    answer(at, held, "refuse", reason="unreadable")
    for go, data in (("accept", {"why": "Mine."}), ("refuse", {"reason": "too_many_pages"}), ("again", {})):
        assert "somebody decided already" in main(answer(at, held, go, **data))
    assert "somebody decided already" in main(
        at.client.get(reverse("cases:decide", args=[held.case.pk, held.papers[0].pk]), follow=True)
    )
    assert (row(held).state, row(held).reason) == ("rejected", "unreadable")
    assert (len(rows("paper.refused")), len(rows("paper.accepted"))) == (1, 0)


def test_who_may_not_decide_reads_who_does(desk, people, held) -> None:
    at = desk("ana")
    page = main(at.look(held.case))
    assert "The scanner had doubts" in page
    assert "A supervisor decides whether it is accepted." in page
    assert "Accept or refuse it" not in page
    for name in ("ana", "editor", "anonymous"):
        assert desk(name).client.get(reverse("cases:decide", args=[held.case.pk, held.papers[0].pk])).status_code == 302
        answer(desk(name), held, "accept", why="Mine.")
    assert row(held).state == "held"


def test_supervisors_find_what_is_held(desk, home, held, settings) -> None:  # noqa: F811
    settings.CLAMD_ADDRESS = "/nowhere"
    assert "1 file is held" in home("supervisor")["held"]
    other = make_case(papers=[Paper(papers.picture())])
    listed = main(desk("supervisor").list(papers="held"))
    assert held.case.reference in listed
    assert other.case.reference not in listed
    assert "1 file · 1 held" in listed
    Upload.objects.filter(pk=held.papers[0].pk).update(state="accepted", reason="")
    assert home("supervisor") == {}


@pytest.mark.django_db(transaction=True)
def test_of_answers_at_the_same_moment_one_counts_whatever_its_sender_and_the_worker_do(held) -> None:
    from django.db import connection

    pk, together, won = held.papers[0].pk, threading.Barrier(5), []

    def act(number: int) -> None:
        upload = Upload.objects.select_related("case__key").get(pk=pk)
        together.wait()
        try:
            if number < 2:
                won.extend(["accepted"] * deciding.accept(upload=upload, why="Mine.", by=number))
            elif number < 4:
                won.extend(["refused"] * deciding.refuse(upload=upload, reason="unreadable", by=number))
            else:
                check()
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[number]) for number in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    check()
    assert len(won) == 1
    assert row(held).state == {"accepted": "accepted", "refused": "rejected"}[won[0]]
    assert [len(rows(f"paper.{each}")) for each in ("accepted", "refused")].count(1) == 1


def test_what_its_sender_took_away_meanwhile_stays_away(held) -> None:
    upload = Upload.objects.select_related("case__key").get(pk=held.papers[0].pk)
    services.discard(upload=upload)
    assert not deciding.accept(upload=upload, why="Mine.", by=1)
    assert not deciding.refuse(upload=upload, reason="unreadable", by=1)
    assert not Upload.objects.exists()

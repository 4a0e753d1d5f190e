"""The list of cases."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from intake_forms.privacy.models import AuditEvent
from intake_forms.records.models import Case, Draft, Submission
from intake_forms.staff import queue
from tests.intake_forms.factories import JPEG, Made, Paper, make_case


def moved(made: Made, hours: int) -> Case:
    """The case, begun and last active so many hours ago."""
    then = timezone.now() - datetime.timedelta(hours=hours)
    Case.objects.filter(pk=made.case.pk).update(created_at=then)
    Draft.objects.filter(case=made.case).update(updated_at=then)
    Submission.objects.filter(case=made.case).update(sent_at=then)
    return made.case


def references(response) -> list[str]:
    body = re.search(r"<tbody>.*</tbody>", response.content.decode(), re.S)
    return re.findall(r">\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*<", body[0]) if body else []


def test_who_waits_longest_comes_first(desk, people) -> None:
    newest_draft = moved(make_case(submitted=False), 1)
    old_draft = moved(make_case(submitted=False), 90)
    taken = moved(make_case(assignee=people["ana"]), 50)
    newer, older = moved(make_case(), 2), moved(make_case(), 40)
    wanted = [case.reference for case in (older, newer, taken, newest_draft, old_draft)]
    assert references(desk("ana").list()) == wanted
    assert references(desk("ana").list(ordering="nonsense")) == wanted
    by_activity = [case.reference for case in (newest_draft, newer, older, taken, old_draft)]
    assert references(desk("ana").list(ordering="-last_activity")) == by_activity


def test_a_row_says_language_status_worker_and_files(desk, people, bucket) -> None:
    make_case(papers=[Paper(JPEG), Paper(JPEG)], assignee=people["ana"])
    body = re.search(r"<tbody>.*</tbody>", desk("ana").list().content.decode(), re.S)[0]
    cells = [re.sub(r"<.*?>|\s+", " ", cell).strip() for cell in re.findall(r"<td.*?</td>", body, re.S)]
    # Nothing but what says something takes room on a phone.
    assert re.findall(r"<td[^>]*>\s+</td>", body) == []
    said = ["Spanish", "Sent", "Ana", "Form before your appointment: sent", "", "", "", "2 files"]
    assert cells[1:3] + cells[4:] == said


def test_of_a_draft_the_list_tells_no_more_than_that_it_is_one(desk, people, bucket) -> None:
    made = make_case(submitted=False, papers=[Paper(JPEG)])
    page = desk("supervisor").list().content.decode()
    assert made.case.reference in page
    assert "Not sent yet" in page
    assert "1 file" not in page
    assert queue.with_papers(Case.objects.all()).get().paper_count is None


def test_filters(desk, people) -> None:
    mine = make_case(assignee=people["ana"]).case.reference
    free = make_case(language="en").case.reference
    draft = make_case(submitted=False).case.reference
    others = make_case(assignee=people["luis"]).case.reference
    at = desk("ana")
    assert set(references(at.list(status="sent"))) == {mine, free}
    assert references(at.list(status="open")) == [draft]
    assert references(at.list(language="en")) == [free]
    assert references(at.list(assignee=str(people["ana"].pk))) == [mine]
    assert set(references(at.list(assignee="none"))) == {free, draft}
    # An option that is not offered is no way around.
    assert others not in at.list(assignee=str(people["luis"].pk)).content.decode()
    assert references(desk("supervisor").list(assignee=str(people["luis"].pk))) == [others]
    results = at.client.get(reverse("cases:index_results"), {"assignee": "none", "_w_filter_fragment": "1"})
    assert {free, draft} == set(references(results))


def test_a_case_worker_is_offered_only_themselves_as_a_filter(desk, people) -> None:
    assert "Luis" not in desk("ana").list().content.decode()
    supervisors = desk("supervisor").list().content.decode()
    assert "Luis" in supervisors
    assert f'value="{people["editor"].pk}"' not in supervisors


def test_an_empty_queue_says_so(desk) -> None:
    assert "Nothing waits for you here." in desk("ana").list().content.decode()
    assert "match your query" in desk("ana").list(status="sent").content.decode()


def test_the_list_costs_the_same_for_twenty_cases_as_for_one(desk, people) -> None:
    at, counts = desk("supervisor"), []
    for more in (1, 19):
        for number in range(more):
            make_case(assignee=people["ana" if number % 2 else "luis"])
        at.list()
        with CaptureQueriesContext(connection) as queries:
            assert at.list().status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_shows_no_content_and_leaves_no_audit_row(desk, people) -> None:
    make_case()
    AuditEvent.objects.all().delete()
    page = desk("supervisor").list().content.decode()
    assert "María" not in page
    assert "López" not in page
    assert AuditEvent.objects.count() == 0


def test_no_address_on_the_list_names_a_family(desk) -> None:
    reference = make_case().case.reference
    links = re.findall(r'href="(.*?)"', desk("supervisor").list().content.decode())
    assert not [link for link in links if reference in link]


def test_there_is_no_export(desk) -> None:
    make_case()
    response = desk("supervisor").list(export="csv")
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("preferred", "word"), [("es", "Español"), ("en", "Spanish")])
def test_the_list_speaks_the_staffs_language(desk, people, preferred: str, word: str) -> None:
    make_case()
    profile = UserProfile.get_for_user(people["ana"])
    profile.preferred_language = preferred
    profile.save()
    assert word in desk("ana").list().content.decode()

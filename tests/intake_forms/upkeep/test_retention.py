"""Two forms in one case: the clock that runs longest counts, and an unsent form goes alone when only its own is over."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from intake_forms.documents import services as documents
from intake_forms.documents import storage
from intake_forms.privacy.models import AuditEvent
from intake_forms.records import opening, queries, retention, services, statistics
from intake_forms.records.models import Case, Draft, StepCount, Submission
from intake_forms.records.uploads import Upload
from intake_forms.schema import document
from intake_forms.upkeep import jobs
from tests.intake_forms import forms
from tests.intake_forms.case.conftest import Family, text
from tests.intake_forms.factories import Paper, sealed
from tests.intake_forms.staff.conftest import people  # noqa: F401

pytestmark = pytest.mark.django_db

FIRST = forms.form(forms.step("one", forms.question("name"), forms.slot("photo")), key="first")
FOLDER = forms.form(
    forms.step("two", forms.question("street"), forms.slot("photo"), forms.slot("letter")),
    key="folder",
    title=forms.text("The folder"),
    opened_by="staff",
    retention={"draft_days": 90, "submission_days": 180},
)


def day(count):
    return timezone.now() + datetime.timedelta(days=count)


@pytest.fixture
def family(people):  # noqa: F811
    """She filled in the first form and sent it; staff opened the second, and she began it."""
    for data in (FIRST, FOLDER):
        services.release(form=document.parse(data))
    family = Family(Client(), form="first")
    family.post("gate", {"let_in": "yes"})
    family.post("one", {"name": "Ana"})
    opening.open_form(case=family.case, form_key="folder", by=people["ana"].pk)
    family.folder = Family(family.client, form="folder")
    family.folder.post("gate", {"let_in": "yes"})
    family.folder.post("two", {"street": "Elm"})
    return family


def when(family, **days):
    """Let each form be sent ("sent", day) or worked on last ("open", day); None for one that was never opened."""
    for form, said in days.items():
        draft = Draft.objects.get(form_key=form)
        if said is None:
            draft.delete()
            continue
        state, count = said
        if state == "sent":
            assert Family(family.client, form=form).send().status_code == 303
            Submission.objects.filter(form_key=form).update(sent_at=day(count))
        Draft.objects.filter(pk=draft.pk).update(updated_at=day(count))


BOTH, FIRST_ONLY, FOLDER_ONLY, NOTHING = {"first", "folder"}, {"first"}, {"folder"}, set()


@pytest.mark.parametrize(
    ("first", "folder", "on", "stays"),
    [
        (("sent", 0), None, 89, FIRST_ONLY),
        (("sent", 0), None, 91, NOTHING),
        (("sent", 0), ("sent", 60), 91, BOTH),
        (("sent", 0), ("sent", 60), 239, BOTH),
        (("sent", 0), ("sent", 60), 241, NOTHING),
        # The second form keeps what was sent before it, and the other way round.
        (("sent", 150), ("sent", 0), 181, BOTH),
        (("sent", 0), ("open", 89), 91, BOTH),
        (("sent", 0), ("open", 89), 178, BOTH),
        (("sent", 0), ("open", 89), 180, NOTHING),
        (("sent", 60), ("open", 0), 89, BOTH),
        (("sent", 60), ("open", 0), 91, FIRST_ONLY),
        (("sent", 60), ("open", 0), 151, NOTHING),
        (("open", 0), None, 31, NOTHING),
        (("open", 0), ("open", 20), 31, FOLDER_ONLY),
        (("open", 0), ("sent", 0), 31, FOLDER_ONLY),
        (("open", 0), ("open", 20), 111, NOTHING),
    ],
)
def test_what_stays_of_two_forms(family, bucket, first, folder, on, stays):
    when(family, first=first, folder=folder)
    now = day(on)
    for _round in range(2):
        assert -1 not in jobs.tick(now).values()
        assert {draft.form_key for draft in Draft.objects.all()} == stays
        sent = {form for form, said in (("first", first), ("folder", folder)) if said and said[0] == "sent"}
        assert {each.form_key for each in Submission.objects.all()} == sent & stays
        assert Case.objects.count() == bool(stays)


def paper(case, slot):
    return documents.store(case=case, slot=slot, incoming=sealed(case, Paper(slot=slot)))


def test_an_unsent_form_goes_alone_with_the_papers_that_only_it_asked_for(family, bucket, people):  # noqa: F811
    when(family, first=("sent", 60), folder=("open", 0))
    case = family.case
    photo, letter = paper(case, "photo"), paper(case, "letter")
    assert "The folder" in text(family.see())
    assert jobs.tick(day(91))["old drafts"] == 1
    assert list(Upload.objects.all()) == [photo]
    assert list(storage.keys()) == [photo.object_key]
    assert letter.object_key != photo.object_key
    assert [row.case_id for row in AuditEvent.objects.filter(action="draft.expired")] == [case.pk]
    left = StepCount.objects.filter(event=statistics.LEFT)
    assert [(row.version.form_key, row.step, row.count) for row in left] == [("folder", "two", 1)]
    page = family.see(language="en")
    assert page.status_code == 200
    assert "The folder" not in text(page)
    # Staff can open it again, empty.
    assert opening.open_form(case=case, form_key="folder", by=people["ana"].pk)
    assert queries.papers_by_key(case).keys() == {("photo", "")}


def test_while_the_store_is_down_its_papers_are_nobodys_and_go_next_time(family, bucket, store_down):
    when(family, first=("sent", 60), folder=("open", 0))
    paper(family.case, "letter")
    store_down()
    assert jobs.tick(day(91))["old drafts"] == -1
    assert not Draft.objects.filter(form_key="folder").exists()
    assert not queries.papers(family.case).exists()
    store_down(back=True)
    jobs.tick(day(91))
    assert list(storage.keys()) == []


def test_a_form_worked_on_meanwhile_is_not_deleted(family):
    when(family, first=("sent", 60), folder=("open", 0))
    found = list(retention.drafts_over(day(91)))
    assert [draft.form_key for draft in found] == ["folder"]
    Draft.objects.filter(pk=found[0].pk).update(updated_at=day(91))
    assert not retention.delete_draft(draft=found[0], now=day(91))
    assert Draft.objects.filter(form_key="folder").exists()

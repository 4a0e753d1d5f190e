"""What runs by itself: retention, the words, cut uploads, and a job that fails."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from intake_forms.documents import services as documents
from intake_forms.documents import storage
from intake_forms.privacy.models import AuditEvent, CaseKey
from intake_forms.records import queries, services
from intake_forms.records.models import Case, Draft, Submission
from intake_forms.records.uploads import Upload
from intake_forms.upkeep import jobs
from tests.intake_forms.documents.pieces import Sender
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.now() + datetime.timedelta(days=days)


def test_on_the_first_day_nothing_is_taken_away(sponsor):
    sponsor.fill("gate", "contact")
    assert set(jobs.tick(timezone.now()).values()) == {0}
    assert Case.objects.exists()


def test_a_draft_is_deleted_when_its_days_are_over_and_not_before(sponsor):
    sponsor.fill("gate", "contact")
    jobs.tick(in_days(29))
    assert Case.objects.exists()
    assert jobs.tick(in_days(31))["old drafts"] == 1
    assert not Case.objects.exists()
    assert not CaseKey.objects.exists()
    assert AuditEvent.objects.filter(action="case.expired").count() == 1


def test_a_photo_that_comes_in_pieces_is_work_on_a_form(sponsor, bucket):
    sponsor.fill("gate", "contact", "child")
    Draft.objects.update(updated_at=in_days(-29))
    assert Sender(sponsor.client, Case.objects.get().pk, picture(), "sponsor_id").announce().status_code == 200
    jobs.tick(in_days(2))
    assert Upload.objects.exists()


def test_a_family_that_comes_back_while_others_are_deleted_keeps_everything(sponsor, monkeypatch):
    for family in (sponsor, Sponsor(Client())):
        family.fill("gate", "contact")
    remove = documents.remove_all

    def slowly(*, case):
        Draft.objects.exclude(case=case).update(updated_at=in_days(31))
        return remove(case=case)

    monkeypatch.setattr(documents, "remove_all", slowly)
    assert jobs.tick(in_days(31))["old drafts"] == 1
    assert Case.objects.count() == 1


def test_what_was_sent_is_deleted_when_its_days_are_over_with_its_papers(sponsor, bucket):
    sponsor.fill("gate", "contact", "child")
    sponsor.post("photo-id", {"sponsor_id": [sent(picture())]}, go="upload")
    sponsor.fill("photo-id", "consent")
    sponsor.send()
    jobs.tick(in_days(89))
    assert Submission.objects.exists()
    assert list(storage.keys())
    assert jobs.tick(in_days(91))["old submissions"] == 1
    assert not Case.objects.exists()
    assert not Upload.objects.exists()
    assert list(storage.keys()) == []


def test_a_case_whose_papers_cannot_be_reached_stays_until_they_can(sponsor, bucket, store_down):
    sponsor.fill("gate", "contact", "child")
    sponsor.post("photo-id", {"sponsor_id": [sent(picture())]}, go="upload")
    store_down()
    assert jobs.tick(in_days(31))["old drafts"] == -1
    assert Case.objects.exists()
    store_down(back=True)
    assert jobs.tick(in_days(31))["old drafts"] == 1
    assert list(storage.keys()) == []


def test_the_words_go_a_day_after_sending(sponsor):
    sponsor.fill()
    sponsor.send()
    assert jobs.tick(in_days(0.9))["words"] == 0
    assert jobs.tick(in_days(1.1))["words"] == 1
    assert queries.words(Case.objects.get()) is None
    assert 'class="words"' not in sponsor.get("done").content.decode()


def test_one_job_that_fails_does_not_stop_the_others(sponsor, monkeypatch, caplog):
    sponsor.fill("gate", "contact")

    def fails(now):
        raise RuntimeError("María López")

    monkeypatch.setitem(jobs.JOBS, "papers", fails)
    done = jobs.tick(in_days(31))
    assert (done["papers"], done["old drafts"]) == (-1, 1)
    assert "RuntimeError" in caplog.text
    assert "María" not in caplog.text


def test_the_command_says_what_was_done_and_fails_when_a_job_did(version, monkeypatch):
    out = io.StringIO()
    call_command("tick", stdout=out)
    assert "old drafts: 0" in out.getvalue()
    monkeypatch.setitem(jobs.JOBS, "papers", lambda now: 1 / 0)
    with pytest.raises(CommandError):
        call_command("tick", stdout=io.StringIO())


def test_two_rounds_at_once_do_no_harm(sponsor):
    sponsor.fill("gate")
    assert jobs.tick(in_days(31))["old drafts"] == 1
    assert jobs.tick(in_days(31))["old drafts"] == 0
    assert services.forget_words(before=in_days(31)) == 0

"""Deleting everything: at once, whatever the store does, and what is left goes by itself."""

from __future__ import annotations

import datetime
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from intake_forms.documents import storage
from intake_forms.privacy import audit
from intake_forms.privacy.models import AuditEvent, CaseKey
from intake_forms.privacy.sealing import Shredded
from intake_forms.records import deletion, queries, services
from intake_forms.records.correspondence import Appointment, Message, PaperRequest, StatusChange
from intake_forms.records.models import Case, Draft, DraftStep, StepCount, Submission
from intake_forms.records.uploads import Upload
from intake_forms.upkeep import jobs
from tests.intake_forms.case.conftest import Family, links, text, title
from tests.intake_forms.sponsor import headings
from tests.intake_forms.staff.conftest import rows

CONTENT = (CaseKey, Draft, DraftStep, Submission, Message, PaperRequest, Appointment, StatusChange)


@pytest.mark.parametrize("when", ["drafting", "family"], ids=["before-sending", "after"])
def test_three_taps_and_nothing_is_left_also_while_the_service_is_closed(request, bucket, settings, when):
    family = request.getfixturevalue(when)
    if when == "family":
        family.photo()
        family.press("messages/", text="Hola")
    # Closed to those who want to begin, never to those who want to go.
    settings.SERVICE_NOTICE = "tests.intake_forms.wizard.test_edges.closed_notice"
    # Three taps from where she comes in with her words, and from a page of the form: her case, "delete everything", the button.
    if when == "drafting":
        assert "/es/case/" in links(family.get("tasks"))
        assert family.post("proofs", {}, go="case").url == "/es/case/"
    assert "/es/case/delete/" in links(family.see())
    page = family.see("delete/")
    # What went to the case manager cannot come back; whether something did, this page does not know.
    assert ("Si ya mandamos algo a la persona que lleva el caso, eso lo tiene ORR" in text(page)) == (when == "family")
    response = family.press("delete/", "delete")
    assert (response.status_code, response.url) == (303, "/es/case/deleted/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not any(model.objects.exists() for model in (*CONTENT, Case, Upload, Session))
    assert list(storage.keys()) == []
    done = Client().get(response.url)
    assert headings(done) == ["Todo está borrado"]
    assert family.see().status_code == 403
    assert [row.actor for row in rows("case.deleted")] == [audit.SPONSOR]
    assert list(audit.breaks()) == []
    assert StepCount.objects.filter(event="left").exists() == (when == "drafting")


def test_while_the_store_is_down_it_is_unreadable_at_once_and_goes_by_itself_later(family, desk, bucket, store_down):
    family.photo()
    case = family.case
    reference = case.reference
    store_down()
    response = family.press("delete/", "delete")
    assert response.url == "/es/case/deleted/?later"
    assert "se borra en cuanto responda" in text(family.client.get(response.url))
    assert not any(model.objects.exists() for model in CONTENT)
    left = Case.objects.get()
    assert left.key is None
    with pytest.raises(Shredded):
        services.seal(left, "x", 1)
    assert family.see().status_code == 403
    assert desk("supervisor").look(left).status_code == 302
    assert reference not in desk("supervisor").list().content.decode()
    assert jobs.tick(timezone.now())["deletions"] == -1
    store_down(back=True)
    assert jobs.tick(timezone.now())["deletions"] == 1
    assert not Case.objects.exists()
    assert list(storage.keys()) == []
    assert len(rows("case.gone")) == 1


def test_a_second_press_of_the_button_leads_to_the_same_end(family, bucket):
    which = re.search(r'name="which" value="(.*?)"', family.see("delete/").content.decode())[1]
    for _press in range(2):
        response = family.press("delete/", "delete", which=which)
        assert (response.status_code, response.url) == (303, "/es/case/deleted/")
    assert len(rows("case.deleted")) == 1


@pytest.mark.parametrize("which", [None, "", "nonsense"])
def test_who_only_was_away_too_long_is_not_told_that_all_is_deleted(family, which):
    page = family.see("delete/").content.decode()
    which = re.search(r'name="which" value="(.*?)"', page)[1] if which is None else which
    family.client.cookies.clear()
    response = family.press("delete/", "delete", which=which)
    assert (response.status_code, headings(response)) == (403, ["Cerrado en este navegador"])
    assert family.case.key is not None


def test_nobody_with_a_case_open_reads_that_it_is_deleted(family):
    assert family.see("deleted/").url == "/es/case/"
    done = Client().get("/es/case/deleted/")
    assert done["Cache-Control"] == "no-store"
    assert title(done) == "Borrado – Puente"


def test_the_words_open_nothing_any_more(family, bucket, store_down):
    reference, words = family.case.reference, queries.words(family.case)
    family.photo()
    store_down()
    family.press("delete/", "delete")
    again = Client().post("/es/continue/", {"reference": reference, "words": " ".join(words), "go": "next"})
    assert again.status_code == 200


def test_other_browsers_of_the_case_are_closed_too(family, bucket):
    other = Family(Client(), form="small")
    other.resume(family.case.reference, " ".join(queries.words(family.case)))
    assert other.see().status_code == 200
    family.press("delete/", "delete")
    for page in (other.see(), other.see("messages/"), other.press("delete/", "delete"), other.get("done")):
        assert page.status_code == 403


def test_a_photo_on_its_way_meanwhile_is_removed_when_it_has_arrived(family, bucket):
    family.photo()
    Upload.objects.update(state=Upload.State.INTENT)
    case = family.case
    assert family.press("delete/", "delete").url.endswith("?later")
    assert jobs.tick(timezone.now())["deletions"] == 0
    assert Case.objects.filter(pk=case.pk).exists()
    Upload.objects.update(state=Upload.State.RECEIVED)
    assert jobs.tick(timezone.now())["deletions"] == 1
    assert not Case.objects.exists()
    assert list(storage.keys()) == []


def test_a_cut_upload_does_not_keep_the_row_for_ever(family, bucket):
    family.photo()
    Upload.objects.update(state=Upload.State.INTENT)
    family.press("delete/", "delete")
    jobs.tick(timezone.now() + datetime.timedelta(hours=2))
    assert not Case.objects.exists()


def test_a_link_deletes_nothing_and_twice_is_once(family, bucket):
    family.see("delete/")
    case = family.case
    assert deletion.shred(case=case)
    assert not deletion.shred(case=case)
    assert AuditEvent.objects.filter(action="case.deleted").count() == 1


@pytest.mark.parametrize(("when", "path"), [("drafting", ""), ("family", "messages/")])
def test_going_back_after_deleting_says_of_nothing_that_it_is_kept(request, bucket, when, path):
    family = request.getfixturevalue(when)
    family.press("delete/", "delete")
    pages = [text(family.see(path)), text(family.get("proofs"))]
    assert ["Si no lo borró" in pages[0], "Si no borró el formulario" in pages[1]] == [True, True]

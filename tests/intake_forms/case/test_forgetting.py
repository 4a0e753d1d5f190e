"""Deleting, looked at from the tables: every one of the forms' is here, and a new one makes this fail until it is said
what becomes of it."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import BinaryField, Model
from django.test import Client
from django.utils import timezone

from intake_forms.privacy.models import CaseKey, Limit
from intake_forms.records import (
    appointments,
    deletion,
    entering,
    helping,
    invitations,
    late,
    legal_holds,
    messages,
    queries,
    requests,
    services,
)
from intake_forms.records.consents import Consent
from intake_forms.records.correspondence import Appointment, Message, PaperRequest, StatusChange
from intake_forms.records.late import LatePost
from intake_forms.records.legal_holds import KeptAnswers, LegalHold
from intake_forms.records.models import Case, Draft, DraftStep, Invitation, Submission
from intake_forms.records.uploads import Chunk, PageImage, Upload
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.case.conftest import Family
from tests.intake_forms.papers import picture, sent

#: Of these no row of the case is left.
GONE = (
    *(CaseKey, Draft, DraftStep, Submission, Consent, Invitation, LatePost, Limit),
    *(Message, PaperRequest, Appointment, StatusChange, LegalHold),
)
#: These stay, and why.
STAYS = {
    "Case": "until its last file is gone: it leads there, emptied (below)",
    "Upload": "until its file is gone: it says where that is; what it has sealed opens no more",
    "Chunk": "until its upload's files are gone: it says where a piece is; what it has sealed opens no more",
    "PageImage": "until its upload's files are gone: it says where the images of a page are",
    "KeptAnswers": "only while a legal hold keeps the case, and then nothing of it is deleted",
    "Watch": "what is wrong with the papers in all: counts",
    "AuditDay": "the heads of the chain: counts and hashes",
    "AuditEvent": "the chain: who did what when, never what stood in it",
    "StepCount": "how often a step was shown: no case, no day",
    "FormVersion": "what is asked, nobody's answers",
    "ChoiceSet": "what editors write",
    "FormSection": "what editors write",
    "IntakeForm": "what editors write",
}
#: What stays of a case meanwhile.
COLUMNS = {"id", "reference", "language", "status", "created_at", "test", "deleted_at", "epoch", "words_made_at"}
#: What is written over.
NOISE = {"words_salt", "words_hash"}


def tables() -> dict[str, type[Model]]:
    """Every table of the forms."""
    return {model.__name__: model for model in apps.get_app_config("intake_forms").get_models()}


def test_of_every_table_it_is_said_what_becomes_of_it():
    gone = {model.__name__ for model in GONE}
    assert gone | set(STAYS) == set(tables())
    assert gone & set(STAYS) == set()


def test_what_stays_of_nobody_in_particular_leads_to_no_family_and_has_nothing_sealed():
    of_a_family = {*GONE, Case, Upload, Chunk, PageImage, KeptAnswers}
    for name in STAYS.keys() - {"Case", "Upload", "Chunk", "PageImage", "KeptAnswers"}:
        for field in tables()[name]._meta.get_fields():
            assert field.auto_created or field.related_model not in of_a_family, field
            # The chain's own hashes.
            assert not isinstance(field, BinaryField) or name.startswith("Audit"), field


def whole(who: str, supervisor: int) -> Family:
    """A family of which every table has something."""
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes", "who": "sponsor"})
    case = Case.objects.select_related("key").latest("created_at")
    family.post("proofs", {"photo": [sent(picture(), f"{who}.jpg")]}, go="upload")
    family.post("proofs", {"photo.said": "will_bring"})
    family.post("agree", {"agrees": "yes"})
    invitations.invite(case=case, role="household")
    assert family.send().url == family.url("done")
    requests.ask(case=case, key=("photo", ""), reason="unreadable", note={"es": who}, by=supervisor)
    appointments.set_(
        case=case,
        starts_at=timezone.now() + datetime.timedelta(days=2),
        minutes=30,
        how="in_person",
        where=who,
        by=supervisor,
    )
    assert legal_holds.put(case=case, reason=who, by=supervisor, once=uuid4())
    assert legal_holds.lift(hold=LegalHold.objects.get(case=case), by=supervisor)
    family.press("messages/", text=who, once=uuid4())
    messages.reply(case=case, texts={"es": who}, by=supervisor, once=uuid4())
    services.begin_form(case=case, version=queries.live_version("more"))
    later = Family(family.client, form="more")
    later.post("gate", {"let_in": "yes"})
    later.post("one", {"word": who})
    family.resume(case.reference, "these are not them")
    entering.issue_phrase(case=case, by=supervisor)
    assert late.keep(mark=late.mark(case.pk), path="/", query="", data={"word": [who]})
    Case.objects.filter(pk=case.pk).update(rule_set="base", assignee=supervisor)
    return family


def counted() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (*GONE, Upload)}


@pytest.fixture
def two(db, bucket, people) -> list[Family]:
    """Two such families; the other one's case is linked to the first one's."""
    steps = [forms.step("proofs", forms.slot("photo")), forms.step("agree", forms.question("agrees", "consent"))]
    who = forms.choice("who", "sponsor", "household")
    gate = {"step": forms.step("gate", forms.choice("let_in"), who), "exits": []}
    services.release(form=document.parse(forms.form(*steps, gate=gate, role_question="who")))
    services.release(form=document.parse(forms.form(forms.step("one", forms.question("word")), key="more")))
    one = whole("Qzxuna", people["supervisor"].pk)
    half = counted()
    assert all(half.values()), half
    return [one, whole("Qzxdos", people["supervisor"].pk)]


@pytest.mark.parametrize("how", ["her word", "its time"])
def test_everything_of_a_case_goes_and_nothing_of_another(two, how):
    one, other = Case.objects.select_related("key").order_by("created_at")
    helping.allow(case=one)
    Case.objects.filter(pk=other.pk).update(sponsor_case=one)
    both = counted()
    if how == "her word":
        assert deletion.shred(case=one)
    else:
        Upload.objects.filter(case=one).delete()
        services.delete_case(case=one, action="case.expired")
    left = counted()
    uploads = left.pop("Upload")
    assert left == {name: both[name] // 2 for name in left}
    assert uploads == both["Upload"] - (how == "its time")
    assert Case.objects.get(pk=other.pk).sponsor_case is None
    assert queries.submitted_answers(other, Submission.objects.get())


def test_the_row_that_leads_to_the_files_is_emptied(two):
    one = Case.objects.select_related("key").order_by("created_at")[0]
    helping.allow(case=one)
    Case.objects.filter(pk=one.pk).update(
        sponsor_case=Case.objects.exclude(pk=one.pk).get(), role="household", sealed_words=b"sealed"
    )
    before = Case.objects.filter(pk=one.pk).values().get()
    empty = {field.name for field in Case._meta.fields if before[field.attname] in (None, "", b"")}
    assert empty == {"deleted_at", "kept_since"}
    deletion.shred(case=one)
    after = Case.objects.filter(pk=one.pk).values().get()
    for field in Case._meta.fields:
        if field.name in COLUMNS:
            # No session that has it open is let in any more.
            assert field.name in ("deleted_at", "epoch") or after[field.attname] == before[field.attname], field
        elif field.name in NOISE:
            assert bytes(after[field.attname]) != bytes(before[field.attname]), field
        else:
            assert after[field.attname] in (None, ""), field

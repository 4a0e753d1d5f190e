"""Moderation and locks of forms, sections and choice sets: who may save, publish and release what, and when."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import Workflow, WorkflowContentType, WorkflowState

from intake_forms.authoring import compiling, importing
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.text import mark
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, step
from tests.intake_forms.posting import drafted, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    kin = choice("kin", "aunt", "uncle", choice_set="Kin")
    return importing.take_in(document.parse(forms.form(step("one", question("word"), kin))))


@pytest.fixture
def section(form):
    return form.sections.get()


def signed_in(name, *groups):
    user = User.objects.create_user(name, f"{name}@example.org", password="x")
    user.groups.set(Group.objects.get(name=group) for group in groups)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return signed_in("editor", "Editors")


@pytest.fixture
def writer():
    """Somebody who may change sections, and publish none."""
    wanted = ["access_admin", "change_formsection", "change_intakeform"]
    Group.objects.create(name="Writers").permissions.set(Permission.objects.filter(codename__in=wanted))
    return signed_in("writer", "Writers")


@pytest.fixture
def workflow():
    """Wagtail's own, asked for on sections by an administrator."""
    found = Workflow.objects.get()
    kind = ContentType.objects.get_for_model(FormSection)
    WorkflowContentType.objects.create(workflow=found, content_type=kind)
    return found


NEW = {"steps-0-value-title-en": "Renamed", "steps-0-value-title-es": "Otro nombre"}
NEW["steps-0-value-title-es_of"] = mark("Renamed")


def live(section):
    return str(FormSection.objects.get(pk=section.pk).steps[0].value["title"])


def test_the_page_posted_as_it_is_changes_nothing(editor, form, section):
    before = compiling.data(form, draft=True).data
    response = send(editor, section, "publish")
    assert response.status_code == 302, response.content.decode()
    assert compiling.data(form, draft=False).data == before


def test_who_may_not_publish_submits_and_a_moderator_approves(writer, section, workflow):
    address = reverse("wagtailsnippets_intake_forms_formsection:edit", args=[section.pk])
    page = writer.get(address).content.decode()
    assert "action-publish" not in page
    assert "action-submit" in page
    assert send(writer, section, "publish", **NEW).status_code == 302
    assert live(section) == "one"
    assert send(writer, section, "submit", **NEW).status_code == 302
    state = WorkflowState.objects.get()
    assert state.content_object == section
    assert live(section) == "one"
    # While it waits the writer changes nothing more, and a moderator may.
    assert send(writer, section, **NEW | {"steps-0-value-title-en": "Again"}).status_code == 200
    assert str(drafted(section).steps[0].value["title"]) == "Renamed"
    moderator = signed_in("moderator", "Moderators")
    assert "Renamed" not in live(section)
    assert str(section) in moderator.get(reverse("wagtailadmin_home")).content.decode()
    page = moderator.get(address).content.decode()
    assert "workflow-action-name" in page
    approve = {"workflow-action-name": "approve", "action-workflow-action": "true"}
    assert send(moderator, section, **approve).status_code == 302
    assert live(section) == "Renamed"
    assert WorkflowState.objects.get().status == "approved"


def test_what_waits_for_a_moderator_stays_out_of_a_release(writer, editor, form, section, workflow):
    send(writer, section, "submit", **NEW)
    page = editor.get(reverse("form_release", args=[form.pk])).content.decode()
    assert "There are changes that are not published: they stay out." in page
    editor.post(reverse("form_release", args=[form.pk]), {"drafts": "stay"})
    assert "Renamed" not in FormVersion.objects.get().document


def locked_by(client, snippet):
    name = f"wagtailsnippets_intake_forms_{snippet._meta.model_name}:lock"
    assert client.post(reverse(name, args=[snippet.pk])).status_code == 302


@pytest.mark.parametrize("which", [IntakeForm, FormSection, ChoiceSet])
def test_what_somebody_has_locked_nobody_else_saves_or_releases(editor, form, which):
    other, url = signed_in("other", "Editors"), reverse("form_release", args=[form.pk])
    editor.post(url, {"drafts": "stay"})
    send(editor, form.sections.get(), "publish", **NEW)
    snippet = which.objects.get()
    locked_by(editor, snippet)
    before = drafted(snippet).serializable_data()
    assert send(other, snippet, "publish", name="Taken over").status_code == 200
    assert drafted(snippet).serializable_data() == before
    page = other.get(url).content.decode()
    assert "editor has locked this: nobody else can release the form until it is unlocked." in page
    assert "drafts" not in page
    other.post(url, {"drafts": "stay"})
    other.post(reverse("form_release_again", args=[form.key, 1]), {"v1-drafts": "stay"})
    assert FormVersion.objects.count() == 1
    # Who has locked it does both.
    assert send(editor, snippet, "publish", name="Mine").status_code == 302
    editor.post(url, {"drafts": "stay"})
    assert FormVersion.objects.count() == 2
    refused = other.post(reverse("form_release_again", args=[form.key, 1]), {"v1-drafts": "stay"}, follow=True)
    assert "editor has locked this" in refused.content.decode()
    assert FormVersion.objects.count() == 2
    # Unlocked, others go on.
    name = f"wagtailsnippets_intake_forms_{which._meta.model_name}:unlock"
    editor.post(reverse(name, args=[snippet.pk]))
    other.post(reverse("form_release_again", args=[form.key, 1]), {"v1-drafts": "stay"})
    assert FormVersion.objects.count() == 3


def test_who_is_no_editor_neither_sees_nor_unlocks(form, editor):
    locked_by(editor, form)
    worker = signed_in("worker", "Case workers")
    for verb in ("edit", "unlock", "delete", "history"):
        worker.post(reverse(f"wagtailsnippets_intake_forms_intakeform:{verb}", args=[form.pk]))
    assert IntakeForm.objects.get().locked

"""Editors release what is ready; what is wrong, missing or out of date stops it, each with a link to its block."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from intake_forms.authoring import compiling, files, findings, importing, text
from intake_forms.authoring.models import FormSection
from intake_forms.records import queries
from intake_forms.records.models import FormVersion

SHIPPED = Path("intake_forms/forms/pre-appointment.yaml")
pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    return importing.take_in(files.read(SHIPPED.read_text()))


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editor", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def change(section, *, publish=True, **texts):
    """Change the first question's label of a section's first step."""
    raw = section.steps.get_prep_value()
    item = next(item for item in raw[0]["value"]["items"] if "label" in item["value"])
    item["value"]["label"] |= texts
    section.steps = raw
    revision = section.save_revision()
    if publish:
        revision.publish()


def url(form):
    return reverse("form_release", args=[form.pk])


def test_what_is_ready_is_released_once(editor, form):
    assert "first version" in editor.get(url(form)).content.decode()
    editor.post(url(form), {"drafts": "stay"})
    editor.post(url(form), {"drafts": "stay"})
    assert FormVersion.objects.filter(form_key=form.key).count() == 1
    assert "Nothing has changed" in editor.get(url(form)).content.decode()


def test_a_change_is_live_only_after_its_release(editor, form):
    editor.post(url(form), {"drafts": "stay"})
    section = FormSection.objects.order_by("position")[0]
    said = "Asked anew?"
    change(section, en=said, es="¿Otra vez?", es_of=text.mark(said))
    assert said not in queries.live_version(form.key).document
    editor.post(url(form), {"drafts": "stay"})
    live = queries.live_version(form.key)
    assert (live.number, live.change_class) == (2, "text_only")
    assert said in live.document


@pytest.mark.parametrize("texts", [{"es": ""}, {"en": "Changed, and nobody translated it"}])
def test_a_missing_or_stale_translation_stops_a_release_and_leads_to_its_field(editor, form, texts):
    section = FormSection.objects.order_by("position")[0]
    change(section, **texts)
    page = editor.get(url(form)).content.decode()
    assert "To mend before it can be released" in page
    assert f"/formsection/edit/{section.pk}/#:w:contentpath=steps." in page
    assert ".label" in page.split("contentpath=")[1].split('"')[0]
    editor.post(url(form), {"drafts": "stay"})
    assert not FormVersion.objects.exists()


def test_a_change_that_is_not_published_stays_out_and_the_page_says_so(editor, form):
    change(FormSection.objects.order_by("position")[0], publish=False, en="Not ready")
    assert "not published" in editor.get(url(form)).content.decode()
    editor.post(url(form), {"drafts": "stay"})
    assert "Not ready" not in queries.live_version(form.key).document


def test_a_rule_that_names_a_deleted_question_is_found_in_the_editor(editor, form):
    section = next(each for each in FormSection.objects.all() if list(_rows(each.steps.get_prep_value())))
    raw = section.steps.get_prep_value()
    next(_rows(raw))["source"] = "gone"
    section.steps = raw
    section.save_revision()
    found = findings.find(compiling.data(form, draft=True))[1]
    assert any("gone" in each.message and each.level == "error" for each in found)
    edit = reverse("wagtailsnippets_intake_forms_formsection:edit", args=[section.pk])
    assert "gone" in editor.get(edit).content.decode().split('id="findings"')[1].split("</ul>")[0]


def _rows(part):
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(each, dict) and {"source", "op"} <= each.keys():
            yield each
        yield from _rows(each)


def test_nobody_else_releases(client, form):
    client.force_login(User.objects.create_user("stranger", password="x", is_staff=True))
    client.post(url(form), {"drafts": "stay"})
    assert not FormVersion.objects.exists()


def test_editors_build_forms_and_case_workers_do_not(editor, client):
    address = reverse("wagtailsnippets_intake_forms_intakeform:add")
    assert editor.get(address).status_code == 200
    worker = User.objects.create_user("worker", password="x")
    worker.groups.add(Group.objects.get(name="Case workers"))
    client.force_login(worker)
    assert client.get(address).status_code == 302

"""Editors release what is ready; what is wrong, missing or out of date stops it, each with a link to its block."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.urls import reverse

from intake_forms.authoring import compiling, files, importing, text
from intake_forms.authoring.models import FormSection
from intake_forms.records import queries
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, row, rows, step
from tests.intake_forms.posting import send

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


def test_a_rule_that_names_a_deleted_question_is_found_when_its_section_is_saved(editor):
    asked = step("one", question("kept"), choice("gone"))
    snippet = importing.take_in(document.parse(forms.form(asked, step("two", question("q"), show_if=ON_GONE))))
    section = FormSection.objects.get()
    assert send(editor, section, "publish").status_code == 302
    assert findings_on(editor, section) == []
    # What the page posts once its second question is deleted.
    assert send(editor, section, "publish", **{"steps-0-value-items-1-deleted": "1"}).status_code == 302
    [first, _second] = compiling.data(snippet, draft=True).data["sections"][0]["steps"]
    assert [item["key"] for item in first["items"]] == ["kept"]
    [(told, link)] = findings_on(editor, section)
    assert told == "There is no question “gone”."
    assert link.startswith(f"{editing(section)}#:w:contentpath=steps.")
    assert link.endswith(".source")
    editor.post(url(snippet), {"drafts": "stay"})
    assert not FormVersion.objects.exists()


def test_a_step_that_lost_its_only_question_and_a_rule_that_names_it_are_both_told(editor):
    asked = step("one", choice("gone"))
    importing.take_in(document.parse(forms.form(asked, step("two", question("q"), show_if=ON_GONE))))
    section = FormSection.objects.get()
    assert send(editor, section, **{"steps-0-value-items-0-deleted": "1"}).status_code == 302
    assert [told for told, _link in findings_on(editor, section)] == [
        "“Contents” is still empty.",
        "There is no question “gone”.",
    ]


ON_GONE = rows(row("gone", "is", "yes"))


def editing(section):
    return reverse("wagtailsnippets_intake_forms_formsection:edit", args=[section.pk])


def findings_on(editor, section):
    """Sentence and address of each finding on the page of a section."""
    part = editor.get(editing(section)).content.decode().split('id="findings"')[1].split("</ul>")[0]
    return re.findall(r'class="finding">(.*?)</span>\s*<a class="where" href="(.*?)"', part, re.S)


def test_the_command_releases_what_is_published_or_says_what_is_in_the_way(form, capsys):
    call_command("release_form", form.key)
    call_command("release_form", form.key)
    assert capsys.readouterr().out == "pre-appointment 1 released\npre-appointment 1 is live already\n"
    section = FormSection.objects.order_by("position")[0]
    change(section, es="")
    FormSection.objects.filter(pk=section.pk).update(locked=True, locked_by=User.objects.create_user("ana"))
    with pytest.raises(CommandError, match="nothing was released"):
        call_command("release_form", form.key)
    told = capsys.readouterr().err
    assert f"{section}: error: ana has locked this: nobody else can release the form" in told
    assert "error: The text is missing in: Spanish." in told
    assert FormVersion.objects.count() == 1
    with pytest.raises(CommandError, match="no such form"):
        call_command("release_form", "ghost")


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

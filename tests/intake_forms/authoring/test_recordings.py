"""Recordings: editors choose them without code, documents keep them, and what nobody would hear is told."""

import io
import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from intake_forms.authoring import choosing, compiling, findings, importing
from intake_forms.authoring.models import ChoiceSet, FormSection
from intake_forms.records import queries, services
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, group, question, slot, step
from tests.intake_forms.recordings import OPUS, clip, recording

pytestmark = pytest.mark.django_db
URL = "/cms/form-building/recordings/chooser/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def editor():
    user = User.objects.create_user("editor", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(user)
    return client


def everywhere(spanish, english):
    """A form with a recording wherever one may stand."""
    both = {"es": clip(spanish), "en": clip(english)}
    es = {"es": clip(spanish)}
    people = group("adults", question("name", audio=es), choice("here", audio=both), audio=es)
    page = {"title": forms.text("a page"), "body": forms.text("its text"), "audio": both}
    text = {"kind": "content", "key": "text", "title": forms.text("t"), "body": forms.text("b"), "audio": es}
    agreed = question("agreed", "consent", body=forms.text("terms"), audio=both)
    data = forms.form(
        step("people", people, audio=es),
        step("papers", slot("letter", audio=both), text, agreed),
        start=page,
        done=page,
        hold={**page, "when": forms.rows(forms.row("agreed", "not_answered"))},
    )
    shut = {"key": "shut", "when": forms.rows(forms.row("let_in", "is", "no")), **page}
    data["gate"]["exits"] = [shut]
    data["gate"]["step"]["items"][0]["audio"] = both
    return document.parse(data)


def test_a_form_with_recordings_is_the_same_after_editors_had_it(editor):
    form = everywhere(recording("a.ogg"), recording("b.mp3"))
    snippet = importing.take_in(form)
    for draft in (True, False):
        found = compiling.data(snippet, draft=draft)
        assert document.canonical(document.parse(found.data)) == document.canonical(form)
        assert findings.find(found)[1] == []


def test_loading_and_dumping_keeps_them(tmp_path):
    form = everywhere(recording("a.ogg"), recording("b.mp3"))
    services.release(form=form)
    out = io.StringIO()
    call_command("dump_form", "small", stdout=out)
    (tmp_path / "form.yaml").write_text(out.getvalue())
    assert "audio:" in out.getvalue()
    call_command("load_form", str(tmp_path / "form.yaml"), stdout=io.StringIO())
    assert FormVersion.objects.count() == 1
    snippet = importing.take_in(queries.route(queries.live_version("small")).form)
    assert document.parse(compiling.data(snippet, draft=False).data) == form


def heard(**audio):
    return document.parse(forms.form(step("one", question("word", audio=audio))))


AT = "sections[0].steps[0].items[0].audio.es"


def wrong(made):
    """A form whose recording is not as it should be, by what is wrong with it."""
    match made:
        case "elsewhere":
            return {"url": "/documents/999/gone.ogg", "size": 5}
        case "no document":
            return {"url": "/es/somewhere.ogg", "size": 5}
        case "other name":
            return {**clip(recording()), "url": recording().url.replace("nombre", "otro")}
        case "other size":
            return {**clip(recording()), "size": 5}
        case "no sound":
            return clip(recording("list.pdf", b"%PDF"))
        case "file lost":
            lost = recording()
            lost.file.storage.delete(lost.file.name)
            return clip(lost)
        case _:
            shut = Collection.get_first_root_node().add_child(name="Shut")
            CollectionViewRestriction.objects.create(collection=shut, restriction_type="login")
            return clip(recording(collection=shut.add_child(name="Inside")))


REASONS = {
    "elsewhere": "the file of this recording is not on this site",
    "no document": "the file of this recording is not on this site",
    "other name": "the file of this recording is not on this site",
    "other size": f"this recording has {len(OPUS)} bytes",
    "no sound": "this is no recording",
    "file lost": "the file of this recording is not on this site",
    "private": "not everybody may open this recording",
}


@pytest.mark.parametrize("made", REASONS)
def test_a_file_with_a_recording_that_nobody_would_hear_is_not_loaded(tmp_path, made):
    path = tmp_path / "form.yaml"
    path.write_text(forms.as_yaml(document.plain(heard(es=wrong(made)))))
    with pytest.raises(CommandError) as caught:
        call_command("load_form", str(path), stdout=io.StringIO())
    assert f"form.yaml: {AT}: {REASONS[made]}" in str(caught.value)
    assert not FormVersion.objects.exists()


@pytest.mark.parametrize("made", [name for name in REASONS if name != "other size"])
def test_it_is_not_released_either_and_nothing_of_it_is_lost(editor, made):
    form = heard(es=wrong(made))
    snippet = importing.take_in(form)
    page = editor.get(reverse("form_release", args=[snippet.pk])).content.decode()
    assert REASONS[made].partition(" ")[2] in page
    assert re.search(r"contentpath=steps\.[^\"]*\.audio\.[^\"]*\.file", page)
    editor.post(reverse("form_release", args=[snippet.pk]), {"drafts": "stay"})
    assert not FormVersion.objects.exists()
    assert document.parse(compiling.data(snippet, draft=True).data) == form


def test_a_file_that_is_deleted_later_stays_known_and_stops_the_next_release(editor):
    made = recording()
    snippet = importing.take_in(heard(es=clip(made)))
    services.release(form=heard(es=clip(made)))
    url = made.url
    made.delete()
    found = compiling.data(snippet, draft=True)
    assert found.data["sections"][0]["steps"][0]["items"][0]["audio"]["es"]["url"] == url
    assert [(each.level, url in each.message) for each in findings.find(found)[1]] == [("error", True)]


def test_an_old_version_whose_recording_is_gone_is_not_released_again(editor):
    made = recording()
    services.release(form=heard(es=clip(made)))
    services.release(form=heard())
    made.delete()
    address = reverse("form_release_again", args=["small", 1])
    page = editor.post(address, {"v1-drafts": "stay"}, follow=True).content.decode()
    assert "The file of this recording is not on this site" in page
    assert queries.live_version("small").number == 2


def retell(section, **texts):
    raw = section.steps.get_prep_value()
    for name, said in texts.items():
        raw[0]["value"]["items"][0]["value"][name] |= said
    section.steps = raw
    section.save_revision().publish()


def warned(snippet):
    found = findings.find(compiling.data(snippet, draft=True))[1]
    return [each.message for each in found if each.level == "warning"]


def test_a_recording_of_another_text_is_told_in_the_language_whose_text_changed(editor):
    snippet = importing.take_in(heard(es=clip(recording("a.ogg")), en=clip(recording("b.ogg"))))
    section = FormSection.objects.get()
    retell(section, why={"es": "Otra razón"}, missing={"es": "Escriba algo"})
    assert warned(snippet) == []
    retell(section, label={"es": "¿Otra cosa?"})
    found = findings.find(compiling.data(snippet, draft=True))[1]
    (told,) = (each for each in found if each.level == "warning")
    assert told.message == "The text has changed since this was recorded."
    assert told.place.endswith("Read aloud \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Spanish")
    assert ".audio." in told.url
    retell(section, hint={"en": "More"})
    assert len(warned(snippet)) == 2
    assert editor.post(reverse("form_release", args=[snippet.pk]), {"drafts": "stay"}).status_code in (200, 302)


def test_options_are_heard_too_those_of_a_choice_set_among_them():
    form = document.parse(forms.form(step("one", choice("pick", "a", "b", audio={"es": clip(recording())}))))
    snippet = importing.take_in(form)
    section = FormSection.objects.get()
    raw = section.steps.get_prep_value()
    item = raw[0]["value"]["items"][0]["value"]
    item["options"][0]["value"]["label"] |= {"es": "otra"}
    section.steps = raw
    section.save_revision()
    assert len(warned(snippet)) == 1
    shared = ChoiceSet.objects.create(name="Letters")
    item["options"][0]["value"]["label"] |= {"es": "a ES"}
    shared.options = [{"type": "option", "value": one["value"]} for one in item["options"]]
    shared.save()
    item["options"], item["choice_set"] = [], shared.pk
    section.steps = raw
    section.save_revision()
    assert warned(snippet) == []
    raw = shared.options.get_prep_value()
    raw[1]["value"]["label"] |= {"es": "be"}
    shared.options = raw
    shared.save()
    assert len(warned(snippet)) == 1


def test_editors_see_and_upload_recordings_only(editor):
    recording("hola.ogg")
    recording("hola.pdf", b"%PDF")
    shut = Collection.get_first_root_node().add_child(name="Shut")
    CollectionViewRestriction.objects.create(collection=shut, restriction_type="login")
    recording("secreto.mp3", collection=shut)
    page = editor.get(URL).json()["html"]
    assert "hola.ogg" in page
    assert "hola.pdf" not in page
    assert "secreto.mp3" not in page
    assert 'accept=".mp3,.m4a,.ogg,.opus"' in page
    assert "hola.ogg" in editor.get(f"{URL}results/").content.decode()


def upload(editor, name, content, **more):
    return editor.post(
        f"{URL}create/",
        {
            "document-chooser-upload-title": "Nombre",
            "document-chooser-upload-file": SimpleUploadedFile(name, content),
            **more,
        },
    ).json()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp3", b"ID3\x04" + b"\0" * 60),
        ("a.mp3", b"\xff\xfb\x90" + b"\0" * 60),
        ("a.M4A", b"\0\0\0\x18ftypM4A " + b"\0" * 60),
        ("a.opus", OPUS),
        ("a.ogg", OPUS),
    ],
)
def test_a_recording_is_uploaded_and_chosen_in_one_go(editor, name, content):
    answer = upload(editor, name, content)
    assert answer["step"] == "chosen"
    made = Document.objects.get()
    assert answer["result"]["id"] == str(made.pk)
    assert made.file_size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.wav", OPUS, "wav"),
        ("a.pdf", b"%PDF", "pdf"),
        ("a.mp3", b"<html><script>", "no recording that telephones can play"),
        ("a.ogg", b"OggS" + b"\0" * choosing.LIMIT, "10 MB at most"),
    ],
)
def test_what_is_no_recording_or_too_large_is_refused_with_the_reason(editor, name, content, said):
    answer = upload(editor, name, content)
    assert answer["step"] == "reshow_creation_form"
    assert said in answer["htmlFragment"]
    assert not Document.objects.exists()


def test_a_private_collection_is_refused_for_an_upload():
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss"))
    shut = Collection.get_first_root_node().add_child(name="Shut")
    CollectionViewRestriction.objects.create(collection=shut, restriction_type="login")
    answer = upload(boss, "a.ogg", OPUS, **{"document-chooser-upload-collection": shut.pk})
    assert "families could not hear it" in answer["htmlFragment"]
    assert not Document.objects.exists()


def test_who_may_not_build_forms_uploads_nothing(client):
    worker = User.objects.create_user("worker", password="x")
    worker.groups.add(Group.objects.get(name="Case workers"))
    client.force_login(worker)
    assert client.post(f"{URL}create/", {}).status_code in (302, 403)
    assert not Document.objects.exists()

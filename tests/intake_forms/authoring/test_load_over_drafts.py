"""``load_form`` where editors are at work: it says what is in the way, and leaves what the file does not change as it is."""

import copy
import io

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from wagtail.models import Revision, Workflow

from intake_forms.authoring import compiling, files, importing
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.text import mark
from intake_forms.records import queries
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, group, question, step, text
from tests.intake_forms.posting import drafted, send

pytestmark = pytest.mark.django_db


def data():
    kin = choice("kin", "aunt", "uncle", choice_set="Kin")
    people = group("people", choice("near", "aunt", "uncle", "nobody", choice_set="Kin"))
    sections = [
        {"key": "first", "title": text("First"), "steps": [step("one", question("word"), kin)]},
        {"key": "second", "title": text("Second"), "steps": [step("two", people)]},
    ]
    return forms.form() | {"sections": sections}


@pytest.fixture
def load(tmp_path):
    """Load a document; what the command says."""

    def run(data, *options):
        path = tmp_path / "small.yaml"
        path.write_text(data if isinstance(data, str) else forms.as_yaml(data))
        out = io.StringIO()
        call_command("load_form", str(path), *options, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def loaded(load):
    load(data())


def changed():
    """The same with a word changed in each section, in the form and in the choice set."""
    found = data()
    found["title"] = text("renamed")
    for section in found["sections"]:
        section["title"] = text("Renamed")
    for options in (
        found["sections"][0]["steps"][0]["items"][1],
        found["sections"][1]["steps"][0]["items"][0]["items"][0],
    ):
        options["options"][0]["label"] = text("auntie")
    return found


def everything():
    """All that is kept of the forms, as it stands."""
    rows = [each.serializable_data() for model in (IntakeForm, FormSection, ChoiceSet) for each in model.objects.all()]
    return rows, list(Revision.objects.values_list("pk", flat=True)), FormVersion.objects.count()


def at(name):
    model = {"form": IntakeForm, "choice set": ChoiceSet}.get(name, FormSection)
    return model.objects.get(name={"form": "small", "choice set": "Kin"}.get(name, "First"))


PARTS = {"form": "form “small”", "section": "form section “First”", "choice set": "choice set “Kin”"}


def drafts(snippet, admin):
    snippet.save_revision(user=admin)
    return "has changes that are not published (saved by ana, "


def locks(snippet, admin):
    type(snippet).objects.update(locked=True, locked_by=admin)
    return "is locked by ana"


def waits(snippet, admin):
    snippet.save_revision(user=admin)
    Workflow.objects.get().start(snippet, admin)
    return "waits in a workflow"


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("held", [drafts, locks, waits])
def test_what_somebody_is_at_refuses_the_file_and_changes_nothing(load, loaded, name, held):
    said = held(at(name), User.objects.create_user("ana"))
    before = everything()
    with pytest.raises(CommandError) as caught:
        load(changed())
    told = str(caught.value).splitlines()
    assert told[0] == "nothing was loaded."
    assert told[-1] == "Publish, discard or unlock these, or load with --over-drafts."
    # Whatever is locked is locked for all sections.
    assert {line for line in told[1:-1] if line.startswith(f"small.yaml: in the way: {PARTS[name]} {said}")}
    assert everything() == before
    assert caught.value.returncode == 1
    # The file that is live already is in nobody's way.
    assert load(data()) == "small 1 is live already\n"
    assert everything() == before
    assert load(changed(), "--over-drafts") == "small 2 released\n"
    form = IntakeForm.objects.get()
    assert document.parse(compiling.data(form, draft=True).data) == document.parse(changed())
    # What was published over stays among the revisions.
    assert set(before[1]) <= set(Revision.objects.values_list("pk", flat=True))


def test_what_the_file_does_not_change_gets_no_revision_and_keeps_its_draft(load, loaded, admin_client):
    section = FormSection.objects.get(key="second")
    name = "heading-0-value"
    send(admin_client, section, **{f"{name}-en": "Mine", f"{name}-es": "Mío", f"{name}-es_of": mark("Mine")})
    before = Revision.objects.count()
    found = data()
    found["sections"][0]["title"] = text("Renamed")
    assert load(found, "--over-drafts") == "small 2 released\n"
    assert Revision.objects.count() == before + 1
    assert str(drafted(section).heading[0].value) == "Mine"
    assert str(FormSection.objects.get(key="first").heading[0].value) == "Renamed"


def test_a_translation_that_is_out_of_date_is_made_good_by_the_file(load, loaded):
    section = FormSection.objects.get(key="first")
    section.heading[0].value["es_of"] = "older"
    section.save_revision().publish()
    found = data()
    found["title"] = text("renamed")
    load(found)
    assert compiling.data(IntakeForm.objects.get(), draft=True).places.stale == []


def test_a_section_that_the_file_lacks_is_deleted_and_told_unless_somebody_is_at_it(load, loaded):
    found = data()
    gone = found["sections"].pop()
    assert load(found) == "small 2 released\nsmall: form section “Second” deleted, because the file does not have it\n"
    assert [each.key for each in FormSection.objects.all()] == ["first"]
    load(data())
    FormSection.objects.get(key=gone["key"]).save_revision()
    before = everything()
    for options in [(), ("--over-drafts",)]:
        with pytest.raises(
            CommandError, match=r"“Second” has changes .*, and is not in the file: delete it in the admin"
        ):
            load(found, *options)
        assert everything() == before


def test_sections_change_places_and_those_that_stay_get_no_revision(load, loaded):
    FormSection.objects.filter(key="second").update(position=20)
    found = data()
    found["sections"].insert(1, {"key": "between", "title": text("Between"), "steps": [step("three", question("q"))]})
    before = Revision.objects.count()
    load(found)
    assert Revision.objects.count() == before + 2
    form = IntakeForm.objects.get()
    assert [each.key for each in compiling.sections(form, draft=False)] == ["first", "between", "second"]


def test_the_shared_options_keep_their_link_and_come_back_as_they_went(load, loaded, admin_client):
    live = queries.live_version("small")
    printed = files.dump(queries.route(live).form)
    assert printed.count("choice_set: Kin") == 2
    assert load(printed) == "small 1 is live already\n"
    near = lambda: FormSection.objects.get(key="second").steps[0].value["items"][0].value["items"][0].value  # noqa: E731
    assert [each["value"] for each in near()["options"]] == ["nobody"]
    # A file that does not name it, and lists the same options, drops no link.
    unnamed = changed()
    for options in (
        unnamed["sections"][0]["steps"][0]["items"][1],
        unnamed["sections"][1]["steps"][0]["items"][0]["items"][0],
    ):
        del options["choice_set"]
        options["options"][0]["label"] = text("aunt")
    assert load(unnamed) == "small 2 released\n"
    assert near()["choice_set"] == ChoiceSet.objects.get()
    assert '"choice_set":"Kin"' in queries.live_version("small").document
    assert load(unnamed) == "small 2 is live already\n"
    # Once they differ, they are the question's own.
    unnamed["sections"][1]["steps"][0]["items"][0]["items"][0]["options"][0]["label"] = text("auntie")
    load(unnamed)
    assert near()["choice_set"] is None
    assert [each["value"] for each in near()["options"]] == ["aunt", "uncle", "nobody"]


def test_a_set_that_another_form_uses_is_not_changed_by_a_file(load, loaded):
    other = copy.deepcopy(data()) | {"key": "other", "title": text("other")}
    importing.take_in(document.parse(other))
    before = everything()
    for options in [(), ("--over-drafts",)]:
        with pytest.raises(
            CommandError, match=r"“Kin” has other options than the file, .* form “other” uses it too"
        ) as caught:
            load(changed(), *options)
        assert "--over-drafts" not in str(caught.value)
        assert everything() == before

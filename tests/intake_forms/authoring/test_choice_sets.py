"""Options that several questions share: drafts, moderation and releases, as of a section."""

import pytest
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder

from intake_forms.authoring import compiling, findings, importing
from intake_forms.authoring.models import ChoiceSet, FormSection
from intake_forms.authoring.text import mark
from intake_forms.records import queries
from intake_forms.records.models import FormVersion
from intake_forms.schema import document, lint
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, group, row, rows, step
from tests.intake_forms.posting import send

pytestmark = pytest.mark.django_db
KIN = choice("kin", "aunt", "uncle", choice_set="Kin")


@pytest.fixture
def form():
    return importing.take_in(document.parse(forms.form(step("one", KIN))))


@pytest.fixture
def kin(form):
    return ChoiceSet.objects.get(name="Kin")


def labels(document_):
    [item] = document_["sections"][0]["steps"][0]["items"]
    return [each["label"]["en"] for each in item["options"]]


def renamed(english, spanish=""):
    """What the page of the choice set posts once its first option is called otherwise."""
    label = "options-0-value-label"
    return {f"{label}-en": english, f"{label}-es": spanish, f"{label}-es_of": mark(english)}


def released(form):
    found = queries.live_version(form.key)
    return labels(document.plain(queries.route(found).form)) if found else None


def test_a_document_that_names_a_set_makes_it_and_compiles_to_itself(form, kin):
    assert [each.value["value"] for each in kin.options] == ["aunt", "uncle"]
    wanted = document.parse(forms.form(step("one", KIN)))
    for draft in (True, False):
        assert document.parse(compiling.data(form, draft=draft).data) == wanted


def test_a_draft_is_what_lint_preview_and_translators_see_and_families_do_not(admin_client, form, kin):
    url = reverse("form_release", args=[form.pk])
    admin_client.post(url, {"drafts": "stay"})
    assert send(admin_client, kin, **renamed("Auntie")).status_code == 302
    assert labels(compiling.data(form, draft=True).data) == ["Auntie", "uncle"]
    assert labels(compiling.data(form, draft=False).data) == ["aunt", "uncle"]
    # The editor's pages of the form, the section and the choice set itself lead to what is to be mended.
    for snippet in (form, form.sections.get(), kin):
        page = admin_client.get(AdminURLFinder().get_edit_url(snippet)).content.decode()
        assert "The text is missing in: Spanish." in page
        assert f"/choiceset/edit/{kin.pk}/#:w:contentpath=options." in page
    assert "“Auntie”" in admin_client.get(reverse("form_translations", args=[form.pk])).content.decode()
    assert send(admin_client, kin, **renamed("Auntie", "La tía")).status_code == 302
    admin_client.get(reverse("form_preview", args=[form.pk]))
    assert "La tía" in FormVersion.trials.get().document
    # The draft stays out of a release, which says so; published, it waits for one.
    page = admin_client.get(url).content.decode()
    assert "There are changes that are not published: they stay out." in page
    assert AdminURLFinder().get_edit_url(kin) in page
    admin_client.post(url, {"drafts": "stay"})
    assert FormVersion.objects.count() == 1
    assert send(admin_client, kin, "publish").status_code == 302
    assert released(form) == ["aunt", "uncle"]
    assert "not published" not in admin_client.get(url).content.decode()
    admin_client.post(url, {"drafts": "stay"})
    assert released(form) == ["Auntie", "uncle"]


def test_one_that_was_never_published_stops_a_release(admin_client, form, kin):
    ChoiceSet.objects.update(live=False, has_unpublished_changes=True)
    url = reverse("form_release", args=[form.pk])
    page = admin_client.get(url).content.decode()
    assert "This is not published yet." in page
    assert ">Kin</a>" in page
    admin_client.post(url, {"drafts": "stay"})
    assert not FormVersion.objects.exists()


def test_its_own_page_says_what_is_to_be_mended_only_in_it(admin_client, form, kin):
    section = FormSection.objects.get()
    raw = section.steps.get_prep_value()
    raw[0]["value"]["title"]["es"] = ""
    section.steps = raw
    section.save_revision()
    page = admin_client.get(AdminURLFinder().get_edit_url(kin)).content.decode()
    assert "The text is missing" not in page
    assert findings.find(compiling.data(form, draft=True))[1]


@pytest.mark.parametrize(
    ("items", "count"),
    [
        ([KIN, choice("other", "aunt", "cousin", choice_set="Kin")], 0),
        ([KIN, choice("other", "uncle", "aunt", choice_set="Kin")], 2),
        ([choice("only", "aunt", "uncle", choice_set="Kin")], 0),
    ],
)
def test_questions_that_share_a_set_begin_alike(items, count):
    found = lint.faults(document.parse(forms.form(step("one", *items))))
    assert [each.code for each in found] == ["nothing_shared"] * count
    assert all(str(each).endswith("choice_set: " + each.reason) and "'Kin'" in each.reason for each in found)


def test_what_questions_have_of_their_own_comes_after_what_they_share():
    given = choice("given", "aunt", "uncle", "cousin", choice_set="Kin")
    given["options"][1]["show_if"] = rows(row("let_in", "is", "yes"))
    people = group("people", choice("near", "aunt", "nobody", kind="choices", choice_set="Kin"))
    wanted = document.parse(forms.form(step("one", given), step("two", people)))
    form = importing.take_in(wanted)
    assert [each.value["value"] for each in ChoiceSet.objects.get().options] == ["aunt"]
    assert document.parse(compiling.data(form, draft=False).data) == wanted

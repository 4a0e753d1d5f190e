"""A translator outside gets a form as a spreadsheet; what comes back is looked at row by row, and kept as drafts."""

import io
import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry, Revision

from intake_forms.authoring import compiling, importing, spreadsheets, text, translating
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms

pytestmark = pytest.mark.django_db

WHERE, SOURCE, LIMIT, TRANSLATION, STATE, KEY = range(6)
WORD = "sections.all.steps.one.items.word.label"
LONG = "sections.all.steps.one.items.told.body"
TITLE = "title"
#: The same places as people read them.
STEP = "Section “all” › Step “one”"
WORD_AT = f"{STEP} › Question “word”"
LONG_AT = f"{STEP} › Text “Call [[phone]] or {{name}}, see https://example.org/a”"


@pytest.fixture
def form():
    words = [
        forms.question("word"),
        {"kind": "content", "key": "told", "body": forms.text("Call [[phone]] or {name}, see https://example.org/a")},
        forms.choice("child", "one", "two"),
    ]
    return importing.take_in(document.parse(forms.form(forms.step("one", *words))))


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editor", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def url(name, form, *more):
    return reverse(f"form_translations{name}", args=[form.pk, *more])


def rewrite(section, name, **texts):
    """Change the label (or body) of an item as an editor would, and publish."""
    raw = section.steps.get_prep_value()
    item = next(item for item in raw[0]["value"]["items"] if item["value"]["key"] == name)
    item["value"]["label" if "label" in item["value"] else "body"] |= texts
    section.steps = raw
    section.save_revision().publish()


def lacking(form):
    return {
        each.key: each.state
        for each in translating.texts(IntakeForm.objects.get(pk=form.pk), "es")
        if each.state != "ok"
    }


def kept(form, *, draft=True):
    """The form as last saved, or as published."""
    return compiling.data(IntakeForm.objects.get(pk=form.pk), draft=draft).data


def exported(editor, form):
    answer = editor.get(url("_export", form, "es"))
    assert answer["Content-Type"] == spreadsheets.CONTENT_TYPE
    return load_workbook(io.BytesIO(answer.content))


def rows(book):
    return {row[KEY].value: row for row in book.worksheets[1].iter_rows(min_row=2)}


def packed(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(editor, form, content, language="es"):
    """The page that a file leads to."""
    file = SimpleUploadedFile("back.xlsx", content if isinstance(content, bytes) else packed(content))
    answer = editor.post(url("_check", form, language), {"file": file})
    assert answer.status_code == 200
    return answer.content.decode()


def agreed(editor, form, page, **more):
    signed = re.search(r'name="signed" value="([^"]+)"', page)[1]
    return editor.post(url("_keep", form, "es"), {"signed": signed, **more}, follow=True).content.decode()


def row_of(page, where):
    """What the page says in the row of a place."""
    return next(row for row in re.findall(r"<tr>.*?</tr>", page, re.S) if f">{where}<" in row)


def test_out_and_translated_and_back_nothing_is_missing_or_stale(editor, form):
    section = FormSection.objects.get()
    rewrite(section, "word", en="word anew")
    rewrite(FormSection.objects.get(), "told", es="")
    assert lacking(form) == {WORD: "stale", LONG: "missing"}
    live = FormSection.objects.get().steps.get_prep_value()

    book = exported(editor, form)
    assert {key: row[STATE].value for key, row in rows(book).items() if row[STATE].value != "translated"} == {
        WORD: "out of date",
        LONG: "missing",
    }
    rows(book)[WORD][TRANSLATION].value = "palabra nueva"
    rows(book)[LONG][TRANSLATION].value = "Llame a [[phone]] o {name}, vea https://example.org/es"
    before = Revision.objects.count()
    page = checked(editor, form, book)
    assert "palabra nueva" in page
    assert Revision.objects.count() == before
    assert lacking(form)

    said = agreed(editor, form, page)
    assert "2 translations are kept as drafts" in said
    assert lacking(form) == {}
    assert Revision.objects.count() == before + 1
    section = FormSection.objects.get()
    assert section.has_unpublished_changes
    assert section.steps.get_prep_value() == live
    assert not FormVersion.objects.exists()
    log = ModelLogEntry.objects.filter(object_id=str(section.pk), action="wagtail.edit").latest("timestamp")
    assert log.user.username == "editor"
    item = kept(form)["sections"][0]["steps"][0]["items"][0]
    assert item["label"] == {"en": "word anew", "es": "palabra nueva"}


def test_one_draft_for_each_snippet_that_is_touched(editor, form):
    book = exported(editor, form)
    for key in (WORD, LONG, TITLE, "start.body", "gate.step.items.let_in.label"):
        rows(book)[key][TRANSLATION].value += " otra vez"
    before = Revision.objects.count()
    agreed(editor, form, checked(editor, form, book))
    assert Revision.objects.count() == before + 2
    assert kept(form)["title"]["es"] == "small ES otra vez"
    assert kept(form, draft=False)["title"]["es"] == "small ES"


def test_shared_options_stand_once_and_are_written_to_their_choice_set(editor, form):
    shared = ChoiceSet(name="Kin")
    shared.options = [("option", {"value": "aunt", "label": {"en": "Aunt", "es": "", "es_of": ""}})]
    shared.save()
    shared.save_revision().publish()
    section = FormSection.objects.get()
    raw = section.steps.get_prep_value()
    for item in raw[0]["value"]["items"]:
        if item["type"] == "choice":
            item["value"]["choice_set"] = shared.pk
    again = {**raw[0], "id": "11111111-1111-4111-8111-111111111111"}
    again["value"] = {**again["value"], "key": "two"}
    section.steps = [*raw, again]
    section.save_revision().publish()

    key = f"choice_sets.{shared.pk}.options.aunt.label"
    assert lacking(form) == {key: "missing"}
    listed = editor.get(url("", form)).content.decode()
    assert f"/choiceset/edit/{shared.pk}/#:w:contentpath=options." in row_of(listed, "Choice set “Kin” › Option “Aunt”")
    book = exported(editor, form)
    rows(book)[key][TRANSLATION].value = "Tía"
    agreed(editor, form, checked(editor, form, book))
    assert lacking(form) == {}
    assert compiling.choices(ChoiceSet.objects.get()).data["options"][0]["label"]["es"] == "Tía"
    assert ChoiceSet.objects.get().options[0].value["label"]["es"] == ""


def test_the_list_shows_what_changed_and_leads_to_the_block(editor, form):
    section = FormSection.objects.get()
    rewrite(section, "word", en="one word", es="una palabra", es_of=text.mark("one word"))
    rewrite(FormSection.objects.get(), "word", en="two words")
    where = f"{STEP} › Question “two words”"
    row = row_of(editor.get(url("", form)).content.decode(), where)
    assert "<del>one</del><ins>two</ins>" in row
    assert "<del>word</del><ins>words</ins>" in row
    assert "una palabra" in row
    assert f"/formsection/edit/{section.pk}/#:w:contentpath=steps." in row
    Revision.objects.all().delete()
    FormSection.objects.update(latest_revision=None)
    assert "what has changed is not known" in row_of(editor.get(url("", form)).content.decode(), where)


def test_the_list_is_found_from_the_forms_the_editor_and_the_release_that_refuses(editor, form):
    rewrite(FormSection.objects.get(), "word", es="")
    pages = [
        reverse("wagtailsnippets_intake_forms_intakeform:list"),
        reverse("wagtailsnippets_intake_forms_intakeform:edit", args=[form.pk]),
        reverse("wagtailsnippets_intake_forms_formsection:edit", args=[FormSection.objects.get().pk]),
        reverse("form_release", args=[form.pk]),
    ]
    for page in pages:
        assert f'href="{url("", form)}"' in editor.get(page).content.decode(), page


def test_the_file_tells_what_to_do_and_keeps_key_and_source_shut(editor, form):
    book = exported(editor, form)
    guide, sheet = book.worksheets
    assert guide["A1"].value == "How to use this file"
    assert guide.max_column == 2
    assert sheet.freeze_panes == "C2"
    assert sheet.protection.sheet
    row = rows(book)[WORD]
    assert [cell.protection.locked for cell in row] == [True, True, True, False, True, True]
    assert all(cell.alignment.wrap_text for cell in row)
    assert (row[WHERE].value, rows(book)[LONG][WHERE].value) == (WORD_AT, LONG_AT)
    assert row[KEY].fill.fgColor.rgb == row[SOURCE].fill.fgColor.rgb == "00E6E6E6"
    assert (row[LIMIT].value, rows(book)[LONG][LIMIT].value) == ("300, one line", "20000")


def test_a_text_that_looks_like_a_formula_goes_out_and_comes_back_as_a_text(editor, form):
    rewrite(FormSection.objects.get(), "word", en='=HYPERLINK("x")', es="")
    book = exported(editor, form)
    row = rows(book)[WORD]
    assert (row[SOURCE].value, row[SOURCE].data_type) == ('=HYPERLINK("x")', "s")
    row[TRANSLATION].value = "así"
    agreed(editor, form, checked(editor, form, book))
    assert lacking(form) == {}


BAD = {
    "unknown key": ({KEY: "sections.all.steps.gone"}, "no text with this key"),
    "no key": ({KEY: None}, "no key"),
    "another source": ({SOURCE: "something else"}, "source has changed"),
    "emptied": ({TRANSLATION: None}, "Emptied"),
    "nothing to see": ({TRANSLATION: "\u200b"}, "Emptied"),
    "broken": ({TRANSLATION: "pa\ufffdabra"}, "did not arrive"),
    "formula": ({TRANSLATION: "=1+1"}, "formula"),
    "number": ({TRANSLATION: 1.5}, "formula, a date or a number"),
    "two lines": ({TRANSLATION: "una\ndos"}, "one line only"),
    "placeholder of its own": ({TRANSLATION: "palabra {nombre}"}, "not in the source: {nombre}"),
    "tag of its own": ({TRANSLATION: "<b>palabra</b>"}, "not in the source"),
}


@pytest.mark.parametrize(("cells", "why"), BAD.values(), ids=BAD)
def test_a_bad_row_is_told_and_skipped_and_the_others_are_taken(editor, form, cells, why):
    book = exported(editor, form)
    row = rows(book)[WORD]
    for number, said in cells.items():
        row[number].value = said
    if TRANSLATION not in cells:
        row[TRANSLATION].value = "de nadie"
    rows(book)[TITLE][TRANSLATION].value = "título"
    page = checked(editor, form, book)
    assert why in page.replace("&#x27;", "'")
    assert "Rows that change a text: 1" in page
    assert "Rows that are not taken: 1" in page
    agreed(editor, form, page)
    data = kept(form)
    assert data["title"]["es"] == "título"
    assert data["sections"][0]["steps"][0]["items"][0]["label"]["es"] == "word ES"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Llame o {name}, vea https://example.org/a", "Lost in the translation: [[phone]]"),
        ("Llame a [[phone]], vea https://example.org/a", "Lost in the translation: {name}"),
        ("Llame a [[phone]] o {name}", "web address was lost"),
    ],
)
def test_what_the_site_fills_in_must_come_back(editor, form, said, why):
    book = exported(editor, form)
    rows(book)[LONG][TRANSLATION].value = said
    assert why in row_of(checked(editor, form, book), LONG_AT)


def test_a_doubled_key_is_taken_from_none_of_its_rows(editor, form):
    book = exported(editor, form)
    first = rows(book)[WORD]
    book.worksheets[1].append(["", first[SOURCE].value, "", "otra", "", first[KEY].value])
    page = checked(editor, form, book)
    assert page.count("stands in the file more than once") == 2
    assert "otra" in page


LIMITS = [("sections.all.steps.one.title", STEP, 120), (WORD, WORD_AT, 300), (LONG, LONG_AT, 20_000)]


@pytest.mark.parametrize(("key", "where", "limit"), LIMITS)
def test_a_translation_longer_than_its_limit_is_skipped(editor, form, key, where, limit):
    book = exported(editor, form)
    row = rows(book)[key]
    assert row[LIMIT].value == (f"{limit}, one line" if key != LONG else str(limit))
    for said, told in (
        (limit, "Rows that change a text: 1"),
        (limit + 1, f"Too long: {limit + 1} characters; {limit} fit."),
    ):
        row[TRANSLATION].value = row[SOURCE].value.ljust(said, "x")
        assert told in checked(editor, form, book)
    assert "Too long" in row_of(checked(editor, form, book), where)


def test_what_comes_back_missing_and_rows_taken_out_of_the_file_are_told(editor, form):
    rewrite(FormSection.objects.get(), "word", es="")
    book = exported(editor, form)
    page = checked(editor, form, book)
    assert "Left empty." in row_of(page, WORD_AT)
    assert "Rows that are not taken: 1" in page
    book.worksheets[1].delete_rows(rows(book)[WORD][KEY].row)
    page = checked(editor, form, book)
    assert "1 text of the form has no row in the file" in page
    assert WORD_AT in page


def test_a_stale_translation_that_comes_back_as_it_was_needs_a_word_from_the_editor(editor, form):
    rewrite(FormSection.objects.get(), "word", en="word, anew")
    page = checked(editor, form, exported(editor, form))
    assert "Rows that change a text: 0" in page
    agreed(editor, form, page)
    assert lacking(form) == {WORD: "stale"}
    agreed(editor, form, page, right="on")
    assert lacking(form) == {}


def test_what_somebody_changes_between_the_look_and_the_word_is_not_overwritten(editor, form):
    book = exported(editor, form)
    rows(book)[WORD][TRANSLATION].value = "del archivo"
    page = checked(editor, form, book)
    rewrite(FormSection.objects.get(), "word", es="de una editora")
    before = Revision.objects.count()
    assert WORD_AT in agreed(editor, form, page)
    assert Revision.objects.count() == before
    assert kept(form)["sections"][0]["steps"][0]["items"][0]["label"]["es"] == ("de una editora")


def test_a_section_that_somebody_has_locked_is_left_alone(editor, form):
    book = exported(editor, form)
    rows(book)[WORD][TRANSLATION].value = "palabra"
    page = checked(editor, form, book)
    FormSection.objects.update(locked=True, locked_by=User.objects.create_user("other"))
    before = Revision.objects.count()
    assert "locked this part" in row_of(checked(editor, form, book), WORD_AT)
    assert WORD_AT in agreed(editor, form, page)
    assert Revision.objects.count() == before


def test_a_file_that_cannot_be_read_is_refused_with_a_reason(editor, form):
    for content, why in ((b"", "empty"), (b"no XLSX", "This is not an XLSX file.")):
        page = checked(editor, form, content)
        assert why in page
        assert 'name="signed"' not in page


def test_nothing_is_kept_that_was_not_checked(editor, form):
    before = Revision.objects.count()
    editor.post(url("_keep", form, "es"), {"signed": "made-up"})
    editor.post(url("_keep", form, "es"))
    assert Revision.objects.count() == before
    page = checked(editor, form, exported(editor, form))
    assert 'name="signed"' not in page


def test_nobody_else_sees_exports_or_writes(client, form):
    worker = User.objects.create_user("worker", password="x")
    worker.groups.add(Group.objects.get(name="Case workers"))
    client.force_login(worker)
    before = Revision.objects.count()
    for answer in (
        client.get(url("", form)),
        client.get(url("_export", form, "es")),
        client.post(url("_check", form, "es")),
        client.post(url("_keep", form, "es")),
    ):
        assert answer.status_code in (302, 403)
    assert Revision.objects.count() == before


@pytest.mark.parametrize("language", ["en", "fr"])
def test_only_languages_that_are_translated_to_have_a_file(editor, form, language):
    assert editor.get(url("_export", form, language), follow=True).status_code == 404


def test_every_shipped_form_comes_back_as_it_went(editor):
    for path in sorted(forms.SHIPPED.glob("*.yaml")):
        shipped = importing.take_in(forms.shipped(path.stem))
        book = exported(editor, shipped)
        page = checked(editor, shipped, book)
        assert "Rows that change a text: 0" in page
        assert "Rows that are not taken: 0" in page
        for row in rows(book).values():
            row[TRANSLATION].value += "."
        page = checked(editor, shipped, book)
        assert "Rows that are not taken: 0" in page

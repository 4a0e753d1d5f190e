"""Forms as snippets: a file taken in and compiled again is the same form, and every part knows its block."""

from pathlib import Path

import pytest

from intake_forms.authoring import compiling, files, importing
from intake_forms.authoring.models import FormSection, IntakeForm
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import row, rows
from tests.intake_forms.posting import send

SHIPPED = sorted(Path("intake_forms/forms").glob("*.yaml"))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("draft", [True, False])
def test_a_form_taken_in_compiles_to_itself(path, draft):
    form = files.read(path.read_text())
    snippet = importing.take_in(form)
    found = compiling.data(snippet, draft=draft)
    assert document.canonical(document.parse(found.data)) == document.canonical(form)


def test_who_begins_a_form_and_what_holds_it_back_are_edited_too():
    hold = {"when": rows(row("let_in", "is", "no")), "title": forms.text("not yet"), "body": forms.text("later")}
    form = document.parse(forms.form(opened_by="staff", role_question="let_in", hold=hold))
    found = compiling.data(importing.take_in(form), draft=True)
    assert document.canonical(document.parse(found.data)) == document.canonical(form)
    assert {"opened_by", "role_question", "hold.when", "hold.title"} <= found.places.keys()


def test_taking_in_twice_makes_nothing_twice_and_drops_what_is_gone():
    form = files.read(SHIPPED[0].read_text())
    importing.take_in(form)
    data = document.plain(form)
    importing.take_in(document.parse({**data, "sections": data["sections"][1:]}))
    assert IntakeForm.objects.count() == 1
    assert [each.key for each in FormSection.objects.order_by("position")] == [each.key for each in form.sections[1:]]


def test_the_first_step_has_no_condition_to_edit_and_every_other_has():
    first, other = IntakeForm._meta.get_field("gate"), FormSection._meta.get_field("steps")
    offered = [field.stream_block.child_blocks["step"].child_blocks for field in (first, other)]
    assert [list(each) for each in offered] == [
        ["key", "title", "audio", "items"],
        ["key", "title", "audio", "show_if", "items"],
    ]


@pytest.mark.parametrize(
    ("name", "said", "taken"),
    [
        ("steps-0-value-title-es", "x" * 120, True),
        ("steps-0-value-title-es", "x" * 121, False),
        ("steps-0-value-items-0-value-why-es", "x\r\n" * 5_000, True),
        ("steps-0-value-items-0-value-why-es", "x\r\n" * 5_000 + "x", False),
    ],
)
def test_the_page_takes_texts_as_long_as_files_may_have_them(admin_client, name, said, taken):
    importing.take_in(document.parse(forms.form()))
    answer = send(admin_client, FormSection.objects.get(), **{name: said})
    assert (answer.status_code == 302) is taken
    assert taken or "Ensure this value has at most" in answer.content.decode()


def test_every_language_of_a_text_has_its_place_on_the_page():
    title = FormSection._meta.get_field("heading").stream_block.child_blocks["title"]
    assert list(title.child_blocks) == ["en", "es", "es_of"] == title.meta.form_layout.get_sorted_block_names()

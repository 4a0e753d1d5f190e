"""A list comparison holds any text, from a file through the editor's page and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_forms.authoring import compiling, importing, listing
from intake_forms.authoring.blocks import ConditionRow
from intake_forms.authoring.models import FormSection
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, row, rows, step

#: What a browser can post and a database can keep.
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = ["Washington, D.C.", "Oakland", 'the "blue" card', '"', "C:\\", "a\nb", ",", " outside ", "ñandú, «sí»"]


@given(st.lists(ANY))
def test_any_texts_come_back_from_their_line(texts):
    line = listing.join(texts)
    assert listing.split(line) == texts
    # An input has one line, and what is posted is stripped.
    assert line == line.strip()
    assert not {"\n", "\r"} & set(line)


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("aunt,uncle", ["aunt", "uncle"]),
        (' aunt , "Washington, D.C." ,uncle,', ["aunt", "Washington, D.C.", "uncle"]),
        ('the "blue" card, 5" pipe', ['the "blue" card', '5" pipe']),
        ('"never closed, b', ['"never closed', "b"]),
        ('"so" and so', ['"so" and so']),
        ('"C:\\dir, x"', ["C:\\dir, x"]),
        (", ,", []),
    ],
)
def test_what_somebody_types_is_read_as_it_is_meant(line, texts):
    assert listing.split(line) == texts


def test_what_needs_no_marks_has_none():
    assert listing.join(["aunt", "uncle of hers", 'a, "b"']) == 'aunt,uncle of hers,"a, \\"b\\""'


@pytest.mark.django_db
@pytest.mark.parametrize("op", ["one_of", "not_one_of"])
@pytest.mark.parametrize("draft", [True, False])
def test_a_list_of_any_texts_goes_through_the_editors_page_and_is_the_same(op, draft):
    first = step("one", question("city"), choice("kin", "aunt", "uncle"))
    shown = rows(row("city", op, VALUES), row("kin", op, ["aunt"]))
    form = document.parse(forms.form(first, step("two", question("q"), show_if=shown)))
    snippet = importing.take_in(form)
    # As the page posts it: every input's value through its field.
    section = FormSection.objects.get()
    raw = section.steps.get_prep_value()
    for each in raw[1]["value"]["show_if"]["rows"]:
        field = ConditionRow().child_blocks["value"]
        each["value"]["value"] = field.value_from_form(field.field.clean(each["value"]["value"]))
    section.steps = raw
    section.save_revision().publish()
    assert compiling.data(snippet, draft=draft).data["sections"][0]["steps"][1]["show_if"]["rows"][0]["value"] == VALUES
    assert document.canonical(document.parse(compiling.data(snippet, draft=draft).data)) == document.canonical(form)

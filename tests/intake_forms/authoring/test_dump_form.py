"""``dump_form``: what is printed loads as the same form, and the schema beside the forms is the code's own."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from intake_forms.authoring import files
from intake_forms.records import services
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, computed, form, group, question, result, row, rows, slot, step

pytestmark = pytest.mark.django_db
SCHEMA = Path(files.__file__).parents[1] / "forms" / "form.schema.json"

EVERYTHING = form(
    step("people", group("adults", question("name"), question("job", show_if=rows(row("adults.name", "is", "no"))))),
    step("odd", question("yes", hint={"en": "on: off", "es": "- sí # no\n\n  dos"}), choice("born", "y", "n")),
    step("papers", slot("letter", per="adults"), slot("lease", fact={"source": "x", "checked_on": "2026-01-01"})),
    step(
        "last",
        question("q", why={"en": "a\tb ", "es": "c\nd "}, hint={"en": "a\x85b\nc", "es": "a\u2028b\nc"}),
        computed("c", values=[result("yes")]),
    ),
    rule_sets=[{"key": "r", "label": forms.text("2026-01-01"), "source": "1.0", "checked_on": "2026-01-01"}],
)


def printed(*args):
    out = io.StringIO()
    call_command("dump_form", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("made", [forms.shipped, lambda: document.parse(EVERYTHING)], ids=["shipped", "everything"])
def test_what_is_printed_loads_as_the_same_form(made):
    version, _new = services.release(form=made())
    text = printed(version.form_key)
    assert document.canonical(files.read(text)) == version.document
    assert services.release(form=files.read(text)) == (version, False)
    assert files.dump(files.read(text)) == text


def test_texts_of_several_lines_are_blocks_and_short_ones_stand_together():
    text = files.dump(forms.shipped())
    assert "title: {en: Before you start, es: Antes de empezar}" in text
    assert "en: |" in text
    assert max(map(len, text.splitlines())) < 1500


def test_an_older_version_is_printed_by_its_number():
    services.release(form=document.parse(form(title=forms.text("first"))))
    services.release(form=document.parse(form(title=forms.text("second"))))
    assert "first ES" in printed("small", "--number", "1")
    assert "second ES" in printed("small")


@pytest.mark.parametrize("args", [(), ("nothing",), ("small", "--number", "9")])
def test_what_is_not_there_is_said(args):
    services.release(form=document.parse(form()))
    with pytest.raises(CommandError):
        printed(*args)


def test_the_schema_beside_the_forms_is_the_codes_own():
    assert SCHEMA.read_text(encoding="utf-8") == printed("--schema"), "manage.py dump_form --schema > form.schema.json"

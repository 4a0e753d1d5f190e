"""Reading a form document: the faults it names, and the identity it keeps."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from intake_forms.schema import document
from tests.intake_forms import forms


def faults(data):
    with pytest.raises(document.FormError) as caught:
        document.parse(data)
    return {fault.path: fault.reason for fault in caught.value.faults}


def test_a_missing_language_is_named_with_its_place():
    data = forms.form(forms.step("one", forms.question("word", label={"en": "Word"})))
    assert faults(data) == {"sections[0].steps[0].items[0].label": "text is missing in: es"}


@pytest.mark.parametrize("blank", ["  ", "\u200b", "\u00ad", "\u200d\ufe0f", "\n\u2060\u00a0"])
def test_a_text_that_nobody_sees_counts_as_missing(blank):
    data = forms.form(title={"en": blank, "es": "Uno"})
    assert faults(data) == {"title": "text is missing in: en"}


@pytest.mark.parametrize("broken", ["\ufffd", "a\ufffdo", "a\x00", "a\ud800"])
def test_a_text_in_which_characters_did_not_arrive_is_refused(broken):
    data = forms.form(title={"en": "One", "es": broken})
    assert faults(data) == {"title": "characters are broken in: es"}


@pytest.mark.parametrize(
    ("more", "name", "reason"),
    [
        ({"required": "off"}, "required", "must be true or false"),
        ({"required": 0}, "required", "must be true or false"),
        ({"max_length": True}, "max_length", "must be a whole number"),
        ({"kind": "number", "max": True}, "max", "must be a whole number"),
        ({"kind": "number", "min": "2"}, "min", "must be a whole number"),
        ({"kind": "age", "max": 17.0}, "max", "must be a whole number"),
        ({"kind": "address", "own": "yes"}, "own", "must be true or false"),
        ({"kind": "yes_no", "unsure": 1}, "unsure", "must be true or false"),
    ],
)
def test_a_truth_value_is_no_number_and_a_text_is_neither(more, name, reason):
    data = forms.form(forms.step("one", forms.question("it", **more)))
    assert faults(data) == {f"sections[0].steps[0].items[0].{name}": reason}


def test_numbers_of_days_and_of_files_are_numbers():
    card = {"key": "card", "label": forms.text("c"), "alone": 1}
    paper = forms.slot("paper", max_files="3", optional="no", accepts=[card])
    folk = forms.group("folk", forms.question("name"), min=True, max="4")
    days = {"draft_days": True, "submission_days": "9"}
    found = faults(forms.form(forms.step("one", paper), forms.step("two", folk), retention=days))
    assert set(found.values()) == {"must be true or false", "must be a whole number"}
    assert len(found) == 7


def test_a_language_that_the_form_does_not_have_is_refused():
    data = forms.form(title={"en": "One", "es": "Uno", "fr": "Un"})
    assert "fr" in faults(data)["title"]


def test_an_unknown_kind_is_named_with_those_there_are():
    found = faults(forms.form(forms.step("one", forms.question("word", kind="hologram"))))
    assert list(found) == ["sections[0].steps[0].items[0]"]
    assert "'hologram'" in found["sections[0].steps[0].items[0]"]
    assert "short_text" in found["sections[0].steps[0].items[0]"]


def test_several_faults_are_told_at_once():
    data = forms.form(
        forms.step("one", forms.question("Bad Key"), forms.question("word", colour="red")), title={"en": "Only"}
    )
    found = faults(data)
    assert set(found) == {"title", "sections[0].steps[0].items[0].key", "sections[0].steps[0].items[1].colour"}


def test_the_message_has_a_line_for_each_fault():
    with pytest.raises(document.FormError) as caught:
        document.parse(forms.form(title={"en": "Only"}, key="No Slug"))
    assert str(caught.value).splitlines() == [str(fault) for fault in caught.value.faults]
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize("data", [None, [], "text", 7, {}])
def test_what_is_no_form_at_all_is_a_fault_and_not_a_crash(data):
    assert faults(data)


@pytest.mark.parametrize("version", [0, 2, "1.0", None])
def test_another_schema_version_is_refused(version):
    assert "schema_version" in faults(forms.form(schema_version=version))


def test_an_option_that_stands_twice_is_named():
    found = faults(forms.form(forms.step("one", forms.choice("pick", "a", "b", "a"))))
    assert found == {"sections[0].steps[0].items[0]": "option value stands twice: a"}


def test_a_section_without_steps_and_a_step_without_items_are_refused():
    data = forms.form(forms.step("one"))
    assert list(faults(data)) == ["sections[0].steps[0].items"]
    data["sections"][0]["steps"] = []
    assert list(faults(data)) == ["sections[0].steps"]


def test_a_bare_yes_in_place_of_an_operator_is_explained():
    data = forms.form(forms.step("one", forms.question("word"), show_if={"rows": [{"source": "let_in", "op": True}]}))
    assert "quotes" in " ".join(faults(data).values())


def test_the_shipped_form_comes_back_the_same_from_its_canonical_text():
    form = forms.shipped()
    text = document.canonical(form)
    again = document.parse(json.loads(text))
    assert again == document.stored(text) == form
    assert document.canonical(again) == text
    assert document.sha256(document.canonical(again)) == document.sha256(text)


def test_the_order_of_names_in_the_file_does_not_change_the_identity():
    data = forms.form()
    turned = dict(reversed(list(copy.deepcopy(data).items())))
    one, other = (document.canonical(document.parse(each)) for each in (data, turned))
    assert document.sha256(one) == document.sha256(other)


def test_one_changed_letter_changes_the_identity():
    one, other = (document.canonical(document.parse(forms.form(title=forms.text(each)))) for each in ("a", "b"))
    assert document.sha256(one) != document.sha256(other)


def test_a_default_written_out_is_the_same_document():
    short = document.parse(forms.form(forms.step("one", forms.question("word"))))
    long = document.parse(forms.form(forms.step("one", forms.question("word", required=True, max_length=200))))
    assert document.canonical(short) == document.canonical(long)


def test_steps_sections_and_items_are_found_by_their_keys():
    form = document.parse(
        forms.form(forms.step("one", forms.question("word")), forms.step("two", forms.choice("pick")))
    )
    assert [step.key for step in form.steps] == ["gate", "one", "two"]
    assert form.section_of["two"].key == "all"
    assert form.item_by_key["pick"].kind == "choice"


def test_the_schema_loads_without_django():
    code = (
        "import sys, pkgutil, importlib, intake_forms.schema as s\n"
        "for m in pkgutil.walk_packages(s.__path__, s.__name__ + '.'): importlib.import_module(m.name)\n"
        "sys.exit(any(name.split('.')[0] in ('django', 'wagtail') for name in sys.modules))"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

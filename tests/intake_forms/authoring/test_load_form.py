"""``load_form``: all the files or none, and each fault with its place."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from intake_forms.authoring import compiling
from intake_forms.authoring.models import IntakeForm
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.mistakes import TOLD, with_ten_mistakes

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path):
    """Write texts to files and load them; what the command says."""

    def run(*texts):
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / f"form{number}.yaml"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(str(path))
        out = io.StringIO()
        call_command("load_form", *paths, stdout=out)
        return out.getvalue()

    return run


GOOD = forms.as_yaml(forms.form())


def test_the_shipped_form_is_released(load):
    assert load(forms.shipped_text()) == "pre-appointment 1 released\n"


def test_loading_the_same_again_changes_nothing_nor_does_another_order_of_its_languages(load):
    assert "- en\n- es" in GOOD
    load(GOOD.replace("- en\n- es", "- es\n- en"))
    assert load(GOOD) == "small 1 is live already\n"
    found = compiling.data(IntakeForm.objects.get(key="small"), draft=False).data
    assert document.sha256(document.canonical(document.parse(found))) == FormVersion.objects.get().sha256
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        (GOOD.replace("schema_version: 1", "schema_version: 9"), "schema_version", "1"),
        (GOOD.replace("  es: small ES\n", ""), "title", "missing in: es"),
        (GOOD.replace("kind: short_text", "kind: hologram"), "sections[0].steps[0].items[0]", "'hologram'"),
        (GOOD.replace("key: word", "key: let_in"), "gate.step.items[0].key", "stands twice"),
        (GOOD + "colour: red\n", "colour", "not permitted"),
        (GOOD + "key: again\n", "line", "stands twice"),
        ("a: [1, 2", "line 1", "expected"),
        ("a: b: c", "line 1, column 5", "not allowed"),
        ("", "document", ""),
        ("just a sentence", "document", ""),
        ("- a\n- list", "document", ""),
        ("!!python/object/apply:os.system ['true']", "line 1", "constructor"),
        (b"\xff\xfe\x00", "cannot be read", ""),
        (GOOD.replace("schema_version: 1", "schema_version: 0x_"), "line 40, column 17", "cannot be read as int"),
        (GOOD.replace("draft_days: 30", "draft_days: " + "9" * 5000), "line 38, column 15", "cannot be read as int"),
        ("a: !!timestamp 2026-99-99", "line 1, column 4", "cannot be read as timestamp"),
        ("a: !!bool perhaps", "line 1, column 4", "cannot be read as bool"),
        ("!!map text", "line 1, column 1", "expected a mapping"),
        ("a:\n" + " " + "[" * 3000, "line 2, column", "stand in one another"),
        (forms.as_yaml(forms.in_languages(forms.form(), ["en"])), "languages", "lacks a language of this site: es"),
    ],
)
def test_a_wrong_file_is_told_with_place_and_reason_and_loads_nothing(load, text, path, reason):
    with pytest.raises(CommandError) as caught:
        load(text)
    told = str(caught.value).splitlines()
    assert told[0] == "nothing was loaded."
    assert any(line.startswith("form0.yaml: ") and path in line and reason in line for line in told[1:]), told
    assert not FormVersion.objects.exists()


def test_every_fault_of_a_file_is_told(load):
    text = GOOD.replace("  es: small ES\n", "").replace("draft_days: 30", "draft_days: 0")
    with pytest.raises(CommandError) as caught:
        load(text)
    assert len(str(caught.value).splitlines()) == 3


def test_mistakes_of_yaml_shape_and_logic_are_told_in_one_go_and_change_nothing(load):
    load(GOOD)
    before = everything()
    text = forms.as_yaml(with_ten_mistakes())
    line = text.count("\n") + 1
    with pytest.raises(CommandError) as caught:
        load(text + "languages: [en, es]\nkey: small\n")
    assert str(caught.value).splitlines() == [
        "nothing was loaded.",
        f"form0.yaml: line {line}, column 1: the key 'languages' stands twice",
        f"form0.yaml: line {line + 1}, column 1: the key 'key' stands twice",
        *(f"form0.yaml: {path}: {reason}" for path, (_code, reason) in TOLD.items()),
    ]
    assert everything() == before


def everything():
    """All rows of all tables."""
    return {model: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


def test_a_warning_is_told_and_stops_nothing(load, capsys):
    long = "Notwithstanding considerations, applicants demonstrate satisfactory documentation. " * 4
    data = forms.form(forms.step("one", forms.question("word", hint={"en": long, "es": "Una sola palabra."})))
    assert load(forms.as_yaml(data)) == "small 1 released\n"
    told = capsys.readouterr().err
    assert told.startswith("form0.yaml: warning: sections[0].steps[0].items[0].hint.en: hard to read in en: grade ")
    assert len(told.splitlines()) == 1


def test_one_wrong_file_keeps_the_good_ones_out(load):
    with pytest.raises(CommandError) as caught:
        load(GOOD, "nonsense", forms.shipped_text(), "key: small\nkey: small\nmax: 0x_")
    assert "form1.yaml" in str(caught.value)
    assert "form3.yaml: line 2, column 1: the key 'key' stands twice" in str(caught.value)
    assert "form3.yaml: line 3, column 6: this cannot be read as int" in str(caught.value)
    assert "form0.yaml" not in str(caught.value)
    assert not FormVersion.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"ghost\.yaml: cannot be read"):
        call_command("load_form", str(tmp_path / "ghost.yaml"))


def test_yes_and_no_are_words_and_not_booleans(load):
    text = GOOD.replace("value: 'yes'", "value: yes").replace("value: 'no'", "value: no")
    assert text != GOOD
    load(text)
    assert '"value":"yes"' in FormVersion.objects.get().document

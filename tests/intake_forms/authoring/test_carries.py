"""Answers taken over from a form that is not there, from a question that it does not ask, from one of another kind."""

import pytest
from django.core.management import CommandError, call_command

from intake_forms.authoring import compiling, findings, importing, releasing
from intake_forms.authoring.models import IntakeForm
from intake_forms.records import services
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import form, group, question, step

pytestmark = pytest.mark.django_db
ONE = step("one", question("word"), question("age", "age"))
FIRST = form(ONE, step("two", group("people", question("name", "name"))), key="first")


def taking(source, target="word"):
    people = step("folk", group("people", question("name", "name")))
    return form(ONE, people, key="second", carries=[{"form": "first", "source": source, "target": target}])


WRONG = {
    "gone": ("gone", "word", "the form 'first' asks no question 'gone'"),
    "inside a group": ("name", "word", "the form 'first' asks no question 'name'"),
    "another kind": ("age", "word", "'age' of the form 'first' is another kind of question than 'word'"),
    "not a group": ("word", "people", "'word' of the form 'first' is another kind of question than 'people'"),
}


@pytest.fixture
def load(tmp_path, capsys):
    """Load these forms as files; what the command says, and what it warns of."""

    def run(*found):
        paths = [tmp_path / f"{each['key']}.yaml" for each in found]
        for path, each in zip(paths, found, strict=True):
            path.write_text(forms.as_yaml(each))
        call_command("load_form", *map(str, paths))
        told = capsys.readouterr()
        return told.out.splitlines(), told.err.splitlines()

    return run


@pytest.mark.parametrize(("source", "target", "reason"), WRONG.values(), ids=WRONG)
def test_a_file_that_takes_over_what_the_other_form_does_not_have_is_refused(load, source, target, reason):
    load(FIRST)
    with pytest.raises(CommandError) as caught:
        load(taking(source, target))
    assert str(caught.value).splitlines() == ["nothing was loaded.", f"second.yaml: carries[0].source: {reason}"]
    assert [each.form_key for each in FormVersion.objects.all()] == ["first"]


def test_a_form_of_another_file_counts_whichever_comes_first(load):
    said, warned = load(taking("age", "age"), FIRST)
    assert (said, warned) == (["second 1 released", "first 1 released"], [])
    with pytest.raises(CommandError, match=r"second\.yaml: carries\[0\]\.source: the form 'first' asks no question"):
        load(taking("age", "age"), form(step("one", question("word")), key="first"))
    assert FormVersion.objects.count() == 2


def test_a_form_that_does_not_exist_yet_is_only_told(load):
    said, warned = load(taking("word"))
    assert said == ["second 1 released"]
    assert warned == [
        "second.yaml: warning: carries[0].form: there is no form 'first' yet: nothing is taken over from it"
    ]


def test_a_release_is_refused_as_the_editor_was_told(admin_user):
    importing.take_in(document.parse(taking("age")))
    snippet = IntakeForm.objects.get()
    ready, [told] = releasing.check(snippet, admin_user)
    assert ready is not None
    assert (told.level, told.message) == (
        "warning",
        "The form “first” is not released yet: nothing is taken over from it.",
    )
    services.release(form=document.parse(FIRST))
    ready, [told] = releasing.check(snippet, admin_user)
    assert ready is None
    assert (told.level, told.message) == (
        "error",
        "“age” of the form “first” is another kind of question than “word”.",
    )
    assert told.url.endswith(".source")
    assert findings.find(compiling.data(snippet, draft=True))[1] == [told]


def test_the_shipped_forms_take_over_from_each_other(capsys):
    call_command("load_form", *(str(forms.SHIPPED / f"{key}.yaml") for key in ("packet", "pre-appointment")))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("now", ["word", "age"])
def test_a_question_that_another_form_takes_over_does_not_go_without_a_word(load, now):
    load(FIRST, taking("age", "age"))
    less = form(step("one", question("word"), *([question("age")] if now == "age" else [])), key="first")
    said, warned = load(less)
    assert said == ["first 2 released"]
    assert warned == [
        "first.yaml: warning: key: the form 'second' takes 'age' over from here, "
        "which is not asked any more, or is of another kind"
    ]
    # With the form that took it over mended, there is nothing to tell.
    assert load(taking("word"), less)[1] == []


def test_an_editor_is_told_of_a_question_that_another_form_takes_over():
    for each in (FIRST, taking("age", "age")):
        services.release(form=document.parse(each))
    importing.take_in(document.parse(form(step("one", question("word")), key="first")))
    [told] = findings.find(compiling.data(IntakeForm.objects.get(key="first"), draft=True))[1]
    assert (told.level, told.message) == (
        "warning",
        "The form “second” takes “age” over from this one, which no longer asks it, or as another kind of question.",
    )
    assert "/intakeform/edit/" in told.url

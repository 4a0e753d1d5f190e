"""Two revisions or versions side by side: only what differs, by the names that the page has, in both languages."""

import copy

import pytest
from django.urls import reverse
from django.utils import translation

from intake_forms.authoring import differences, importing
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.schema import document
from tests.intake_forms.forms import choice, every_kind, form, group, question, row, rows, step, text
from tests.intake_forms.posting import send

pytestmark = pytest.mark.django_db


def compared(client, snippet):
    name = f"wagtailsnippets_intake_forms_{snippet._meta.model_name}:revisions_compare"
    response = client.get(reverse(name, args=[snippet.pk, "earliest", "latest"]))
    assert response.status_code == 200
    return response.content.decode()


def told(page):
    """The rows of the table, their words alone."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    rows = (" ".join(part.split(">", 1)[-1] for part in line.split("<")) for line in body.split("</tr>")[:-1])
    return [" ".join(row.split()) for row in rows]


def test_two_revisions_of_a_section_show_what_differs_in_both_languages(admin_client):
    first = every_kind()
    second = copy.deepcopy(first)
    item = second["sections"][0]["steps"][0]["items"][1]
    item["label"] = {"en": "a new English label", "es": "una etiqueta nueva"}
    gone = second["sections"][0]["steps"][0]["items"].pop(3)
    importing.take_in(document.parse(first))
    importing.take_in(document.parse(second))
    page = compared(admin_client, FormSection.objects.get())
    at = "Section “all” › Step “words” › Question"
    assert told(page) == [
        f"{at} “{gone['key']}” Taken away English {gone['key']} Spanish {gone['key']} ES –",
        f"{at} “a new English label” Changed English short_text Spanish short_text ES"
        " English a new English label Spanish una etiqueta nueva",
    ]
    for never in ("Made from", "es_of", "StructValue", "LocalizedValue", "Stored as"):
        assert never not in page


def test_what_staff_call_it_and_an_unfinished_draft_are_compared_too(admin_client):
    importing.take_in(document.parse(form(step("one", question("word"), question("other")))))
    section = FormSection.objects.get()
    names = {"name": "For the desk", "steps-0-value-items-0-value-key": "", "steps-0-value-items-1-value-key": ""}
    assert send(admin_client, section, **names).status_code == 302
    found = told(compared(admin_client, section))
    assert found[0] == "Name Changed all For the desk"
    assert [each.split(" › ")[-1] for each in found[1:]] == [
        "Question “word” Taken away English word Spanish word ES –",
        "Question “other” Taken away English other Spanish other ES –",
        "Question “word” Added – English word Spanish word ES",
        "Question “other” Added – English other Spanish other ES",
    ]


def test_a_form_and_a_choice_set_are_compared_as_well(admin_client):
    importing.take_in(document.parse(form(step("one", question("word")))))
    whole = IntakeForm.objects.get()
    send(admin_client, whole, submission_days=30)
    assert told(compared(admin_client, whole)) == ["Days until a sent form is deleted Changed 90 30"]
    shared = ChoiceSet.objects.create(name="Kin", options="[]")
    shared.save_revision()
    option = {"value": "aunt", "label": {"en": "Aunt", "es": "Tía"}}
    shared.options = [("option", option)]
    shared.save_revision()
    assert told(compared(admin_client, ChoiceSet.objects.get())) == ["Option “Aunt” Added – English Aunt Spanish Tía"]


def base():
    return form(
        step("one", choice("kin", "aunt", "uncle", "cousin"), question("word", max_length=50)),
        step("two", question("more"), show_if=rows(row("kin", "is", "aunt"))),
        step("people", group("adults", question("full_name", "name"))),
        conditions={"close": rows(row("kin", "is", "aunt"))},
    )


def edited(change):
    data = base()
    change(data["sections"][0]["steps"])
    return differences.rows(*(document.parse(each).model_dump(mode="json") for each in (base(), data)))


def lines(cell):
    return [(line.name, line.text) for line in cell]


def test_a_condition_reads_as_a_sentence():
    [told_] = edited(lambda steps: steps[1].update(show_if=rows(row("kin", "one_of", ["aunt", "uncle"]))))
    assert told_.place == "Section “all” › Step “two” › Shown if"
    assert (lines(told_.before), lines(told_.after)) == ([("", "kin is aunt")], [("", "kin is one of aunt, uncle")])


def test_a_kind_is_called_as_in_the_menu_and_a_limit_by_its_field():
    found = edited(lambda steps: steps[0]["items"][1].update(kind="long_text", max_length=500))
    assert [(each.place.rpartition(" › ")[2], lines(each.before), lines(each.after)) for each in found] == [
        ("Question “word”", [("", "Short text")], [("", "Long text")])
    ]
    found = edited(lambda steps: steps[0]["items"][1].update(max_length=20, required=False))
    assert [(each.place.rpartition(" › ")[2], lines(each.before), lines(each.after)) for each in found] == [
        ("Must be answered", [("", "Yes")], [("", "No")]),
        ("Characters at most", [("", "50")], [("", "20")]),
    ]


def test_what_moves_says_from_where_to_where():
    [told_] = edited(lambda steps: steps[1]["items"].append(steps[0]["items"].pop(1)))
    assert (told_.what, told_.place) == ("Moved", "Section “all” › Step “two” › Question “word”")
    assert (lines(told_.before)[0], lines(told_.after)[0]) == (("English", "one"), ("English", "two"))


def test_what_is_gone_is_named_as_it_was_and_inside_a_group_too():
    def change(steps):
        steps[2]["items"][0]["items"] = [question("nickname", "name")]
        del steps[0]["items"][0]["options"][1]

    found = edited(change)
    assert {(each.what, each.place) for each in found} == {
        ("Taken away", "Section “all” › Step “one” › Question “kin” › Option “uncle”"),
        ("Taken away", "Section “all” › Step “people” › Repeating group “adults” › Question “full_name”"),
        ("Added", "Section “all” › Step “people” › Repeating group “adults” › Question “nickname”"),
    }


def test_it_is_told_in_the_language_of_the_admin():
    with translation.override("es"):
        [told_] = edited(lambda steps: steps[0].update(title=text("first")))
    assert told_.place == "Sección «all ES» › Paso «first ES»"
    assert lines(told_.after) == [("Inglés", "first"), ("Español", "first ES")]

"""What editors type as the value of a comparison is taken as its question means it, and told where it cannot be."""

import pytest
from django.contrib.auth.models import Group, User

from intake_forms.authoring import compiling, findings, importing, outline
from intake_forms.authoring.models import FormSection
from intake_forms.schema import document, kinds
from tests.intake_forms import forms
from tests.intake_forms.forms import QUESTIONS, computed, group, question, result, row, rows, step
from tests.intake_forms.posting import send

pytestmark = pytest.mark.django_db
ASKED = step("one", *QUESTIONS.values())
WORKED_OUT = step("two", question("q"), computed("sum", total=["age"]), computed("sort", values=[result("low")]))
PEOPLE = step("people", group("people", question("given", "name")))
#: Of each question what was typed, as the document then has it.
TYPED = [
    (row("number", "lt", 3), "3.5", 3.5),
    (row("date", "older_than", 3), "17.5", 17.5),
    (row("sum", "ge", 3), "-4", -4),
    (row("people", "gt", 3), "7.0", 7.0),
    (row("short_text", "is", "a"), "94601", "94601"),
    (row("sort", "one_of", ["low"]), "low,", ["low"]),
    (row("number", "gt", 3), "many", "many"),
    (row("age", "is", 3), "1e999", "1e999"),
    (row("phone", "is", "+14155550100"), "(415) 555-0100", "(415) 555-0100"),
    (row("email", "is", "a@example.org"), "nobody", "nobody"),
    (row("phone", "contains", "+52"), "52)", "52)"),
    (row("name", "one_of", ["Ana"]), ",", []),
]


def test_what_is_typed_is_taken_as_its_question_means_it(client):
    user = User.objects.create_user("editor", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    shown = rows(*(written for written, _typed, _value in TYPED), match="any")
    made = document.parse(forms.form(ASKED, WORKED_OUT, PEOPLE, step("last", question("end"), show_if=shown)))
    snippet, section = importing.take_in(made), FormSection.objects.get()
    assert document.parse(compiling.data(snippet, draft=True).data) == made
    typed = {
        f"steps-3-value-show_if-rows-{number}-value-value": said for number, (_row, said, _value) in enumerate(TYPED)
    }
    assert send(client, section, **typed).status_code == 302
    found = compiling.data(snippet, draft=True)
    assert [each["value"] for each in found.data["sections"][0]["steps"][3]["show_if"]["rows"]] == [
        v for *_, v in TYPED
    ]
    assert [each.message for each in findings.find(found)[1]] == [
        "The comparison “is more than” takes a number.",
        "The comparison “is” takes a number.",
        "Nobody's answer to “phone” is ever “(415) 555-0100”, because it is kept as “+14155550100”. "
        "Write it so here too.",
        "Nobody's answer to “email” can be “nobody”.",
        "No answer to “phone” can contain “52)”.",
        "The comparison “is one of” takes a list of values, one at least.",
    ]
    assert {each.url.rpartition(".")[2] for each in findings.find(found)[1]} == {"source"}


def test_the_page_offers_what_lint_takes_of_every_kind():
    made = document.parse(forms.form(ASKED, WORKED_OUT, PEOPLE))
    offered = {each["key"]: outline.takes()[each["kind"]] for each in outline.questions(document.plain(made))}
    asked = {key: item.comparisons for key, item in made.item_by_key.items() if item.comparisons}
    assert asked == {k: v for k, v in offered.items() if "." not in k}
    assert offered["people.given"] == kinds.kinds()["name"].takes
    assert offered["address"].keys() == {"answered", "not_answered"}

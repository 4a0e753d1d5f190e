"""Findings in the words of the editor's page, in the language of the admin: no path, no key where there is a text."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils.translation import override
from wagtail.users.models import UserProfile

from intake_forms.authoring import compiling, findings, importing, sentences
from intake_forms.authoring.models import FormSection, IntakeForm
from intake_forms.authoring.places import Words
from intake_forms.schema import document, faults, never_collect, repair
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, computed, group, question, result, row, rows, slot, step
from tests.intake_forms.mistakes import with_ten_mistakes

PLACEHOLDER = re.compile(r"\{(\w+)")
EARLIER = step(
    "one",
    choice("kin", "aunt", "uncle"),
    question("age", "age", label={"en": "How old?", "es": "¿Qué edad?"}),
    question("name", label={"en": "Name", "es": "Nombre"}),
    question("other", label={"en": "Name", "es": "Nombre"}),
)
ADULTS = step("adults", group("adults", question("born", "date")))


def told(*steps, language="en", **more):
    """(sentence, place) of each finding in a form of these steps."""
    data = forms.form(*steps, **more)
    with override(language):
        words = Words(data)
        return [(sentences.said(each, words), sentences.place(each, words)) for each in repair.examine(data)[1]]


def place(path, *steps, language="en", **more):
    with override(language):
        return Words(forms.form(*steps, **more)).place(path)


def test_every_sentence_of_the_schema_has_one_for_editors_with_the_same_placeholders():
    def filled(found):
        return {name: sorted(PLACEHOLDER.findall(str(said))) for name, said in found.items()}

    assert filled(sentences.SENTENCES) == filled(faults.SENTENCES)


def test_whatever_is_never_collected_has_a_name_for_editors():
    assert set(sentences.NEVER_COLLECTED) == {each.what for each in never_collect.LIST}


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_finding_shows_a_path_or_an_operator(language):
    data = with_ten_mistakes()
    with override(language):
        words = Words(data)
        found = [(sentences.said(each, words), sentences.place(each, words)) for each in repair.examine(data)[1]]
    assert len(found) > 10
    for said, where in found:
        assert not re.search(r"\[\d|\w\.\w|_if|\bnot_|\bone_of\b|\blt\b", f"{said}\n{where}"), (said, where)


IN_WORDS = {
    "sections[0].steps[0]": ("Section “all” › Step “one”", "Sección «all ES» › Paso «one ES»"),
    "sections[0].steps[0].items[1].hint": (
        "Section “all” › Step “one” › Question “How old?” › Hint",
        "Sección «all ES» › Paso «one ES» › Pregunta «¿Qué edad?» › Ayuda",
    ),
    "sections[0].steps[0].items[1].label.es": (
        "Section “all” › Step “one” › Question “How old?”",
        "Sección «all ES» › Paso «one ES» › Pregunta «¿Qué edad?»",
    ),
    "sections[0].steps[0].items[0].options[1]": (
        "Section “all” › Step “one” › Question “kin” › Option “uncle”",
        "Sección «all ES» › Paso «one ES» › Pregunta «kin ES» › Opción «uncle ES»",
    ),
    # Two of the same name are told apart by their keys.
    "sections[0].steps[0].items[3]": (
        "Section “all” › Step “one” › Question “Name” (other)",
        "Sección «all ES» › Paso «one ES» › Pregunta «Nombre» (other)",
    ),
    "sections[0].steps[1].items[0].items[0]": (
        "Section “all” › Step “adults” › Repeating group “adults” › Question “born”",
        "Sección «all ES» › Paso «adults ES» › Grupo que se repite «adults ES» › Pregunta «born ES»",
    ),
    "sections[0].steps[0].items": (
        "Section “all” › Step “one” › Contents",
        "Sección «all ES» › Paso «one ES» › Contenido",
    ),
    "gate.step.items[0].options": (
        "First step “gate” › Question “let_in” › Options",
        "Primer paso «gate ES» › Pregunta «let_in ES» › Opciones",
    ),
    "start.body": ("Before the first step › Text", "Antes del primer paso › Texto"),
    "title": ("Title", "Título"),
    "hold.when": ("Not sent while › When", "No se envía mientras › Cuándo"),
    "role_question": ("Question of who fills it in", "Pregunta de quién lo llena"),
    "document": ("The form", "El formulario"),
}


@pytest.mark.parametrize(("path", "said"), IN_WORDS.items())
def test_a_place_in_words(path, said):
    path = "" if path == "document" else path
    assert (place(path, EARLIER, ADULTS), place(path, EARLIER, ADULTS, language="es")) == said


def test_what_has_no_text_goes_by_its_key_and_what_has_no_key_by_its_number():
    bare = [{"kind": "short_text", "key": "bare", "label": None}, {"kind": "short_text"}]
    steps = step("one", *bare, title={"en": "", "es": "Solo español"})
    found = [place(f"sections[0].steps[0].items[{number}].why", steps) for number in range(2)]
    assert found == [
        "Section “all” › Step “Solo español” › Question “bare” › Why we ask",
        "Section “all” › Step “Solo español” › Question 2 › Why we ask",
    ]


def test_parts_beside_the_sections_and_long_texts():
    more = {
        "conditions": {"minor": rows(row("age", "lt", 18))},
        "rule_sets": [{"key": "new", "label": forms.text("New rules"), "source": "law", "checked_on": "2026-01-01"}],
        "carries": [{"form": "other", "source": "kin", "target": "kin"}],
        "gate": {
            "step": step("gate", choice("let_in")),
            "exits": [{"key": "out", "when": {}, "title": forms.text("Sorry"), "body": forms.text("x")}],
        },
    }
    told_at = step("one", {"kind": "content", "key": "told", "body": forms.text("word " * 40)})
    found = [
        place(path, told_at, **more)
        for path in (
            "conditions.minor.rows[0]",
            "rule_sets[0].source",
            "carries[0].target",
            "gate.exits[0].body",
            "sections[0].steps[0].items[0].body",
        )
    ]
    assert found[:4] == [
        "Condition “minor” › Comparison “age is less than 18”",
        "Rule set “New rules” › Source",
        "Answer taken over “kin” › This form's question",
        "Page that leads out “Sorry” › Text",
    ]
    assert re.fullmatch(r"Section “all” › Step “one” › Text “(word )+w?o?r?d?…”", found[4])


SAID = {
    "operator": (
        [EARLIER, step("two", question("q"), show_if=rows(row("age", "contains", 3)))],
        "The comparison “contains” does not fit “How old?”. These do: “is”, “is not”, “is less than”, “is at most”, "
        "“is more than”, “is at least”, “is answered”, “is not answered”.",
        "Section “all” › Step “two” › Shown if › Comparison “How old? contains 3”",
    ),
    "years of an age": (
        [EARLIER, step("two", question("q"), show_if=rows(row("age", "older_than", "six")))],
        "The comparison “is more than” takes a number.",
        "Section “all” › Step “two” › Shown if › Comparison “How old? is more than six years”",
    ),
    "option": (
        [EARLIER, step("two", question("q"), show_if=rows(row("kin", "one_of", ["aunt", "cousin"])))],
        "“kin” has no option “cousin”.",
        "Section “all” › Step “two” › Shown if › Comparison “kin is one of aunt, cousin”",
    ),
    "the same label twice": (
        [EARLIER, step("two", question("q"), show_if=rows(row("other", "lt", 3)))],
        "The comparison “is less than” does not fit “Name” (other). These do: “is”, “is not”, “is one of”, “is none of”, "
        "“contains”, “is answered”, “is not answered”.",
        "Section “all” › Step “two” › Shown if › Comparison “Name is less than 3”",
    ),
    "nobody knows it": (
        [step("two", question("q", show_if=rows(row("gone", "answered"))))],
        "There is no question “gone”.",
        "Section “all” › Step “two” › Question “q” › Shown if › Comparison “gone is answered”",
    ),
    "in a group": (
        [ADULTS, step("two", question("q"), show_if=rows(row("adults.born", "before", "today")))],
        "“adults › born” has an answer for each of the group: choose in how many of them this must hold.",
        "Section “all” › Step “two” › Shown if › Comparison “adults › born is before today”",
    ),
    "counted": (
        [ADULTS, step("two", question("q"), show_if=rows(row("adults.born", "lt", 3, of="at_least", times=2)))],
        "The comparison “is less than” does not fit “adults › born”. These do: “is before”, “is after”, "
        "“is more years ago than”, “is fewer years ago than”, “is answered”, “is not answered”.",
        "Section “all” › Step “two” › Shown if › Comparison “in at least 2: adults › born is less than 3”",
    ),
    "never offered": (
        [
            EARLIER,
            step(
                "two",
                computed("c", values=[result("low", rows(row("age", "lt", 0))), result("high")]),
                question("q"),
            ),
        ],
        "“low” is never offered: its condition cannot hold.",
        "Section “all” › Step “two” › Computed value (for staff) “c” › Outcome “low” › When",
    ),
    "required and never shown": (
        [EARLIER, step("two", question("q", show_if=rows(row("age", "lt", 0))))],
        "“q” must be answered and is never asked: what it depends on cannot be.",
        "Section “all” › Step “two” › Question “q” › Shown if",
    ),
    "no group": (
        [EARLIER, step("two", slot("paper", per="age"))],
        "“How old?” is no group of an earlier step.",
        "Section “all” › Step “two” › Paper “paper” › One for each of the group",
    ),
    "never collected": (
        [step("two", question("q", label={"en": "Your SSN", "es": "Su número"}))],
        "“Your SSN” asks for something we never collect: a Social Security or taxpayer number.",
        "Section “all” › Step “two” › Question “Your SSN”",
    ),
    "empty": (
        [step("two", {**question("q"), "why": None})],
        "This does not fit here: Input should be a valid dictionary",
        "Section “all” › Step “two” › Question “q” › Why we ask",
    ),
}


@pytest.mark.parametrize(("steps", "said", "where"), SAID.values(), ids=SAID)
def test_a_finding_in_words(steps, said, where):
    assert told(*steps)[0] == (said, where)


@pytest.mark.parametrize(
    ("written", "english", "spanish"),
    [
        (row("age", "younger_than", 6), "How old? is less than 6 years", "¿Qué edad? es menos de 6 años"),
        (row("age", "older_than", 1), "How old? is more than 1 year", "¿Qué edad? es más de 1 año"),
        (row("age", "gt", 6), "How old? is more than 6", "¿Qué edad? es más de 6"),
        (row("adults.born", "older_than", 6, of="any"), "in any of them: adults › born is more years ago than 6", ""),
    ],
)
def test_years_of_an_age_are_said_otherwise_than_years_since_a_day(written, english, spanish):
    data = forms.form(EARLIER, ADULTS)
    assert Words(data).comparison(written) == english
    with override("es"):
        assert not spanish or Words(data).comparison(written) == spanish


def test_what_is_left_empty_is_named_as_the_page_has_it():
    bare = question("q")
    del bare["why"]
    assert told(step("two", bare)) == [("“Why we ask” is still empty.", "Section “all” › Step “two” › Question “q”")]
    assert told(step("two", bare), language="es") == [
        ("Falta llenar «Por qué preguntamos».", "Sección «all ES» › Paso «two ES» › Pregunta «q ES»")
    ]


def test_languages_go_by_their_names():
    half = question("q", label={"en": "Half"})
    assert told(step("two", half))[0][0] == "The text is missing in: Spanish."
    assert told(step("two", half), language="es")[0][0] == "Falta el texto en: Español."


@pytest.fixture
def form(db):
    steps = (EARLIER, step("two", question("q"), show_if=rows(row("kin", "is", "aunt"))))
    return importing.take_in(document.parse(forms.form(*steps)))


@pytest.fixture
def editora(client, db):
    """An editor whose admin speaks Spanish."""
    user = User.objects.create_user("editora", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    UserProfile.objects.create(user=user, preferred_language="es")
    client.force_login(user)
    return client


def unready(**texts):
    """Change the label of the age question and let the condition of step two name a question that is gone."""
    section = FormSection.objects.get()
    raw = section.steps.get_prep_value()
    raw[0]["value"]["items"][1]["value"]["label"] |= texts
    raw[1]["value"]["show_if"]["rows"][0]["value"] |= {"source": "gone"}
    section.steps = raw
    section.save_revision().publish()


def listed(page):
    """(sentence, place, address) of each finding on a page."""
    part = page.split('class="findings"')[1].split("</ul>")[0]
    found = re.findall(r'class="finding">(.*?)</span>\s*<a class="where" href="(.*?)".*?>(.*?)</a>', part, re.S)
    return [(said, where, address) for said, address, where in found]


def test_the_editor_the_release_and_the_preview_say_the_same_in_spanish(editora, form):
    unready(es="")
    section = FormSection.objects.get()
    at = "Sección «all ES» › Paso «one ES» › Pregunta «How old?»"
    row_at = "Sección «all ES» › Paso «two ES» › Se muestra si › Comparación «gone es aunt»"
    for address in (
        reverse("wagtailsnippets_intake_forms_formsection:edit", args=[section.pk]),
        reverse("form_release", args=[form.pk]),
        reverse("form_preview", args=[form.pk]),
    ):
        found = listed(editora.get(address).content.decode())
        assert [(said, where) for said, where, _ in found] == [
            ("Falta el texto en: Español.", at),
            ("No existe la pregunta «gone».", row_at),
        ]
        links = [link for _, _, link in found]
        assert all(f"/formsection/edit/{section.pk}/#:w:contentpath=steps." in link for link in links)
        assert links[0].endswith(".label.es")
        assert links[1].endswith(".source")


def test_a_stale_translation_names_its_text_and_leads_to_it(form):
    unready(en="Which age?")
    with override("es"):
        found = findings.find(compiling.data(IntakeForm.objects.get(), draft=True))[1]
    assert found[-1].message == "Español: no está al día, porque cambió el texto del que se tradujo."
    assert found[-1].place == "Sección «all ES» › Paso «one ES» › Pregunta «¿Qué edad?»"
    assert found[-1].url.endswith(".label.es")


def test_files_keep_paths_keys_and_english(editora):
    data = with_ten_mistakes()
    with override("es"):
        found = [str(each) for each in repair.examine(data)[1]]
    assert "sections[0].steps[1].show_if.rows[1]: 'let_in' has no option perhaps" in found

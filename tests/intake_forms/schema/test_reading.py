"""How hard texts are to read: the formulas, and which texts they are asked of."""

import pytest

from intake_forms.schema import document, lint, reading
from tests.intake_forms import forms
from tests.intake_forms.forms import computed, question, result, step

EASY = {
    "en": "We will call you. Then we read your papers with you. You can ask us all you want. You can stop at any time.",
    "es": "Le vamos a llamar. Luego leemos sus papeles con usted. Puede hacer todas las preguntas que quiera. Puede parar.",
}
HARD = {
    "en": "Notwithstanding the aforementioned considerations, applicants are required to demonstrate satisfactory "
    "documentation establishing their relationship to the unaccompanied minor prior to authorization of any release.",
    "es": "No obstante las consideraciones anteriormente mencionadas, los solicitantes deberán proporcionar documentación "
    "satisfactoria que demuestre fehacientemente su parentesco con el menor no acompañado previamente a la autorización.",
}


@pytest.mark.parametrize(
    ("word", "number"),
    [("child", 1), ("families", 3), ("immigration", 4), ("little", 2), ("asked", 1), ("needed", 2), ("places", 2)],
)
def test_english_syllables(word, number):
    assert reading.english_syllables(word) == number


@pytest.mark.parametrize(
    ("word", "number"),
    [("huellas", 2), ("identificación", 6), ("río", 2), ("aéreo", 4), ("que", 1), ("y", 1), ("hoy", 1), ("ahora", 3)],
)
def test_spanish_syllables(word, number):
    assert reading.spanish_syllables(word) == number


def test_the_formulas_are_those_of_their_sources():
    # 10 words in 2 sentences; 12 syllables in English, 19 in Spanish, counted by hand.
    english, spanish = (
        "We read your papers. You can ask us many things.",
        "Leemos sus papeles. Puede pedir su cita con nosotros hoy.",
    )
    assert reading.counts(english, reading.english_syllables) == (2, 10, 12)
    assert reading.grade(english) == pytest.approx(0.39 * 5 + 11.8 * 1.2 - 15.59)
    assert reading.counts(spanish, reading.spanish_syllables) == (2, 10, 19)
    assert reading.ease(spanish) == pytest.approx(206.84 - 60 * 1.9 - 1.02 * 5)


def told(*items, **more):
    data = forms.form(step("one", *items), **more)
    return [(each.level, each.code, each.path) for each in lint.faults(document.parse(data))]


AT = "sections[0].steps[0].items[0]"


def test_a_hard_text_is_a_warning_in_each_language_and_an_easy_one_is_none():
    assert told(question("q", hint=EASY)) == []
    assert told(question("q", hint=HARD)) == [
        ("warning", "reading_level", f"{AT}.hint.en"),
        ("warning", "reading_level", f"{AT}.hint.es"),
    ]
    assert told(question("q", hint={**EASY, "es": HARD["es"]})) == [("warning", "reading_level", f"{AT}.hint.es")]


def test_notices_and_agreements_of_law_may_be_a_little_harder():
    # Between grade 6 and 8: the same as a plain text is too hard.
    notice = "By law, our staff must make a report if they believe that a child is hurt. "
    notice += "We tell everybody about it before anything else happens."
    texts = {"en": notice, "es": EASY["es"]}
    note = {"kind": "content", "key": "told", "style": "note", "body": texts}
    assert told(note, question("q", "consent", body=texts)) == []
    assert told({**note, "style": "plain"}) == [("warning", "reading_level", f"{AT}.body.en")]


def test_short_texts_are_not_measured():
    short = {"en": "Unaccompanied minor's documentation authorization", "es": "Autorización de documentación del menor"}
    assert told(question("q", label=short)) == []


def test_facts_of_the_site_numbers_and_addresses_are_no_words():
    assert reading.counts("Call [[phone]] or 1-800-203-7001, see https://www.acf.hhs.gov/orr.", len).words == 3


def test_lines_of_a_list_are_sentences():
    assert reading.counts("Bring:\n\n- your card\n- your key", len).sentences == 3


def test_what_only_staff_read_and_languages_without_a_formula_are_left_alone():
    assert told(question("q"), computed("c", label=HARD, values=[result("x")])) == []
    texts = forms.form(step("one", question("q", hint={"fr": HARD["en"]})))

    def french(part):
        if isinstance(part, dict):
            return (
                {"fr": next(iter(part.values()))}
                if {"en", "es"} & set(part)
                else {k: french(v) for k, v in part.items()}
            )
        return [french(each) for each in part] if isinstance(part, list) else part

    data = {**french(texts), "languages": ["fr"]}
    assert [each for each in lint.faults(document.parse(data)) if each.code == "reading_level"] == []


def test_pages_around_the_form_are_read_too():
    page = {"title": forms.text("a page"), "body": HARD}
    assert [path for _, _, path in told(question("q"), start=page)] == ["start.body.en", "start.body.es"]

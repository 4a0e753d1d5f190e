"""What a form never asks for, by its names in keys and labels; and what only sounds alike."""

import pytest

from intake_forms.schema import document, lint
from intake_forms.schema.never_collect import LIST, asked, named
from tests.intake_forms import forms
from tests.intake_forms.forms import computed, group, question, result, slot, step

ASKED = {
    "immigration status": [
        "What is your immigration status?", "¿Cuál es su estatus migratorio?", "Situación migratoria de la familia",
        "Are you a U.S. citizen?", "Green card", "¿Es residente permanente?", "Legal status in this country",
        "Do you have papers?", "Does the sponsor have legal papers?", "¿Tiene papeles?", "¿Tiene usted papeles migratorios?",
        "¿Es ciudadano?", "¿Es usted ciudadana?", "¿Es usted residente legal?", "Are you a lawful resident?",
    ],
    "an A-number": [
        "A-number", "A‑Number", "Your A number", "Alien registration number", "A# (if any)", "Número A (del niño)",
        "Número de extranjero", "Child's A-number", "A Number", "A Number (if any)", "Alien #", "USCIS number", "USCIS #",
        "Número de A", "Número de A:", "Número de USCIS",
    ],
    "a Social Security or taxpayer number": [
        "SSN", "Social Security number", "ITIN, if you have one", "Número de Seguro Social", "SEGURIDAD SOCIAL",
        "Taxpayer identification number",
    ],
    "a visa, or when, where and how somebody came into the country": [
        "Type of visa", "Date of entry", "When did you enter the United States?", "How did the child get here?",
        "¿Cuándo entró al país?", "¿Cómo viajó el niño?", "Ruta de viaje", "Did you pay a smuggler?", "Nombre del coyote",
        "Who came to the US with you?", "¿Por dónde cruzó la frontera?",
        "When did you arrive in the United States?", "When did the child arrive in the U.S.?", "Date of arrival in this country",
        "¿Cuándo llegó a Estados Unidos?", "¿En qué fecha llegó usted a EE. UU.?", "¿Cuándo llegó su hijo al país?",
        "¿Cuándo entró usted a los Estados Unidos?",
    ],
    "country of birth or nationality": [
        "Country of birth", "Nationality", "País de origen", "Nacionalidad", "¿En qué país nació?", "Lugar de nacimiento",
        "Where were you born?",
    ],
    "criminal history": [
        "Criminal record", "Have you ever been arrested?", "¿Tiene antecedentes penales?", "Convictions",
        "¿Ha estado en la cárcel?",
    ],
    "religion": ["Religion", "Religión", "Religious beliefs"],
    "trauma, abuse, trafficking or health": [
        "Has the child suffered abuse?", "Trauma", "¿Fue víctima de trata de personas?", "Health condition",
        "Problemas de salud del niño", "¿Toma medicamentos?", "Enfermedades", "Diagnóstico",
    ],
    "the name of an employer": ["Employer's name", "Nombre de su empleador", "Where do you work?", "¿Dónde trabaja usted?"],
    "bank details": ["Bank account", "Credit card number", "Número de cuenta", "Tarjeta de débito", "Routing number"],
    "the address of a shelter": ["Address of the shelter", "Dirección del albergue", "Shelter address", "Where is the shelter?"],
    "an exact place": ["GPS", "Your exact location", "Ubicación exacta"],
    "social-media accounts": ["Social media accounts", "Facebook", "Redes sociales", "Usuario de Instagram"],
    "an IP address": ["IP address", "Dirección IP"],
    "a child's date of birth": [
        "Child's date of birth", "Fecha de nacimiento del niño o la niña", "When was the child born?", "Birthday of the child",
    ],
}  # fmt: skip
FINE = [
    "A number where we can reach you", "Escriba su número a continuación", "What's a number we can call?", "Phone number",
    "Can you come to us on Monday?", "How did you get to know us?", "¿Cómo llegó a nuestra página?", "How will you get here?",
    "Name of the shelter or program, if you know it", "Nombre del albergue o programa, si lo sabe", "Proof of income",
    "Comprobante de ingresos", "Letter from your employer", "Proof of where you live", "Comprobante de domicilio",
    "Child's birth certificate", "Acta de nacimiento del niño", "Your photo ID (front and back)", "Age", "¿Qué edad tiene?",
    "How old is the child?", "Have you received the packet?", "Status of the packet", "Fecha de la cita", "Visitors", "Visage",
    "Número de personas adultas", "Has the background check been scheduled?", "Do you want to talk with a lawyer?",
    "Is there anything we should know to make the visit easier (for example: wheelchair, hearing)?", "Your address", "Itinerary",
    "Where is the child now?", "¿Dónde está el niño o la niña ahora?", "Country code", "Which language do you speak best?",
    "Do you have papers that show where you live?", "Do you have the papers with you?", "¿Tiene papeles que digan dónde vive?",
    "¿Tiene los papeles del niño?", "When will you arrive?", "When did the papers arrive?", "¿Cuándo llegó la carta?",
    "¿A qué hora llegó a la cita?", "Are you a resident of Alameda County?", "¿Es residente del condado?", "A number of adults",
    "Número de apartamento", "A number to call:",
    "Who coordinates the visit?", "Court order of guardianship or custody", "Comuníquese con nosotros", "Who works for you?",
    "Would you like information about health, school or food?", "City", "In which county do you live?", "Your date of birth",
]  # fmt: skip


@pytest.mark.parametrize(("what", "label"), [(what, label) for what, labels in ASKED.items() for label in labels])
def test_a_label_that_names_something_on_the_list(what, label):
    assert named(label), label
    expected = next(each for each in LIST if each.what == what)
    assert named(label) == expected


def test_everything_on_the_list_is_tried():
    assert set(ASKED) == {each.what for each in LIST}


@pytest.mark.parametrize("label", FINE)
def test_a_label_that_only_sounds_alike(label):
    assert named(label) is None


@pytest.mark.parametrize(
    "key",
    [
        "ssn",
        "sponsor_ssn",
        "a_number",
        "immigration_status",
        "employer",
        "visa_type",
        "birth_country",
        "ip",
        "gps",
        "child_dob",
    ],
)
def test_a_key_that_names_something_on_the_list(key):
    assert named(key.replace("_", " "), key=True)


@pytest.mark.parametrize(
    "key",
    ["employer_letter", "zip", "itinerary", "phone", "child_age", "status", "session", "bus_route", "shelter_name"],
)
def test_a_key_that_only_sounds_alike(key):
    assert named(key.replace("_", " "), key=True) is None


def told(*items):
    found = lint.faults(document.parse(forms.form(step("one", *items))))
    return [(each.path.removeprefix("sections[0].steps[0]."), each.level, each.code) for each in found]


def test_questions_slots_groups_and_computed_values_are_looked_at_in_both_languages():
    spanish = {"en": "A question", "es": "¿Cuál es su estatus migratorio?"}
    assert told(question("q", label=spanish)) == [("items[0].label", "error", "never_collect")]
    assert told(slot("ssn")) == [("items[0].key", "error", "never_collect")]
    assert told(group("people", question("religion"))) == [("items[0].items[0].key", "error", "never_collect")]
    assert told(question("q"), computed("c", label=spanish, values=[result("x")])) == [
        ("items[1].label", "error", "never_collect")
    ]


OTHER = {"value": "b", "label": forms.text("b")}
ASKS = {"en": "Write it whole.", "es": "Escriba también su estatus migratorio."}


@pytest.mark.parametrize(
    ("item", "place"),
    [
        (question("q", hint=ASKS), "hint"),
        (question("q", why=ASKS), "why"),
        (question("q", missing=ASKS), "missing"),
        (slot("q", hint=ASKS), "hint"),
        (group("q", question("one"), add=ASKS), "add"),
        (question("q", "choice", options=[{"value": "a", "label": ASKS}, OTHER]), "options[0].label"),
        (
            question("q", "choice", options=[{"value": "a", "label": forms.text("a"), "hint": ASKS}, OTHER]),
            "options[0].hint",
        ),
    ],
    ids=["hint", "why", "missing", "of a paper", "of a group", "option", "hint of an option"],
)
def test_what_a_question_says_beside_its_label_is_looked_at(item, place):
    assert told(item) == [(f"items[0].{place}", "error", "never_collect")]


@pytest.mark.parametrize(
    "text",
    [
        "Do not write about immigration status or how the child travelled here.",
        "We don't ask for your Social Security number.",
        "No escriba sobre estatus migratorio ni sobre cómo viajó el niño o la niña.",
        "Sin su número de seguro social, por favor.",
    ],
)
def test_a_sentence_may_say_that_it_is_not_asked(text):
    assert asked(text) is None
    assert asked(f"{text} Write your nationality.").what == "country of birth or nationality"


def test_texts_and_what_a_consent_says_may_speak_of_it():
    speaks = {"en": "Do not write your immigration status.", "es": "No escriba su estatus migratorio."}
    content = {"kind": "content", "key": "note", "body": speaks}
    accepts = [{"key": "green_card", "label": {"en": "Green card", "es": "Tarjeta de residente permanente"}}]
    assert not told(
        content, question("q", hint=speaks), question("c", "consent", label=speaks), slot("photo", accepts=accepts)
    )


def test_a_childs_date_of_birth_is_a_warning_for_later_forms_may_need_it():
    assert told(question("child_born", "date")) == [("items[0].key", "warning", "never_collect")]


def test_an_item_is_told_once():
    assert len(told(question("ssn", label={"en": "SSN", "es": "Seguro social"}))) == 1

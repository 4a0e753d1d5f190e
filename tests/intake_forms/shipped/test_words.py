"""The words of the shipped forms: how hard they are to read, what they never say, and what is never asked."""

import re
import sys
from pathlib import Path

import pytest

from intake_forms.schema import never_collect, reading
from tests.intake_forms import forms

ROOT = Path(__file__).resolve().parents[3]
MOST_WORDS = 25
KEYS = ("pre-appointment", "packet")
#: Words that the glossary has others for, both genders squeezed into one, and whoever is spoken to like a child.
NEVER_IN_SPANISH = re.compile(
    r"\baplicaci|\w\((?:a|as)\)|\w[@]\w|\b(?:tú|tu|tus|contigo|tienes|puedes|quieres|debes|necesitas|guardi[aá]n)\b",
    re.I,
)
NEVER_IN_ENGLISH = re.compile(r"\b(?:confidential|never shared|safe to use)\b", re.I)


@pytest.mark.parametrize("key", KEYS)
def test_every_text_is_easy_to_read(key):
    assert list(reading.faults(forms.shipped(key))) == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("longest", [sys.maxsize, reading.FEWEST_WORDS], ids=["everything", "short texts alone"])
def test_every_page_is_easy_to_read(key, longest):
    """Labels and hints are too short to be measured one by one: together they are not."""
    hard = [
        (step, language, found.value)
        for step, language, text, legal in reading.pages(forms.shipped(key), longest=longest)
        if (found := reading.too_hard(text, language, legal=legal))
    ]
    assert hard == []


@pytest.mark.parametrize("key", KEYS)
def test_no_sentence_is_long(key):
    said = [sentence for _, text, _ in reading.texts(forms.shipped(key)) for one in text.values()
            for sentence in re.split(r"(?<=[.!?:;])\s|\n+", one)]  # fmt: skip
    assert [sentence for sentence in said if len(sentence.split()) > MOST_WORDS] == []


@pytest.mark.parametrize("key", KEYS)
def test_the_words_are_those_of_the_glossary(key):
    said = [text for _, text, _ in reading.texts(forms.shipped(key))]
    assert [text["es"] for text in said if NEVER_IN_SPANISH.search(text["es"])] == []
    assert [text["en"] for text in said if NEVER_IN_ENGLISH.search(text["en"])] == []


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_asked_that_is_never_collected(key):
    assert list(never_collect.faults(forms.shipped(key))) == []


#: One line with one thing in it, which nobody writes a story into.
NARROW = {"city", "program_name", "sponsor_reference"}


@pytest.mark.parametrize("key", KEYS)
def test_where_anything_can_be_written_stands_what_not_to_write(key):
    form = forms.shipped(key)
    items = [*form.item_by_key.values(), *(inner for group in form.groups.values() for inner in group.items)]
    free = [item for item in items if item.kind in ("short_text", "long_text") and item.key not in NARROW]
    assert free
    for item in free:
        assert "Do not write about immigration status" in item.hint["en"], item.key
        assert "No escriba sobre estatus migratorio" in item.hint["es"], item.key
        assert item.max_length <= 500


def test_no_template_has_an_input_for_what_is_never_collected():
    found = []
    for path in sorted(ROOT.glob("*/templates/**/*.html")):
        for name in re.findall(
            r'<(?:input|select|textarea)\b[^>]*?\bname="([a-z_]+)"', path.read_text(encoding="utf-8")
        ):
            if never_collect.named(name.replace("_", " "), key=True):
                found.append((path.name, name))
    assert found == []


@pytest.mark.parametrize(
    ("key", "says", "never"),
    [
        ("packet", "con copia de la identificación de quien la firma", "con copia de su identificación"),
        ("packet", "Llámenos y díganos qué prefiere: [[phone]].", "abogado. Díganos qué prefiere"),
        ("pre-appointment", "Si todavía no tiene cita, nos comunicamos con usted", "para acordar la cita"),
        ("pre-appointment", "Conteste por esa persona, no por usted.", "Conteste todo por"),
    ],
    ids=["whose copy", "where to say it", "an appointment may stand", "a helper answers for another"],
)
def test_it_is_said_of_whom_and_what_to_do(key, says, never):
    said = " ".join(text["es"] for _, text, _ in reading.texts(forms.shipped(key)))
    assert says in " ".join(said.split())
    assert never not in " ".join(said.split())

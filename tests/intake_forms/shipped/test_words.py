"""The words of the shipped forms: how hard they are to read, what they never say, and what is never asked.

English by Flesch-Kincaid, Spanish by Fernández-Huerta (Medidas sencillas de lecturabilidad, 1959, with the mended second term):
206.84 - 60 syllables per word - 1.02 words per sentence. Texts of twenty words and more are measured, as in ``reading``.
"""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from intake_forms.schema import never_collect, reading
from intake_forms.schema.agreements import Agreement
from intake_forms.schema.kinds.content import Content
from tests.intake_forms import forms

ROOT = Path(__file__).resolve().parents[3]
GRADE, LEGAL_GRADE, EASE, LEGAL_EASE, MOST_WORDS = 6, 8, 75, 65, 25
KEYS = ("pre-appointment", "packet")
#: Words that the glossary has others for, both genders squeezed into one, and whoever is spoken to like a child.
NEVER_IN_SPANISH = re.compile(
    r"\baplicaci|\w\((?:a|as)\)|\w[@]\w|\b(?:tú|tu|tus|contigo|tienes|puedes|quieres|debes|necesitas|guardi[aá]n)\b",
    re.I,
)
NEVER_IN_ENGLISH = re.compile(r"\b(?:confidential|never shared|safe to use)\b", re.I)


def ease(text):
    found = reading.counts(text, reading.spanish_syllables)
    return 206.84 - 60 * found.syllables / found.words - 1.02 * found.words / found.sentences


def texts(part, legal=False):
    """Every text in a part of a document, and whether it is a notice or an agreement of law."""
    if isinstance(part, BaseModel):
        legal = isinstance(part, Agreement) or (isinstance(part, Content) and part.style != "plain")
        for name in type(part).model_fields:
            yield from texts(getattr(part, name), legal)
    elif isinstance(part, tuple):
        for member in part:
            yield from texts(member, legal)
    elif isinstance(part, dict) and set(part) == {"en", "es"}:
        yield part, legal
    elif isinstance(part, dict):
        for member in part.values():
            yield from texts(member, legal)


@pytest.mark.parametrize("key", KEYS)
def test_every_text_is_easy_to_read(key):
    hard = []
    for text, legal in texts(forms.shipped(key)):
        if reading.counts(text["en"], len).words >= reading.FEWEST_WORDS:
            found = reading.grade(text["en"])
            hard += [(found, text["en"])] if found > (LEGAL_GRADE if legal else GRADE) else []
        if reading.counts(text["es"], len).words >= reading.FEWEST_WORDS:
            found = ease(text["es"])
            hard += [(found, text["es"])] if found < (LEGAL_EASE if legal else EASE) else []
    assert hard == []


@pytest.mark.parametrize("key", KEYS)
def test_no_sentence_is_long(key):
    said = [sentence for text, _ in texts(forms.shipped(key)) for one in text.values()
            for sentence in re.split(r"(?<=[.!?:;])\s|\n+", one)]  # fmt: skip
    assert [sentence for sentence in said if len(sentence.split()) > MOST_WORDS] == []


@pytest.mark.parametrize("key", KEYS)
def test_the_words_are_those_of_the_glossary(key):
    said = [text for text, _ in texts(forms.shipped(key))]
    assert [text["es"] for text in said if NEVER_IN_SPANISH.search(text["es"])] == []
    assert [text["en"] for text in said if NEVER_IN_ENGLISH.search(text["en"])] == []


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_asked_that_is_never_collected(key):
    assert list(never_collect.faults(forms.shipped(key))) == []


def test_no_template_has_an_input_for_what_is_never_collected():
    found = []
    for path in sorted(ROOT.glob("*/templates/**/*.html")):
        for name in re.findall(
            r'<(?:input|select|textarea)\b[^>]*?\bname="([a-z_]+)"', path.read_text(encoding="utf-8")
        ):
            if never_collect.named(name.replace("_", " "), key=True):
                found.append((path.name, name))
    assert found == []

"""The four words: which there are, and which slips of the pen do no harm."""

import math
import unicodedata

import pytest

from intake_forms.privacy import words
from intake_forms.schema import languages


@pytest.mark.parametrize("language", ["en", "es"])
def test_four_letters_without_accents_tell_the_words_of_a_list_apart(language):
    listed = words.words(language)
    assert len({words.fold([word]) for word in listed}) == len(listed)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_lists_are_long_enough(language):
    assert math.perm(len(words.words(language)), words.COUNT) > 2**42


#: Of the way here and of detention; arms and violence; insults; the body, illness and death; family and loss.
HARD = {
    "en": """ice train border police prison cage search release badge tunnel kidnap trigger gun soldier catch chase attack
        strike garbage lazy race organ symptom demise mother child brother foster abandon exclude sentence misery""",
    "es": """bestia tren hielo refugio policía jaula alambre rescate túnel bomba batalla ataque espada fianza tonto bobo moreno
        hembra bozal ahogo cáncer morir recaer niño hijo bebé madre cuna adoptar anular rechazo olvido llorar""",
}


@pytest.mark.parametrize(("language", "hard"), HARD.items())
def test_no_family_has_to_read_such_a_word(language, hard):
    assert not set(hard.split()) & set(words.words(language))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_left_out_is_one_of_the_list(language):
    from mnemonic import Mnemonic

    known = languages.known()[language]
    left_out = (known.folder / "words_left_out.txt").read_text(encoding="utf-8").split()
    listed = {unicodedata.normalize("NFC", word) for word in Mnemonic(known.words).wordlist}
    assert left_out
    assert set(left_out) <= listed
    assert not set(left_out) & set(words.words(language))


def test_a_language_without_a_list_gets_english_words():
    assert words.words("quc") == words.words("en")


def test_four_words_are_given_from_the_list():
    given = words.new_words("es")
    assert len(given) == 4
    assert set(given) <= set(words.words("es"))


def test_words_are_not_given_out_twice():
    assert len({tuple(words.new_words("en")) for _ in range(50)}) == 50


SALT = b"s" * 16
GIVEN = ["árbol", "ñandú", "camino", "élite"]


@pytest.mark.parametrize(
    "typed",
    [
        ["árbol", "ñandú", "camino", "élite"],
        ["arbol", "nandu", "camino", "elite"],
        ["ÁRBOL", "Ñandú", "CAMINO", "Elite"],
        ["arbo", "nand", "cami", "elit"],
        ["arboles", "nandues", "camión", "elitista"],
        ["a\u0301rbol", "n\u0303andu\u0301", "camino", "e\u0301lite"],
        [" árbol ", "ñandú.", "«camino»", "élite,"],
    ],
)
def test_slips_that_do_no_harm(typed):
    assert words.hash_words(typed, SALT) == words.hash_words(GIVEN, SALT)


@pytest.mark.parametrize(
    "typed",
    [
        [],
        ["árbol", "ñandú", "camino"],
        ["ñandú", "árbol", "camino", "élite"],
        ["árbol", "ñandú", "camino", "élite", "más"],
        ["árb", "ñandú", "camino", "élite"],
        ["árbolñandúcaminoélite"],
    ],
)
def test_words_that_are_not_the_right_ones(typed):
    assert words.hash_words(typed, SALT) != words.hash_words(GIVEN, SALT)


@pytest.fixture(autouse=True)
def cheap_words():
    """Not here: the cost is the product's."""


def test_trying_words_costs_what_it_must():
    assert words.hash_words(GIVEN, SALT).hex() == "5b3058324a9f410fd98e2e4d3d0d17797cdf5d304fbf93d7d1192cbb95f8d6cc"


def test_the_same_words_of_two_cases_are_stored_differently():
    assert words.hash_words(GIVEN, SALT) != words.hash_words(GIVEN, b"t" * 16)


def test_no_word_is_given_twice(monkeypatch):
    monkeypatch.setattr(words, "words", lambda language: ("sol", "mar", "pan", "luz"))
    assert sorted(words.new_words("es")) == ["luz", "mar", "pan", "sol"]

"""How hard a text is to read, and which of a form's are harder than they should be.

English: the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers, Chissom: Derivation of new readability formulas for Navy
enlisted personnel, 1975), 0.39 words per sentence + 11.8 syllables per word - 15.59. Spanish: the perspicuity of Szigriszt
Pazos (Sistemas predictivos de legibilidad del mensaje escrito, 1993), 206.835 - 62.3 syllables per word - words per sentence,
read on the INFLESZ scale (Barrio-Cantalejo and others, 2008), on which 65 is where "fairly easy" begins. The limits are the
project's: grade 6 and 65. A formula is a smoke alarm, not a judge: it warns and stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from intake_forms.schema.document import Form, RuleSet
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.kinds.computed import Computed

#: The formulas were made on passages of a hundred words. Below twenty, one long word that cannot be avoided ("appointment",
#: "identificación") moves the result by a grade or more, so labels and short hints are not measured.
FEWEST_WORDS = 20
GRADE_AT_MOST = 6.0
EASE_AT_LEAST = 65.0

#: What is not read as words: facts of the site, addresses, numbers.
_NOT_WORDS = re.compile(r"\[\[\w+\]\]|https?://\S+|\S*\d\S*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:;]+(?=\s|$|[»”\")])|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_RUNS = re.compile(r"[aeiouáéíóúü]+|\by\b")
#: Vowels that are a syllable of their own; i, u and ü without an accent glide to the next.
_STRONG = re.compile(r"[aeoáéíóú]")


class Counts(NamedTuple):
    """How much of each a text has."""

    sentences: int
    words: int
    syllables: int


def counts(text: str, syllables: Callable[[str], int]) -> Counts:
    """Sentences, words and syllables of a text. A line of a list counts as a sentence."""
    plain = _NOT_WORDS.sub(" ", text)
    found = [_WORD.findall(sentence) for sentence in _SENTENCE_END.split(plain)]
    spoken = [words for words in found if words]
    return Counts(
        len(spoken), sum(map(len, spoken)), sum(syllables(word.lower()) for words in spoken for word in words)
    )


@lru_cache(maxsize=4096)
def english_syllables(word: str) -> int:
    """How many syllables an English word has, by its spelling: within one of the truth for nearly all words."""
    groups = len(_VOWELS.findall(word))
    if re.search(r"[^aeiouyl]e$|[^aeiou]es$|[^aeioutd]ed$|[aeiou]le$", word) and not re.search(
        r"(?:[sxz]|[cs]h|[cg])es$", word
    ):
        groups -= 1
    # Two vowels that are said apart: "appreciate", "riot", "being".
    groups += len(re.findall(r"[^ctsgx]ia|io(?!n|us)|eing|ying", word))
    return max(groups, 1)


@lru_cache(maxsize=4096)
def spanish_syllables(word: str) -> int:
    """How many syllables a Spanish word has: by its vowels, glides counted with their neighbour."""
    return max(sum(max(len(_STRONG.findall(run)), 1) for run in _RUNS.findall(word)), 1)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of an English text: the school year in the United States in which it is read with ease."""
    found = counts(text, english_syllables)
    return 0.39 * found.words / found.sentences + 11.8 * found.syllables / found.words - 15.59 if found.words else 0.0


def ease(text: str) -> float:
    """The perspicuity of a Spanish text, 0 (hard) to 100 (easy), as the INFLESZ scale reads it."""
    found = counts(text, spanish_syllables)
    return 206.835 - 62.3 * found.syllables / found.words - found.words / found.sentences if found.words else 100.0


def faults(form: Form) -> Iterator[Fault]:
    """A warning for each text that the public reads and that is harder than it should be."""
    for path, text in _texts(form, ""):
        for language, written in text.items():
            if written.count(" ") + written.count("\n") + 1 < FEWEST_WORDS:
                continue
            yield from _judged(written, language, f"{path}.{language}")


def _judged(text: str, language: str, path: str) -> Iterator[Fault]:
    spoken = language.partition("-")[0]
    if spoken not in ("en", "es") or counts(text, len).words < FEWEST_WORDS:
        return
    if spoken == "en" and (found := round(grade(text), 1)) > GRADE_AT_MOST:
        more = {"value": str(found), "limit": f"{GRADE_AT_MOST:.0f}"}
        yield fault(path, "reading_level:grade", language=language, **more)
    if spoken == "es" and (found := round(ease(text))) < EASE_AT_LEAST:
        more = {"value": str(found), "limit": f"{EASE_AT_LEAST:.0f}"}
        yield fault(path, "reading_level:ease", language=language, **more)


def _texts(part: Any, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in a part of a document with its path, whatever kind it is in; those for staff only left out."""
    if isinstance(part, BaseModel) and not isinstance(part, (Computed, RuleSet)):
        # What was not written is the product's own.
        for name in type(part).model_fields:
            if name in part.model_fields_set:
                yield from _texts(getattr(part, name), f"{path}.{name}" if path else name)
    elif isinstance(part, tuple):
        for number, member in enumerate(part):
            yield from _texts(member, f"{path}[{number}]")
    elif isinstance(part, dict) and part and all(isinstance(value, str) for value in part.values()):
        yield path, part

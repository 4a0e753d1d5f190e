"""How hard a text is to read, and which of a form's are harder than they should be.

English: the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers, Chissom: Derivation of new readability formulas for Navy
enlisted personnel, 1975), 0.39 words per sentence + 11.8 syllables per word - 15.59. Spanish: the ease of Fernández-Huerta
(Medidas sencillas de lecturabilidad, 1959, with the mended second term), 206.84 - 60 syllables per word - 1.02 words per
sentence. The limits are the project's: grade 6 and 75; for notices and agreements of law 8 and 65. A formula is a smoke
alarm, not a judge: in a form that is written it warns and stops nothing; the tests hold the texts that come with the product
to it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from intake_forms.schema.agreements import Agreement
from intake_forms.schema.document import Form, places
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.content import Content

#: The formulas were made on passages of a hundred words. Below twenty, one long word that cannot be avoided ("appointment",
#: "identificación") moves the result by a grade or more, so labels and short hints are not measured.
FEWEST_WORDS = 20
GRADE_AT_MOST, LEGAL_GRADE_AT_MOST = 6.0, 8.0
EASE_AT_LEAST, LEGAL_EASE_AT_LEAST = 75.0, 65.0

#: What is not read as words: facts of the site, addresses, numbers.
_NOT_WORDS = re.compile(r"\[\[\w+\]\]|\]\(/\S*\)|https?://\S+|\S*\d\S*")
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
    """How easy a Spanish text is by Fernández-Huerta, 0 (hard) to 100 (easy)."""
    found = counts(text, spanish_syllables)
    if not found.words:
        return 100.0
    return 206.84 - 60 * found.syllables / found.words - 1.02 * found.words / found.sentences


class TooHard(NamedTuple):
    """What a formula says of a text, and the limit that it is beyond."""

    measure: str
    value: float
    limit: float


@lru_cache(maxsize=8192)
def too_hard(text: str, language: str, *, legal: bool = False) -> TooHard | None:
    """What is wrong with a text; None for one easy enough, too short to measure, or in a language without a formula.

    Remembered: while a form is edited nearly all its texts are judged again and again.
    """
    if counts(text, len).words < FEWEST_WORDS:
        return None
    if language == "en":
        value, limit = round(grade(text), 1), LEGAL_GRADE_AT_MOST if legal else GRADE_AT_MOST
        return TooHard("grade", value, limit) if value > limit else None
    if language == "es":
        value, limit = round(ease(text), 1), LEGAL_EASE_AT_LEAST if legal else EASE_AT_LEAST
        return TooHard("ease", value, limit) if value < limit else None
    return None


def pages(form: Form, *, longest: int = sys.maxsize) -> Iterator[tuple[str, str, str, bool]]:
    """Each step with all it says, short texts too, as one text: its key, the language, the text, and whether it is of law.

    ``longest``: only texts of fewer words than that.
    """
    for _path, step in places(form):
        said: dict[tuple[str, bool], list[str]] = {}
        for _place, text, legal in texts(step):
            for language, written in text.items():
                if counts(written, len).words < longest:
                    said.setdefault((language, legal), []).append(written)
        yield from ((step.key, language, "\n".join(parts), legal) for (language, legal), parts in said.items())


def faults(form: Form) -> Iterator[Fault]:
    """A warning for each text that the public reads and that is harder than it should be."""
    for path, text, legal in texts(form):
        for language, written in text.items():
            found = too_hard(written, language.partition("-")[0], legal=legal)
            if found:
                more = {"value": f"{found.value:.0f}" if found.measure == "ease" else str(found.value)}
                more["limit"] = f"{found.limit:.0f}"
                yield fault(f"{path}.{language}", f"reading_level:{found.measure}", language=language, **more)


def texts(part: Any, path: str = "", legal: bool = False) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Every text in a part of a document: its path, itself, and whether it is of law. Those for staff only are left out."""
    if isinstance(part, BaseModel) and not isinstance(part, Computed):
        legal = isinstance(part, Agreement) or (isinstance(part, Content) and part.style != "plain")
        # What was not written is the product's own.
        written = part.model_fields_set
        for name, member in part:
            if name in written:
                yield from texts(member, f"{path}.{name}" if path else name, legal)
    elif isinstance(part, tuple):
        for number, member in enumerate(part):
            yield from texts(member, f"{path}[{number}]", legal)
    elif isinstance(part, dict) and part and all(isinstance(value, str) for value in part.values()):
        yield path, part, legal

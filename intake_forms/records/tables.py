"""Two tables that are data, not code: the statuses of a case and the verdicts on a paper, with the sponsor's words for each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from django.utils.functional import lazy
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from intake_forms.schema import languages
from intake_forms.schema.document import Form
from intake_forms.schema.items import Fact

_HERE = Path(__file__).parent
#: One text, by language.
Texts = Annotated[dict[str, str], Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Over(_Row):
    """What a status says once the appointment is over."""

    sentence: Texts
    action: Texts


class Bring(_Row):
    """What to bring to an appointment where no form asks for papers, and where that comes from."""

    text: Texts
    fact: Fact


class StatusText(_Row):
    """A status as the sponsor reads it: its name, what it means, and the one thing to do now with where that leads."""

    name: Texts
    sentence: Texts
    action: Texts
    leads_to: Literal["form", "papers", "appointment", "messages"]
    #: What to do, by message, where what it leads to is not there.
    without: Texts | None = None
    #: What is said, and what there is to do by message, once the appointment it speaks of is over.
    over: Over | None = None
    #: What to bring to the appointment it speaks of.
    bring: Bring | None = None
    #: What is said while nobody works on what is sent.
    away: Texts | None = None
    #: Whether it leaves the sponsor nothing to do, as far as the status goes.
    idle: bool = False
    #: Whether it is a step that lies ahead of every case, rather than one that may happen.
    on_the_road: bool = False


class Verdict(_Row):
    """What staff say of a paper, and the message that the sponsor reads; ``asks``: a reason to ask for it again."""

    name: Texts
    message: Texts
    asks: bool = False


@cache
def statuses() -> dict[str, StatusText]:
    """Every status by its key, in the order of the road."""
    return TypeAdapter(dict[str, StatusText]).validate_python(_read("statuses.yaml"))


@cache
def verdicts() -> dict[str, Verdict]:
    """Every verdict by its key."""
    return TypeAdapter(dict[str, Verdict]).validate_python(_read("verdicts.yaml"))


def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))


def spoken(texts: Texts, language: str | None = None) -> str:
    """A text in a language, the one of the moment when none is named; what stands in for it where it lacks that."""
    wanted = language or get_language() or "en"
    best = languages.best(wanted, texts)
    languages.note(wanted, best, [texts[best]])
    return texts[best]


def _status_name(key: str) -> str:
    return spoken(statuses()[key].name)


#: A status's name, in the language of the moment it is read.
status_name = lazy(_status_name, str)


def language_of(form: Form) -> str:
    """The language of the page where the form has it, else what stands in for it."""
    wanted = get_language() or "en"
    best = languages.best(wanted, form.languages)
    if best != wanted:
        languages.note(wanted, best, form.texts.get(best, ()))
    return best

"""Why a file was rejected or held: a table that is data, with a sentence for its sender and one for staff."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from intake_forms.records.tables import Texts, spoken
from intake_forms.records.uploads import Upload


class Reason(BaseModel):
    """The state that it goes with, and what each of the two reads. ``choice``: what staff who refuse a held file choose it by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Literal["rejected", "held"]
    sponsor: Texts
    staff: Texts
    choice: Texts | None = None


@cache
def reasons() -> dict[str, Reason]:
    """Every reason by its key."""
    text = Path(__file__).with_name("reasons.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Reason]).validate_python(yaml.safe_load(text))


def choices() -> dict[str, Reason]:
    """Those that staff may refuse a held file for."""
    return {key: reason for key, reason in reasons().items() if reason.choice}


def for_sponsor(upload: Upload) -> str:
    """What the sender reads of a rejected or held file, in the language of the moment; "" of any other."""
    return spoken(reasons()[upload.reason].sponsor) if upload.reason else ""


def for_staff(upload: Upload) -> str:
    """What staff read of a rejected or held file, in the language of the moment; "" of any other."""
    return spoken(reasons()[upload.reason].staff) if upload.reason else ""

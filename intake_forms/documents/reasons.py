"""Why a file was rejected or held: a table that is data, with a sentence for its sender and one for staff."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, TypeAdapter

from intake_forms.records.tables import Texts, spoken
from intake_forms.records.uploads import Upload


class Reason(BaseModel):
    """The state that it goes with, and what each of the two reads. ``choice``: what staff who refuse a held file choose it by.

    ``asks``: what staff read too while another file is awaited.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Literal["rejected", "held"]
    sponsor: Texts
    staff: Texts
    asks: Texts | None = None
    choice: Texts | None = None


@cache
def reasons() -> dict[str, Reason]:
    """Every reason by its key."""
    text = Path(__file__).with_name("reasons.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Reason]).validate_python(yaml.safe_load(text))


def choices() -> dict[str, Reason]:
    """Those that staff may refuse a held file for."""
    return {key: reason for key, reason in reasons().items() if reason.choice}


def sentence(key: str) -> str:
    """What the sender of a file reads of a reason, in the language of the moment."""
    return spoken(reasons()[key].sponsor).replace("{pages}", str(settings.UPLOAD_MAX_PAGES))


def for_sponsor(upload: Upload) -> str:
    """What the sender reads of a rejected or held file, in the language of the moment; "" of any other."""
    return sentence(upload.reason) if upload.reason else ""


def for_staff(upload: Upload) -> str:
    """What staff read of a rejected or held file, in the language of the moment; "" of any other."""
    if not upload.reason:
        return ""
    reason = reasons()[upload.reason]
    awaited = spoken(reason.asks) if reason.asks else ""
    if awaited and upload.superseded_at:
        awaited = _("The family has sent another file since, or has read this.")
    return " ".join(filter(None, [spoken(reason.staff), awaited]))

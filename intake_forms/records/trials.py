"""Forms tried out before they are released: a version of their own, a link to it that ends, and cases that do not count."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.core import signing
from django.utils import timezone

from intake_forms.records.models import TRIAL, Case, FormVersion
from intake_forms.schema import document

LINK_STAYS = datetime.timedelta(days=7)
CASES_STAY = datetime.timedelta(hours=24)
#: Within this the same document is the same trial, so that looking at it often makes one row.
_SAME = datetime.timedelta(days=1)
_SALT = "intake_forms.trial"


def trial(*, form: document.Form, by: int | None = None) -> FormVersion:
    """A version of this document that nobody is asked with but by a link."""
    text = document.canonical(form)
    digest = document.sha256(text)
    recent = FormVersion.trials.filter(form_key=form.key, sha256=digest, released_at__gt=timezone.now() - _SAME)
    if found := recent.order_by("-released_at").first():
        return found
    made = FormVersion(
        form_key=form.key, number=TRIAL, schema_version=form.schema_version, document=text, sha256=digest
    )
    made.released_by_id = by
    made.save(force_insert=True)
    return made


def token(version: FormVersion) -> str:
    """What stands in the address of a link to a trial: signed, with the time, so that it ends after ``LINK_STAYS``."""
    return signing.TimestampSigner(salt=_SALT).sign(version.pk.hex)


def ends() -> datetime.datetime:
    """When a link made now ends."""
    return timezone.now() + LINK_STAYS


def opened(token: str) -> FormVersion | None:
    """The trial that a link leads to; None for one that was made up, or has ended."""
    try:
        return get(signing.TimestampSigner(salt=_SALT).unsign(token, max_age=LINK_STAYS))
    except signing.BadSignature:
        return None


def get(pk: str) -> FormVersion | None:
    """A trial by its id."""
    return FormVersion.trials.filter(pk=UUID(pk)).defer("document").first()


def old_cases(now: datetime.datetime) -> list[Case]:
    """The cases made by trying out that are due to go."""
    return list(Case.objects.filter(test=True, created_at__lt=now - CASES_STAY).select_related("key"))


def purge(now: datetime.datetime) -> int:
    """Delete the trials that no link leads to any more. Returns how many."""
    old = FormVersion.trials.filter(released_at__lt=now - LINK_STAYS - _SAME, draft=None, submission=None)
    return old.delete()[0]

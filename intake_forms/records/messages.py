"""The thread between a family and the desk. Every text is sealed; dates say what was read when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import open_, place, seal
from intake_forms.records.correspondence import Message
from intake_forms.records.models import Case

#: Characters that one message may have.
LONGEST = 2000


class Said(NamedTuple):
    """A message, opened: its text by language."""

    message: Message
    texts: dict[str, str]


def thread(case: Case) -> list[Said]:
    """Every message of a case, the oldest first."""
    rows = Message.objects.filter(case=case).select_related("author")
    return [Said(row, open_(case, place("message", row.pk, "text"), row.sealed_text)) for row in rows]


def unread(case: Case, *, from_staff: bool) -> int:
    """How many messages of one side the other has not had on the screen yet."""
    return Message.objects.filter(case=case, from_staff=from_staff, read_at=None).count()


@transaction.atomic
def write(*, case: Case, text: str, language: str, once: UUID) -> bool:
    """Keep a sponsor's message. ``once`` is the page's: False when that page sent its message already."""
    return _keep(case, {language: text}, once, author=None)


@transaction.atomic
def reply(*, case: Case, texts: Mapping[str, str], by: int, once: UUID) -> bool:
    """Keep a message of staff, in the sponsor's language and perhaps in others. ``once``: as for ``write``."""
    if not _keep(case, dict(texts), once, author=by):
        return False
    audit.record(who=audit.actor(by), action="message.sent", case=case.pk)
    return True


def _keep(case: Case, texts: dict[str, str], once: UUID, *, author: int | None) -> bool:
    # Bound to the case: what another case's page carries is another message.
    message = Message(id=uuid5(case.pk, str(once)), case=case, from_staff=author is not None, author_id=author)
    if Message.objects.filter(pk=message.pk).exists():
        return False
    message.sent_at = timezone.now()
    message.sealed_text = seal(case, place("message", message.pk, "text"), texts)
    # Of two presses at the same moment, the first is the message.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return True


def mark_read(*, case: Case, from_staff: bool) -> int:
    """Note that one side's messages stand on the other's screen. Returns how many did for the first time."""
    return Message.objects.filter(case=case, from_staff=from_staff, read_at=None).update(read_at=timezone.now())

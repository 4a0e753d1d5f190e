"""Whether this process lives, and whether it can do its work: for load balancers and ``doctor``.

Answers hold a word per part and nothing else: no address, no count, no text from the database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intake_forms.documents import storage
from intake_forms.privacy import keysets
from portal.placeholders import unfilled

log = logging.getLogger(__name__)


def database() -> bool:
    """The database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def keyset() -> bool:
    """The master keyset can be read."""
    try:
        keysets.master()
    except ImproperlyConfigured:
        return False
    return True


def placeholders() -> bool:
    """In production no live text still asks for a fact such as ``[[phone]]``; elsewhere that is as it should be."""
    return not settings.PRODUCTION or not unfilled()


PARTS: dict[str, Callable[[], bool]] = {
    "database": database,
    "storage": storage.reachable,
    "keyset": keyset,
    "placeholders": placeholders,
}


def works(part: str) -> bool:
    """Whether a part of ``PARTS`` works; one that fails in an unforeseen way doesn't."""
    try:
        return PARTS[part]()
    except Exception as error:  # noqa: BLE001  a probe must answer, whatever is broken
        log.error("health of %s: %s", part, type(error).__name__)
        return False


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches neither database nor storage."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Each part's state as JSON; 503 unless all work."""
    states = {part: works(part) for part in PARTS}
    words = {part: "ok" if fine else "failed" for part, fine in states.items()}
    return JsonResponse(words, status=200 if all(states.values()) else 503)

"""A small picture of what somebody sent, for the browser that has her case open: to tell files apart, too small to be read."""

from __future__ import annotations

from uuid import UUID

import tink
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from intake_forms.documents import page_images, storage
from intake_forms.privacy.sealing import Shredded
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.wizard.case import of_case

#: Where it is noted that the object store does not answer, and for how many seconds no picture is asked for then: a page has
#: many, and each would hold a thread that somebody's answers wait for.
_SILENT, _PAUSE = "thumbnails-silent", 20


@require_safe
@of_case
def thumbnail(request: HttpRequest, case: Case, upload: UUID) -> HttpResponse:
    """The first page of a file of this case that was checked, in 240 pixels. The paper itself is never given back."""
    found = queries.papers(case).filter(pk=upload, state=Upload.State.ACCEPTED).first()
    row = page_images.shown(found).first() if found else None
    if row is None or cache.get(_SILENT):
        raise Http404
    try:
        content = page_images.thumbnail(case, row)
    except storage.Unavailable:
        cache.set(_SILENT, True, _PAUSE)
        raise Http404 from None
    except (storage.Missing, tink.TinkError, Shredded, ValueError, EOFError):
        # The page says in words what is there; the picture is missing for now.
        raise Http404 from None
    response = HttpResponse(content, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response

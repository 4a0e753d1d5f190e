"""A request on its way into the wizard, and the answer that sends it elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from intake_forms.documents.incoming import Incoming, RefusingUploadHandler, SealingUploadHandler
from intake_forms.records import statistics
from intake_forms.wizard.visit import Visit, visit


class WizardRequest(HttpRequest):
    """A request on its way through the wizard."""

    visit: Visit
    incoming: list[Incoming]
    #: Of one that is put again: the page with the new words that came with opening the case; "" for none.
    new_words: str = ""


def prepared(view: Callable[..., HttpResponseBase], request: HttpRequest, form: str, **kwargs: Any) -> HttpResponseBase:
    """Run a view of the wizard: the case is loaded and the sealing handler installed while the body is untouched."""
    asked = cast(WizardRequest, request)
    asked.visit, asked.incoming = visit(request, form), []
    draft = asked.visit.draft
    if draft:
        # Also where another window has sent the form: what comes is a paper of the case all the same.
        handler = SealingUploadHandler(request, draft.case)
        request.upload_handlers = [handler]
        asked.incoming = handler.incoming
    else:
        request.upload_handlers = [RefusingUploadHandler(request)]
    try:
        return view(request, form=form, **kwargs)
    finally:
        for entry in asked.incoming:
            entry.sealed.close()
        statistics.flush_if_due(time.monotonic())


def see(url: str) -> HttpResponse:
    """303: whatever the method was, now GET that."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response

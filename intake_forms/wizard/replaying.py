"""Requests that came too late: kept when they come, and put again once their case is open."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve, translate_url
from django.utils.translation import get_language, get_language_from_path, override

from intake_forms.records import late
from intake_forms.wizard import items, views
from intake_forms.wizard.arrival import WizardRequest
from intake_forms.wizard.visit import visit

_SHOWN = {HTTPStatus.OK, HTTPStatus.SEE_OTHER}


def replay(request: HttpRequest, ticket: str, case_id: UUID) -> HttpResponseBase | None:
    """Put what was kept again, as if the session had not ended. None when there is nothing for this case behind the ticket.

    The request that opened the case has passed the CSRF check; what it carries was sealed for this case alone.
    """
    posted = late.take(ticket=ticket, case_id=case_id)
    if posted is None:
        return None
    again, request_language = WizardRequest(), get_language() or "en"
    again.method, again.META, again.COOKIES = "POST", request.META, request.COOKIES
    again.session, again.user = request.session, request.user
    # The address as it was posted; the answer is in the language that the words were entered in.
    with override(get_language_from_path(posted.path)):
        again.path = again.path_info = translate_url(posted.path, request_language)
    again.GET = QueryDict(posted.query)
    again.POST = QueryDict(urlencode(posted.data, doseq=True))
    try:
        again.resolver_match = match = resolve(again.path)
        again.visit, again.incoming = visit(again, match.kwargs["form"]), []
        view = items.unprotected if match.url_name == "item" else views.unprotected
        response = view(again, **match.kwargs)
    except (Http404, Resolver404):
        return None
    return response if response.status_code in _SHOWN else None

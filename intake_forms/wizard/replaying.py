"""Requests that came too late: kept when they come, and put again once their case is open."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, translate_url
from django.utils.translation import get_language, get_language_from_path, override

from intake_forms.records import late
from intake_forms.records.late import Posted
from intake_forms.wizard import another_paper, items, thread, views
from intake_forms.wizard.arrival import WizardRequest
from intake_forms.wizard.visit import visit

_SHOWN = {HTTPStatus.OK, HTTPStatus.SEE_OTHER}


class Replayed(NamedTuple):
    """The answer to what was put again. ``unsent``: it is a message with something to mend, typed on this page alone."""

    response: HttpResponseBase
    unsent: bool = False


def replay(request: HttpRequest, ticket: str, case_id: UUID, new_words: str = "") -> Replayed | None:
    """Put what was kept again, as if the session had not ended. None when there is nothing for this case behind the ticket.

    The request that opened the case has passed the CSRF check; what it carries was sealed for this case alone.
    ``new_words``: the page with those that came with the opening, "" for none.
    """
    posted = late.take(ticket=ticket, case_id=case_id)
    if posted is None:
        return None
    again = _again(request, posted)
    again.new_words = new_words
    try:
        again.resolver_match = match = resolve(again.path)
        response = _of_case(again, match) if match.app_name == "case" else _of_form(again, match)
    except (Http404, Resolver404):
        return None
    unsent = match.view_name == "case:messages" and response.status_code == HTTPStatus.OK
    return Replayed(response, unsent) if response.status_code in _SHOWN else None


def _again(request: HttpRequest, posted: Posted) -> WizardRequest:
    again, request_language = WizardRequest(), get_language() or "en"
    again.method, again.META, again.COOKIES = "POST", request.META, request.COOKIES
    again.session, again.user = request.session, request.user
    # The address as it was posted; the answer is in the language that the words were entered in.
    with override(get_language_from_path(posted.path)):
        again.path = again.path_info = translate_url(posted.path, request_language)
    again.GET = QueryDict(posted.query)
    again.POST = QueryDict(urlencode(posted.data, doseq=True))
    return again


def _of_form(again: WizardRequest, match: ResolverMatch) -> HttpResponseBase:
    again.visit, again.incoming = visit(again, match.kwargs["form"]), []
    view = items.unprotected if match.url_name == "item" else views.unprotected
    return view(again, **match.kwargs)


def _of_case(again: WizardRequest, match: ResolverMatch) -> HttpResponseBase:
    """A message, or what was said of a paper. Nothing else that a page of a case does is done without being asked anew."""
    if match.url_name == "messages":
        if again.POST.get("go", "").startswith("lang-"):
            # The language is that in which the words were entered: what was typed is there, to be sent.
            typed = {**dict(again.POST.lists()), "go": [f"lang-{get_language()}"]}
            again.POST = QueryDict(urlencode(typed, doseq=True))
        return thread.messages(again)
    if match.url_name in ("paper", "paper_of"):
        return another_paper.said(again, **match.kwargs)
    raise Http404

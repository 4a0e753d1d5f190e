"""Leaving the site, and the pages for when something is not there or does not work."""

import logging
import sys

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_GET

from intake_forms.wizard import case, ended, session, turned_away
from portal import context
from portal.middleware import PRIVATE, STAFF

log = logging.getLogger(__name__)

# When even the template cannot be rendered. No style, no fact that would have to be read from anywhere.
LAST_RESORT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Something went wrong / Algo salió mal</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main>
<h1>Something went wrong</h1><p>Please try again in a few minutes. <a href="/en/">Go to the start page</a></p>
<div lang="es"><h2>Algo salió mal</h2><p>Intente de nuevo en unos minutos. <a href="/es/">Ir al inicio</a></p></div>
</main></body></html>
"""


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """End the session, ask the browser to forget this site's pages, and go to ``settings.LEAVE_URL``."""
    try:
        request.session.flush()
    except DatabaseError:
        # The way out must work when nothing else does: the cookie goes, and the row expires by itself.
        request.session = type(request.session)()
    response = HttpResponse(status=303, headers={"Location": settings.LEAVE_URL, "Cache-Control": "no-store"})
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(settings.CSRF_COOKIE_NAME, path=settings.CSRF_COOKIE_PATH)
    return turned_away.forget(response)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in the language of the address or of the browser. What was sent may be anything: nothing of it is looked at."""
    with translation.override(_language(request)):
        return HttpResponse(render_to_string("400.html", _without_database(request)), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 in the language of the address or of the browser, with the way back into a form."""
    with translation.override(_language(request)):
        return render(request, "403.html", {"alternates": context.alternates(), **_way_out(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the language of the address or of the browser, with the start page in every language."""
    with translation.override(_language(request)):
        return render(request, "404.html", {"alternates": context.alternates(), **_way_out(request)}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: what to do about it, and the way back to the form.

    What was typed on a page of a form or in a message is kept aside, to be put there by whoever has the case's words.
    Nothing is done.
    """
    with translation.override(_language(request)):
        if page := ended.kept(request):
            return page
        if session.WHOSE in request.POST:
            return case.ended(request)
        context_of = {"back_url": request.path, "alternates": context.alternates(request.path)}
        return render(request, "403_csrf.html", context_of | _way_out(request), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in every language, the reader's first; 503 while the database does not answer. Touches none and never raises."""
    away = isinstance(sys.exception(), OperationalError | InterfaceError)
    template, status = ("503.html", 503) if away else ("500.html", 500)
    try:
        with translation.override(_language(request)):
            return HttpResponse(render_to_string(template, _without_database(request)), status=status)
    except Exception:  # The last page there is: whatever is broken, it must not add a second failure.
        log.exception("The page for server errors failed")
        return HttpResponse(LAST_RESORT, status=500)


def _way_out(request: HttpRequest) -> dict[str, object]:
    """Whether a page stands where a form or a case does, so that leaving at once must be possible from it."""
    path = request.path_info
    return {"private": bool(PRIVATE.match(path)) and not STAFF.match(path)}


def _without_database(request: HttpRequest) -> dict[str, object]:
    current = translation.get_language() or settings.LANGUAGE_CODE
    here = {"code": current, "name": context.own_name(current), "url": context.home_url(current)}
    others = context.alternates()
    known = {"portal": context.portal(*context.last_read()), "alternates": others, "languages": [here, *others]}
    return known | _way_out(request)


def _language(request: HttpRequest) -> str:
    return translation.get_language_from_request(request, check_path=True)

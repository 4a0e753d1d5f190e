"""The first page of a form: what it is, what happens with the answers, how leaving works; the way in, or back in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake_forms.wizard import session, turned_away
from intake_forms.wizard.visit import visit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, form: str) -> HttpResponse:
    """One page, not two, says what the form is and what to know before typing: each page is a load on a slow line.

    POST is somebody else's beginning: whatever this browser had open is closed first. Of a form that staff opened, which
    nobody begins, its list of parts says what it is.
    """
    here = visit(request, form)
    if here.draft and not here.has_start:
        return redirect("intake_forms:tasks", form=form)
    gate = here.form.gate.step.key
    if request.method == "POST":
        session.close(request)
        return turned_away.forget(redirect("intake_forms:step", form=form, step=gate))
    context = {
        "visit": here,
        "document": here.form,
        "language": here.language,
        "gate": gate,
        "other_open": here.draft is None and session.opened(request) is not None,
        "closed": here.closed,
        "retention": here.form.retention,
        "translate_path": True,
    }
    page = render(request, "intake_forms/start.html", context)
    return turned_away.forget(page) if turned_away.COOKIE in request.COOKIES else page

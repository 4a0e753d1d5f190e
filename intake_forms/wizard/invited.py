"""Where another adult enters the code of the sheet they were given."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake_forms.records import invitations
from intake_forms.wizard import session


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """A code that works leads to its form's first page, the case open in this browser closed. One answer for every failure.

    Looking at the address uses nothing up: messengers look at links before people do.
    """
    typed, problem = request.POST.get("code", "")[:40], "again" in request.GET
    if request.method == "POST" and request.POST.get("go") == "lang":
        problem = False
    elif request.method == "POST":
        if found := invitations.entered(typed):
            session.open_invitation(request, found.pk)
            return redirect("intake_forms:start", form=found.form_key)
        problem = True
    context = {
        "typed": typed,
        "problem": _("This code does not work. Look at each letter and try again, or ask for a new sheet.")
        if problem
        else "",
        "other_open": session.opened(request) is not None,
        "entering": "invited",
        "translate_path": True,
    }
    return render(request, "intake_forms/invited.html", context)

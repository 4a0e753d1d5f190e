"""The page of a browser that has no form open: the session ended, or never was. What it posted all the same is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake_forms.records import late
from intake_forms.wizard import session
from intake_forms.wizard.taking_in import PASSWORD
from intake_forms.wizard.visit import Visit

#: What the pages of a case carry beside its answers.
MARK = "case"
_NOT_ANSWERS = {MARK, session.WHOSE, "csrfmiddlewaretoken"}


def ended(request: HttpRequest, here: Visit | None = None) -> HttpResponse:
    """Says what is saved and how to come back; knows nothing of whose form it was. ``here``: the form asked for, if any."""
    posted = request.method == "POST" and MARK in request.POST
    context = {
        "visit": here,
        "document": here.form if here else None,
        "posted": posted,
        "late": seal(request, MARK) if posted else None,
        "files": any(getattr(handler, "refused", 0) for handler in request.upload_handlers) or _incoming(request),
        "typed": {"reference": "", "words": ""},
        "translate_path": True,
    }
    return render(request, "intake_forms/ended.html", context, status=403)


def kept(request: HttpRequest) -> HttpResponse | None:
    """The same page for a request that has lost its CSRF cookie; None where it comes from no page of a case.

    Nothing of the request is done: it waits until somebody opens that very case with its words.
    """
    if request.method != "POST" or MARK not in request.POST:
        return None
    return ended(request, getattr(request, "visit", None))


def belongs_elsewhere(request: HttpRequest, here: Visit) -> bool:
    """Whether what is posted comes from a page of a case that is not open here, or not any more."""
    return request.method == "POST" and MARK in request.POST and request.POST[MARK] != here.mark


def _incoming(request: HttpRequest) -> bool:
    """Whether files came that were sealed for the case open here, which is not theirs: they end with the request."""
    return bool(getattr(request, "incoming", None))


def _is_kept_nowhere(name: str) -> bool:
    return name in _NOT_ANSWERS or name.endswith(f".{PASSWORD}")


def seal(request: HttpRequest, mark: str) -> str | None:
    """Keep what came too late for the case that the page names in the field ``mark``. The ticket that opens it, None without."""
    data = {name: strings for name, strings in request.POST.lists() if not _is_kept_nowhere(name)}
    return late.keep(mark=request.POST.get(mark, ""), path=request.path, query=request.GET.urlencode(), data=data)

"""The page of a browser that has no form open: the session ended, or never was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake_forms.wizard.visit import Visit


def ended(request: HttpRequest, here: Visit | None = None) -> HttpResponse:
    """Says what is saved and how to come back; knows nothing of whose form it was. ``here``: the form asked for, if any."""
    context = {"visit": here, "document": here.form if here else None, "translate_path": True}
    return render(request, "intake_forms/ended.html", context, status=403)

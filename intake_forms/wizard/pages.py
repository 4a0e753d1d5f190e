"""The wizard's pages around the steps: the start, the key, and the way back in."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from intake_forms.privacy import audit, limits, words
from intake_forms.records import queries
from intake_forms.wizard import session
from intake_forms.wizard.visit import visit

_TRIES, _WITHIN = 10, datetime.timedelta(hours=1)


@never_cache
@require_safe
def start(request: HttpRequest, form: str) -> HttpResponse:
    """What this form is, how long it takes and what happens with the answers; the way in, or back in."""
    here = visit(request, form)
    context = {
        "visit": here,
        "document": here.form,
        "language": here.language,
        "gate": here.form.gate.step.key,
        "retention": here.form.retention,
        "closed": None if here.version.trial else import_string(settings.SERVICE_NOTICE)(form),
        "translate_path": True,
    }
    return render(request, "intake_forms/start.html", context)


@never_cache
@require_safe
def key(request: HttpRequest, form: str) -> HttpResponse:
    """The reference and the four words, to write down."""
    here = visit(request, form)
    if here.draft is None:
        return redirect("intake_forms:start", form=form)
    if here.draft.submitted:
        return redirect("intake_forms:step", form=form, step="done")
    context = {
        "visit": here,
        "document": here.form,
        "language": here.language,
        "words": queries.words(here.draft.case),
        "next_step": here.walk.after(here.form.gate.step.key) or "check",
        "retention": here.form.retention,
        "translate_path": True,
    }
    return render(request, "intake_forms/key.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Open a case again with its reference and its words. One answer for every failure."""
    typed = {"reference": "", "words": ""}
    problem = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "")[:200] for name in typed}
        draft = queries.draft_for_words(typed["reference"])
        given = typed["words"].replace(",", " ").replace("-", " ").split()
        # Hashed for unknown references too: the time it takes tells nothing.
        salt, expected = (draft.case.words_salt, draft.case.words_hash) if draft else (b"\0" * 16, b"\0" * 32)
        right = words.match(given, bytes(salt), bytes(expected))
        # The limit hangs on the case: many families share one address of their telephone company.
        tried = f"words:{draft.case_id if draft else 'none'}"
        if draft and limits.allow(key=tried, times=_TRIES, within=_WITHIN) and right:
            session.open_case(request, draft.case_id, draft.case.epoch)
            audit.record(who=audit.SPONSOR, action="case.resumed", case=draft.case_id)
            done = "done" if draft.submitted else "check"
            return redirect("intake_forms:step", form=draft.form_key, step=done)
        problem = _("The reference and the words do not fit together. Look at each letter and try again, or call us.")
    context = {"typed": typed, "problem": problem, "translate_path": True}
    return render(request, "intake_forms/resume.html", context)

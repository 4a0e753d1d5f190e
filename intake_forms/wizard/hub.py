"""The list of parts: how far each is, which can be begun, and the way on. It opens no answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intake_forms.records import helping, holding, queries, taking_over
from intake_forms.schema.parts import parts
from intake_forms.wizard.ended import ended
from intake_forms.wizard.visit import visit

#: What the state of a part is called, and the class of its tag.
STATES = {
    "done": (_("Done"), "done"),
    "begun": (_("Not finished"), ""),
    "open": (_("Not started"), ""),
    "waiting": (_("Cannot start yet"), "wait"),
}
#: The same of a part that is not for who helps.
THEIRS = (_("Only for the person whom you help"), "wait")


@never_cache
@require_safe
def tasks(request: HttpRequest, form: str) -> HttpResponse:
    """The list of parts of a form that is not sent yet."""
    here = visit(request, form)
    if here.draft is None:
        return ended(request, here)
    if here.draft.submitted:
        return redirect("intake_forms:step", form=form, step="done")
    context = {"visit": here, "document": here.form, "language": here.language, "translate_path": True}
    saved = queries.saved_steps(here.draft)
    known = here.walk.known
    found = parts(here.route, here.facts, saved, taking_over.withheld(here.draft, known))
    context["rows"] = [(part, *(THEIRS if part.theirs else STATES[part.state])) for part in found.listed]
    context |= {"hold": holding.hold(here.draft, known), "theirs": THEIRS[0]}
    context |= {
        "help_until": helping.until(here.draft.case),
        "can_ask_help": not here.draft.case.test and not context["hold"],
    }
    gate = here.form.gate.step.key
    # Who was not at the gate came by no start page either: staff opened the form, and what it is stands here.
    context |= {"parts": found, "untouched": gate not in saved or len(saved) == 1, "new": gate not in saved}
    if found.onward:
        step, section = here.form.step_by_key[found.onward], here.form.section_of.get(found.onward)
        context |= {"step": step, "section": section}
    return render(request, "intake_forms/tasks.html", context)

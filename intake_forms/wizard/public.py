"""Two public pages that the forms themselves make: what is kept and why, and the list of papers without a name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from intake_forms.records import queries
from intake_forms.records.tables import language_of
from intake_forms.schema import checklist
from intake_forms.schema.document import Form, Step
from intake_forms.schema.items import Invalid, Item, Question
from intake_forms.schema.kinds.content import Content
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Accepted, Slot
from intake_forms.schema.kinds.yes_no import YesNo
from intake_forms.schema.path import Route
from intake_forms.wizard import kinds
from intake_forms.wizard.fields import ChoiceQuestionField


@require_safe
def what_we_keep(request: HttpRequest) -> HttpResponse:
    """Each thing that the live forms ask, why, who sees it and until when."""
    documents = [queries.route(version).form for version in queries.live_forms()]
    # In the order in which a family meets them: those it begins itself come before those that staff open.
    documents.sort(key=lambda document: document.opened_by != "sponsor")
    if not documents:
        raise Http404
    told = [
        {
            "document": document,
            "language": language_of(document),
            "warnings": list(_warnings(document)),
            "chapters": [
                (title, [item for step in steps for item in _asked(step)]) for title, steps in _chapters(document)
            ],
        }
        for document in documents
    ]
    return render(
        request,
        "intake_forms/what_we_keep.html",
        {"forms": told, "backup_days": settings.BACKUP_DAYS, "translate_path": True},
    )


def _items(document: Form) -> Iterator[Item]:
    return (item for step in document.steps for item in step.items)


def _warnings(document: Form) -> Iterator[Content]:
    """The warnings that every family reads; one that depends on an answer says nothing to who gave none."""
    for step in document.steps:
        if step.show_if is None:
            yield from (
                item
                for item in step.items
                if isinstance(item, Content) and item.style == "warning" and item.show_if is None
            )


def _chapters(document: Form) -> list[tuple[dict[str, str], list[Step]]]:
    gate = document.gate.step
    return [(gate.title, [gate]), *((section.title, list(section.steps)) for section in document.sections)]


def _asked(step: Step) -> Iterator[Item]:
    """The questions and papers of a step, of a group itself and what is asked of each in it."""
    for item in step.items:
        if isinstance(item, (Question, Slot)):
            yield item
        elif isinstance(item, Group):
            yield item
            yield from item.questions


class PapersForm(forms.Form):
    """The questions that decide which papers are asked of who gave these taps. What is left open decides nothing.

    ``new``: those that no page has shown before; ``more``: whether still others may follow from what they are answered.
    """

    def __init__(self, route: Route, language: str, data: Any) -> None:
        super().__init__(auto_id="id_%s", label_suffix="")
        taps: dict[str, Any] = {}
        for name, found in checklist.deciding(route).items():
            item = _tapped(found)
            field = kinds.field(item, language)
            assert isinstance(field, ChoiceQuestionField)
            values = frozenset(option.value for option in getattr(item, "options", ()))
            field.offer(values, blank=_("Choose") if field.look == "line" else None)
            self.fields[name] = field
            strings = data.getlist(name)
            self.initial[name] = field.typed(strings)
            with suppress(Invalid):
                answer = item.answer({"": strings})
                taps[name] = answer == "yes" if isinstance(found, Group) else answer
        seen, due = (
            {*data.getlist("seen"), *(name for name, tap in taps.items() if tap is not None)},
            checklist.due(route, taps),
        )
        # Another language shows the same page: what was tapped on it is not sent off yet.
        shown = [name for name in due if name in seen or data.get("go") != "lang"]
        self.fields = {name: self.fields[name] for name in shown}
        self.answers = {name: tap for name, tap in taps.items() if name in shown}
        self.new = [name for name in shown if name not in seen]
        self.more = not set(shown).issuperset(checklist.due(route, self.answers, sure=False))


def _tapped(item: Item) -> Question:
    """A question as it is; of a group, whether there is anybody in it."""
    if isinstance(item, Group):
        return YesNo(key=item.key, label=item.label, hint=item.hint, why=item.why)
    assert isinstance(item, Question)
    return item


def _alike(lines: list[checklist.Line]) -> dict[str, tuple[Slot, list[Accepted]]]:
    """Of papers for which all works that works for an earlier one, by key: that one, and what works besides."""
    found: dict[str, tuple[Slot, list[Accepted]]] = {}
    for number, line in enumerate(lines):
        for earlier in lines[:number]:
            if len(earlier.accepts) > 1 and all(each in line.accepts for each in earlier.accepts):
                more = [paper for paper, rules in line.accepts if (paper, rules) not in earlier.accepts]
                found.setdefault(line.slot.key, (earlier.slot, more))
    return found


# No cookie and no token: nothing is stored, so there is nothing that another site could make somebody store.
@csrf_exempt
@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """A few taps, and the papers to get ready, to print. Nothing is stored; it works while the service is closed.

    First what is asked of everybody, then what hangs on that: a page brings the taps of those before it along.
    """
    routes = [queries.route(version) for version in queries.live_forms()]
    route = max(routes, key=lambda each: sum(isinstance(item, Slot) for item in _items(each.form)), default=None)
    if route is None or not any(isinstance(item, Slot) for item in _items(route.form)):
        raise Http404
    language = language_of(route.form)
    form = PapersForm(route, language, request.POST)
    # Changing the language before there is a list brings the taps along, and no list that nobody asked for.
    asked = request.method == "POST" and request.POST.get("go") != "lang" and not form.new
    lines = checklist.once(checklist.papers(route, form.answers)) if asked else []
    context = {
        "form": form,
        "lists": [(sure, found) for sure in (True, False) if (found := [line for line in lines if line.sure is sure])],
        "alike": _alike(lines),
        "groups": {item.key: item for item in _items(route.form) if isinstance(item, Group)},
        "language": language,
        "translate_path": True,
    }
    return render(request, "intake_forms/papers_list.html", context)

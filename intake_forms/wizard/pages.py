"""The wizard's pages as they stand: a step with what is wrong on it, the check page, the pages that lead out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from formtools.wizard.views import NamedUrlWizardView

from intake_forms.records import carrying, holding, marks, queries, taking_over
from intake_forms.records.queries import StepAnswers
from intake_forms.schema.gaps import group_on
from intake_forms.schema.parts import place
from intake_forms.schema.path import Walk
from intake_forms.wizard import counting, groups, papers, review, taking_in
from intake_forms.wizard.arrival import WizardRequest, see
from intake_forms.wizard.case import Unusable, unusable
from intake_forms.wizard.ended import ended
from intake_forms.wizard.forms import StepForm, form_class, replay
from intake_forms.wizard.journey import Journey
from intake_forms.wizard.refusals import refusals
from intake_forms.wizard.visit import Visit


class Pages(Journey, NamedUrlWizardView):
    """What is shown; nothing is written. Used of formtools: named addresses, StepsHelper, template context."""

    storage_name = "intake_forms.wizard.storage.DraftStorage"
    template_name = "intake_forms/step.html"
    request: WizardRequest

    @property
    def visit(self) -> Visit:
        """Who is at which form."""
        return self.request.visit

    @property
    def walk(self) -> Walk:
        """The family's way, computed once per request and again after a save."""
        if "_walk" not in self.__dict__:
            self._walk = self.visit.walk
        return self._walk

    @property
    def withheld(self) -> frozenset[str]:
        """The steps on the way that are only for whose form it is, while somebody else fills it in."""
        return taking_over.withheld(self.visit.draft, self.walk.known) if self.visit.draft else frozenset()

    def agrees_last(self, step: str) -> bool:
        """Whether this is the last step of the way on which somebody agrees or signs."""
        personal = self.visit.form.personal_steps
        return step in personal and step == next((each for each in reversed(self.walk.steps) if each in personal), None)

    @property
    def gate(self) -> str:
        """The key of the gate's step."""
        return self.visit.form.gate.step.key

    def get_form_list(self) -> dict[str, None]:
        """The steps of this family's way. There are no classes in it: a form is made when a page needs it."""
        return dict.fromkeys(self.walk.steps)

    def get_form(
        self, step: str | None = None, data: Any = None, files: Any = None, saved: StepAnswers | None = None
    ) -> StepForm:
        """The form of a step: bound to ``data``, or showing what was saved."""
        key = step or self.steps.current
        made = form_class(self.visit.route, key, self.visit.language)
        fixed = self.visit.fixed if key == self.visit.route.step_of(self.visit.form.role_question or "") else None
        # Of a step that is not on the way, all that is known: another window may have taken it off.
        return made(self.walk.before.get(key, self.walk.known), data=data, saved=saved, fixed=fixed)

    def get_context_data(self, form: forms.Form, **kwargs: Any) -> dict[str, Any]:
        """What the templates of the wizard read."""
        document, current = self.visit.form, self.kwargs["step"]
        return super().get_context_data(
            form=form,
            visit=self.visit,
            language=self.visit.language,
            document=document,
            step=document.step_by_key.get(current),
            section=document.section_of.get(current),
            people=self.people(),
            number=self.number,
            query=self.query,
            item_query=self.item_mode,
            **kwargs,
        )

    def gate_first(self, step: str) -> HttpResponse | None:
        """Of a form that staff opened, the gate before any other page of it: there stands what to know before its papers.

        Who began a form came through its gate. None where it was seen, which costs a query: no mark tells of a page of texts.
        """
        if step == self.gate or self.visit.form.opened_by != "staff":
            return None
        saved = self.storage.get_step_data(self.gate)
        return None if saved and saved.complete else see(self.gate_url(step, self.kwargs.get("item")))

    def step_page(self, step: str) -> HttpResponse:
        """A step with what stands on it; with ``?check`` in the address also with what is wrong there."""
        if (people := self.people()) and (item := people.straight):
            asked = self.request.META.get("QUERY_STRING", "")
            return see(self.get_item_url(step, item) + (f"?{asked}" if asked else ""))
        saved = self.storage.get_step_data(step)
        if "check" in self.request.GET:
            form = self.get_form(step, data=replay(saved.typed if saved else {}, step))
            form.remind(self.carried(saved))
            return self.render(form)
        if self.request.method == "GET":
            counting.shown(self.visit, step)
        form = self.get_form(step, saved=saved)
        form.remind(self.carried(saved))
        return self.render(form)

    def carried(self, saved: StepAnswers | None) -> set[str]:
        """The questions on a step whose answers come from another form and were not confirmed here yet."""
        if saved is None or saved.complete or saved.values:
            return set()
        return {carry.target for carry in self.visit.form.carries} & {name.split(".")[0] for name in saved.typed}

    def render(self, form: StepForm, intake: taking_in.Intake | None = None, **kwargs: Any) -> HttpResponse:
        """A step's page, with what is wrong on it in the summary and in its place."""
        case, intake = self.visit.case, intake or taking_in.Intake()
        if self.request.method == "POST":
            counting.refused(self.visit, form, intake)
        context = self.get_context_data(
            form=form,
            problems=self.problems(form, intake),
            papers_problems=intake.problems,
            sheets=papers.sheets(case) if case and form.papers else {},
            refusals=refusals(case) if case and form.papers else {},
            underway=papers.underway(case) if case and form.papers else {},
            locked=intake.locked,
            sending=papers.here(case) if form.papers else {},
            told=intake.told,
            just=self.request.GET.get("sent", ""),
            again=intake.again or self.request.GET.get("again", "").split("."),
            is_gate=form.step.key == self.gate,
            for_another=form.step.key in self.visit.form.personal_steps and self.visit.for_another,
            new_words=self.agrees_last(form.step.key) and self.visit.beside_another,
            unavailable=intake.unavailable,
            closed=self.visit.draft is None and self.visit.closed,
            place=place(self.visit.route, self.walk, form.step.key) if form.step.key != self.gate else None,
            made_from=self.made_from(),
            **{"status": 200, **kwargs},
        )
        return render(
            self.request, self.template_name, context, status=503 if intake.unavailable else context["status"]
        )

    def made_from(self) -> str:
        """The mark of what stands on this step now: the page brings it along when it is posted."""
        return marks.of(self.visit.draft, self.kwargs["step"], self.kwargs.get("item")) if self.visit.draft else ""

    def problems(self, form: StepForm, intake: taking_in.Intake) -> list[tuple[str, str]]:
        """What the summary says: of the questions, of the group on the step, of the papers sent."""
        found = form.problems() if form.is_bound else []
        if form.is_bound and (people := self.people()):
            found += people.problems
        for name, sentences in intake.problems.items():
            found += [(f"id_{form.step.key}-{name}" if name else "main", sentence) for sentence in sentences]
        return found

    def people(self) -> groups.People | None:
        """The items of the group on this step, None where there is no group or this family does not see it."""
        step = self.kwargs["step"]
        if step not in self.visit.form.groups:
            return None
        before = self.walk.before.get(step, {})
        group = group_on(self.visit.route, step, before)
        return groups.people(self.visit.route, group, before, self.visit.facts, self.visit.language) if group else None

    @cached_property
    def number(self) -> carrying.Number | None:
        """How many another form was told there are on the list of this step; None on other pages, one person's too."""
        draft, group = self.visit.draft, self.visit.form.groups.get(self.kwargs["step"])
        return (
            carrying.number(draft.case, self.visit.form, group)
            if draft and group and "item" not in self.kwargs
            else None
        )

    def check_page(self) -> HttpResponse:
        """Everything said so far, and the button that sends it."""
        assert self.visit.draft
        found = review.review(self.visit.draft, self.visit.route, self.visit.language, self.withheld)
        hold = holding.hold(self.visit.draft, self.walk.known)
        context = self.get_context_data(form=forms.Form(), review=found, hold=hold, unusable=self.unusable())
        return render(self.request, "intake_forms/check.html", context)

    def unusable(self) -> list[Unusable]:
        """The papers of the case of which a file cannot be used or has not arrived."""
        case = self.visit.case
        return unusable(case, refusals(case), self.visit.language) if case and self.visit.form.has_papers else []

    def exit_page(self, key: str) -> HttpResponse:
        """A page that leads out. It knows nothing of who reads it."""
        page = next((page for page in self.visit.form.gate.exits if page.key == key), None)
        if page is None:
            raise Http404
        context = self.get_context_data(form=forms.Form(), page=page, translate_path=True)
        return render(self.request, "intake_forms/exit.html", context)

    def confirmation(self) -> HttpResponse:
        """The reference, the words while they can be shown, and what happens next."""
        assert self.visit.case
        words, troubled = queries.words(self.visit.case), self.unusable()
        context = self.get_context_data(form=forms.Form(), words=words, unusable=troubled, translate_path=True)
        return render(self.request, "intake_forms/done.html", context)

    def ended(self, step: str) -> HttpResponse:
        """Nobody is signed in here: the session ended, or never was. Says what is saved and how to come back."""
        if step not in self.visit.form.step_by_key and step not in {"check", "done"}:
            raise Http404
        return ended(self.request, self.visit)

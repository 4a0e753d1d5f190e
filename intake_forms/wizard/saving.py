"""Saving a step of the wizard: what was typed is kept, whatever it is; then the button that was pressed leads on."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import get_language

from intake_forms.records import keeping, marks, moves, queries, services
from intake_forms.records.models import FormVersion
from intake_forms.records.queries import StepAnswers
from intake_forms.wizard import another_paper, counting, handover, moved, papers, taking_in, windows
from intake_forms.wizard.arrival import see
from intake_forms.wizard.forms import StepForm
from intake_forms.wizard.pages import Pages
from intake_forms.wizard.visit import visit


class Saving(Pages):
    """What is done with a step that was posted, once there is a draft."""

    def save(self, form: StepForm, answers: StepAnswers, seen: str | None) -> HttpResponse | None:
        """Save what was typed; another page instead when it cannot be saved so."""
        assert self.visit.draft
        try:
            self.visit.facts = self.write(form, answers, seen)
            services.speak(case=self.visit.draft.case, language=self.visit.language)
        except services.AlreadySent:
            return self.sent_already(form.step.key)
        except services.Moved:
            return self.moved(form, answers, self.visit.version)
        except services.Overtaken:
            return self.overtaken(form, answers, seen)
        finally:
            self.__dict__.pop("_walk", None)
        return None

    def sent_already(self, step: str) -> HttpResponse:
        """Another window has sent the form: its answers stand, and a photo that this page brought is a paper of the case."""
        assert self.visit.draft
        case, incoming = self.visit.draft.case, self.request.incoming
        shown = another_paper.after_sending(self.request, case=case, step=step, incoming=incoming)
        return shown or see(self.get_step_url("done"))

    def posted(self, step: str, asked: Collection[str] | None = None) -> StepForm:
        """The form as it was posted. A question that the page did not ask, and another window made appear, as it stands there.

        ``asked``: the questions that are asked now, where the form itself shows others too.
        """
        form, data = self.get_form(step, data=self.request.POST), self.request.POST
        new = (form.keys if asked is None else set(asked)) - set(data["asked"].split()) if data.get("asked") else set()
        stood = (
            queries.step_answers(self.visit.draft, step, self.kwargs.get("item")) if new and self.visit.draft else None
        )
        return self.get_form(step, data=windows.with_unasked(data, step, stood, new)) if stood else form

    def moved(self, form: StepForm, answers: StepAnswers, made_for: FormVersion) -> HttpResponse:
        """The draft was moved to another version since the page was made: saved where that asks it, the page is shown anew."""
        draft, step, item = self.visit.draft, form.step.key, self.kwargs.get("item")
        assert draft
        if not moves.bring(draft=draft, made_for=made_for, step=step, item=item, answers=answers):
            return self.sent_already(step)
        intake = taking_in.take_in(
            case=draft.case, step=step, papers=form.papers, incoming=self.request.incoming, asked="next"
        )
        self.request.visit = visit(self.request, self.visit.form.key)
        self.__dict__.pop("_walk", None)
        if refused := form.secret_questions():
            return self.in_other_words(self.request.POST.get("go", "next")) or self.refused(form, refused)
        if intake.problems and step in self.walk.steps:
            return self.render(self.get_form(step, saved=answers), intake)
        return see(self.get_step_url(step if step in self.walk.steps else "tasks"))

    def refused(self, form: StepForm, keys: set[str]) -> HttpResponse:
        """Where an old page's numbers that we never keep are told of: on the new page, else on one of its own."""
        step, item = form.step.key, self.kwargs.get("item")
        asked = step in (self.walk.steps if item is None else self.visit.form.groups.keys() & self.walk.steps)
        shown = self.get_form(step, data=self.request.POST) if asked else None
        if shown and keys <= shown.secret_questions():
            return self.render(shown)
        told = moved.not_kept(self.visit, form, keys)
        asked_still = any(each.step for each in told)
        context = self.get_context_data(form=forms.Form(), not_kept=told, asked_still=asked_still, item=item)
        return render(self.request, "intake_forms/not_kept.html", context)

    def off_the_way(self, step: str) -> HttpResponse:
        """A step that another window took off the way since its page was opened: what was typed is kept as all that is hidden.

        Nobody asks for it now, so it is not complete.
        """
        form, draft, go = self.posted(step), self.visit.draft, self.request.POST.get("go", "next")
        assert draft
        answers = form.answers()._replace(complete=False)
        if any(text for texts in answers.typed.values() for text in texts):
            with suppress(services.Full):
                if there := self.save(form, answers, self.request.POST.get("made_from")):
                    return there
        intake = taking_in.take_in(
            case=draft.case, step=step, papers=form.papers, incoming=self.request.incoming, asked="next"
        )
        if form.secret_questions() or intake.problems:
            return self.in_other_words(go) or self.render(form, intake)
        if go in ("back", "save", "tasks", "help", "case") and (there := self.elsewhere(go, step)):
            return there
        return see(self.forward(step, self.walk.after(step)))

    def write(self, form: StepForm, answers: StepAnswers, seen: str | None) -> dict[str, Any]:
        """Save the step. Returns the facts."""
        draft = self.visit.draft
        assert draft
        # Who adds photo after photo posts the same page; elsewhere it would be one more query for nothing.
        if self.request.incoming and keeping.stands(draft=draft, step=form.step.key, answers=answers):
            return self.visit.facts
        return services.save_step(draft=draft, step=form.step.key, answers=answers, shown=form.brought, seen=seen)

    def overtaken(self, form: StepForm, answers: StepAnswers, seen: str | None) -> HttpResponse | None:
        """Another window has saved this step meanwhile: both are shown, and nothing is written. None to go on."""
        draft, step, item = self.visit.draft, form.step.key, self.kwargs.get("item")
        assert draft
        self.visit.facts = queries.facts(draft)
        if self.request.POST.get("go", "next") != "next" and marks.mark(draft, answers.typed) == seen:
            # Nothing was typed on this page, so it has nothing to keep: the other window's stays.
            return None
        theirs = queries.step_answers(draft, step, item)
        differences = windows.differences(form, theirs, answers)
        if theirs and not differences:
            return self.save(form, answers, marks.of(draft, step, item))
        intake = taking_in.take_in(
            case=draft.case, step=step, papers=form.papers, incoming=self.request.incoming, asked="next"
        )
        shown = form if form.secret_questions() else self.get_form(step, saved=answers)
        return self.render(shown, intake, differences=differences, removed=theirs is None, overtaken=True, status=409)

    def follow(self, go: str, step: str, form: StepForm, answers: StepAnswers) -> HttpResponse:
        """Where a button leads once the step is saved: onward only when it is complete and its files are stored."""
        assert self.visit.draft
        secret = form.secret_questions()
        if secret and (there := self.in_other_words(go)):
            return there
        name = papers.press(case=self.visit.draft.case, papers=form.papers, go=go)
        if name is not None and not secret:
            return see(self.paper_url(step, name))
        intake = taking_in.take_in(
            case=self.visit.draft.case,
            step=step,
            papers=form.papers,
            incoming=self.request.incoming,
            asked=go,
            posted=self.request.POST,
        )
        if intake.problems or secret:
            # A number that we never keep is told of whatever button was pressed: it must not vanish silently.
            return self.render(form if go == "next" or secret else self.get_form(step, saved=answers), intake)
        if intake.again and go.startswith("upload"):
            name = go.removeprefix("upload").removeprefix("-")
            return see(self.paper_url(step, name, sent=bool(intake.stored), again=intake.again))
        if there := self.elsewhere(go, step):
            return there
        if page := self.held_up(step, form, answers, intake):
            return page
        counting.saved(self.visit, step)
        if self.agrees_last(step) and handover.agreed(self.request):
            return see(handover.own_words(self.visit.form.key))
        return see(self.forward(step, self.visit.route.after(step, form.before, self.visit.facts)))

    def held_up(self, step: str, form: StepForm, answers: StepAnswers, intake: taking_in.Intake) -> HttpResponse | None:
        """What Continue shows where it does not lead on from a step that is saved; None where it does."""
        assert self.visit.draft
        if step in self.withheld:
            return see(self.get_step_url("check"))
        told = self.request.POST.getlist("told")
        taking_in.remind(
            case=self.visit.draft.case, papers=form.papers, values=answers.values, told=told, intake=intake
        )
        if not answers.complete or intake.problems:
            return self.render(form, intake)
        if intake.doubtful:
            # Told once; with the next Continue it is kept as it is.
            return see(self.paper_url(step, intake.doubtful, sent=True))
        people = self.people()
        if people and self.number and len(people.persons) < self.number.answer and people.group.key not in told:
            # Asked once, like what is said of a photo: with the next Continue the list is as long as it is.
            intake.told.append(people.group.key)
            return self.render(form, intake)
        return None

    def elsewhere(self, go: str, step: str) -> HttpResponse | None:
        """Where the buttons lead that do not ask for a complete step; None for Continue."""
        if go.startswith("lang-"):
            return self.switch(step, go.removeprefix("lang-"))
        if go.startswith("upload"):
            return see(self.paper_url(step, go.removeprefix("upload").removeprefix("-"), sent=True))
        return {
            "back": lambda: see(self.backward(step)),
            "save": lambda: see(self.get_step_url("key")),
            "tasks": lambda: see(self.get_step_url("tasks")),
            "help": lambda: see(reverse("case:help")),
            "case": lambda: see(reverse("case:status")),
            "add": lambda: see(self.get_item_url(step, uuid4(), mode=self.item_mode)),
        }.get(go, lambda: None)()

    def in_other_words(self, go: str) -> HttpResponse | None:
        """The page in the language that the button asks for, where it cannot be left; None for another button.

        307 makes the browser bring along what was typed: nothing is stored on the way. Files are not sent twice.
        """
        language = go.removeprefix("lang-")
        known = go.startswith("lang-") and language in self.visit.form.languages and language != get_language()
        if not known or self.request.incoming:
            return None
        return HttpResponse(status=307, headers={"Location": translate_url(self.request.get_full_path(), language)})

    def switch(self, step: str, language: str) -> HttpResponse:
        """The same step in another language; an unknown one changes nothing."""
        known = language if language in self.visit.form.languages else None
        return see(self.get_step_url(step, known, mode=self.query))

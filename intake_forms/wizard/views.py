"""The wizard: formtools' named-URL wizard over ``DraftStorage``. One request, one step, one form."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from formtools.wizard.views import NamedUrlWizardView

from intake_forms.records import holding, invitations, marks, moves, queries, services
from intake_forms.records.models import FormVersion
from intake_forms.records.queries import StepAnswers
from intake_forms.schema.document import EXIT_PREFIX
from intake_forms.schema.gaps import group_on
from intake_forms.schema.path import Walk
from intake_forms.wizard import counting, groups, moved, papers, review, session, windows
from intake_forms.wizard.arrival import WizardRequest, prepared, see
from intake_forms.wizard.ended import belongs_elsewhere, ended
from intake_forms.wizard.forms import StepForm, form_class, replay
from intake_forms.wizard.journey import Journey
from intake_forms.wizard.visit import Visit, visit


@never_cache
@csrf_exempt
def step(request: HttpRequest, form: str, step: str) -> HttpResponseBase:
    """A step of a form. CSRF is checked inside, once the sealing handler is there to read the body."""
    return prepared(_wizard, request, form, step=step)


class IntakeWizard(Journey, NamedUrlWizardView):
    """Runs one form document. Used of formtools: named addresses, StepsHelper, template context, the done flow."""

    storage_name = "intake_forms.wizard.storage.DraftStorage"
    template_name = "intake_forms/step.html"
    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]
    request: WizardRequest

    # --- what formtools asks for -----------------------------------------------------------------------------------

    def get_form_list(self) -> dict[str, None]:
        """The steps of this family's way. There are no classes in it: a form is made when a page needs it."""
        return dict.fromkeys(self.walk.steps)

    def get_form(
        self, step: str | None = None, data: Any = None, files: Any = None, saved: StepAnswers | None = None
    ) -> StepForm:
        """The form of a step: bound to ``data``, or showing what was saved."""
        key = step or self.steps.current
        made = form_class(self.visit.route, key, self.visit.language)
        fixed = self.visit.fixed if key == self.gate else None
        return made(self.walk.before.get(key, {}), data=data, saved=saved, fixed=fixed)

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
            query=self.mode,
            item_query=self.item_mode,
            **kwargs,
        )

    def render_done(self, form: Any = None, **kwargs: Any) -> HttpResponse:
        """Send the draft, once however often it is asked; go back to the first step that misses something."""
        assert self.visit.draft
        try:
            sent, _new = services.send(draft=self.visit.draft, language=self.visit.language)
        except services.Incomplete as missing:
            return see(self.get_step_url(missing.step) + "?check")
        except services.Held:
            return see(self.get_step_url("check"))
        return self.done([], sent=sent)

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        """After sending: the confirmation."""
        return see(self.get_step_url("done"))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What comes from a page of a case that is not open here, or not any more, goes into no other: it is kept aside."""
        if belongs_elsewhere(request, self.visit):
            return self.ended(kwargs["step"])
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    # --- GET -------------------------------------------------------------------------------------------------------

    def get(self, request: WizardRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A page as it stands. Writes nothing."""
        step = kwargs["step"]
        if step.startswith(EXIT_PREFIX):
            return self.exit_page(step.removeprefix(EXIT_PREFIX))
        if self.visit.draft is None and (step != self.gate or not self.visit.has_start):
            return self.ended(step)
        if self.visit.draft is None and self.visit.closed:
            return see(reverse("intake_forms:start", kwargs={"form": self.visit.form.key}))
        if self.visit.draft and self.visit.draft.submitted:
            return self.confirmation() if step == "done" else see(self.get_step_url("done"))
        if step == "check":
            return self.check_page()
        if step not in self.visit.form.step_by_key:
            if step == "done":
                return see(self.get_step_url("check"))
            if moved.was_asked(self.visit.form.key, step):
                return see(self.get_step_url("tasks"))
            raise Http404
        if step not in self.walk.steps:
            return see(self.get_step_url(self.walk.after(step) or "check"))
        return self.step_page(step)

    def step_page(self, step: str) -> HttpResponse:
        """A step with what stands on it; with ``?check`` in the address also with what is wrong there."""
        if (people := self.people()) and (item := people.straight):
            asked = self.request.META.get("QUERY_STRING", "")
            return see(self.get_item_url(step, item) + (f"?{asked}" if asked else ""))
        saved = self.storage.get_step_data(step)
        if "check" in self.request.GET:
            return self.render(self.get_form(step, data=replay(saved.typed if saved else {}, step)))
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

    def render(self, form: StepForm, intake: papers.Intake | None = None, **kwargs: Any) -> HttpResponse:
        """A step's page, with what is wrong on it in the summary and in its place."""
        case, intake = self.visit.case, intake or papers.Intake()
        if self.request.method == "POST":
            counting.refused(self.visit, form, intake)
        context = self.get_context_data(
            form=form,
            problems=self.problems(form, intake),
            papers_problems=intake.problems,
            sheets=papers.sheets(case) if case and form.papers else {},
            just=self.request.GET.get("sent", ""),
            is_gate=form.step.key == self.gate,
            unavailable=intake.unavailable,
            closed=self.visit.draft is None and self.visit.closed,
            steps_to_do=len(self.walk.steps) - 1,
            made_from=self.made_from(),
            **{"status": 200, **kwargs},
        )
        return render(
            self.request, self.template_name, context, status=503 if intake.unavailable else context["status"]
        )

    def made_from(self) -> str:
        """The mark of what stands on this step now: the page brings it along when it is posted."""
        return marks.of(self.visit.draft, self.kwargs["step"], self.kwargs.get("item")) if self.visit.draft else ""

    def problems(self, form: StepForm, intake: papers.Intake) -> list[tuple[str, str]]:
        """What the summary says: of the questions, of the group on the step, of the papers sent."""
        found = form.problems() if form.is_bound else []
        if form.is_bound and (people := self.people()):
            found += people.problems
        for name, sentences in intake.problems.items():
            found += [(f"id_{form.step.key}-{name}", sentence) for sentence in sentences]
        return found

    def people(self) -> groups.People | None:
        """The items of the group on this step, None where there is no group or this family does not see it."""
        step = self.kwargs["step"]
        if step not in self.visit.form.groups:
            return None
        before = self.walk.before.get(step, {})
        group = group_on(self.visit.route, step, before)
        return groups.people(self.visit.route, group, before, self.visit.facts, self.visit.language) if group else None

    def check_page(self) -> HttpResponse:
        """Everything said so far, and the button that sends it."""
        assert self.visit.draft
        found = review.review(self.visit.draft, self.visit.route, self.visit.language)
        hold = holding.hold(self.visit.draft, self.walk.known)
        context = self.get_context_data(form=forms.Form(), review=found, hold=hold)
        return render(self.request, "intake_forms/check.html", context)

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
        context = self.get_context_data(form=forms.Form(), words=queries.words(self.visit.case), translate_path=True)
        return render(self.request, "intake_forms/done.html", context)

    def ended(self, step: str) -> HttpResponse:
        """Nobody is signed in here: the session ended, or never was. Says what is saved and how to come back."""
        if step not in self.visit.form.step_by_key and step not in {"check", "done"}:
            raise Http404
        return ended(self.request, self.visit)

    # --- POST ------------------------------------------------------------------------------------------------------

    def post(self, request: WizardRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save what was typed, whatever it is; then do what the button says."""
        step, go = kwargs["step"], request.POST.get("go", "next")
        draft = self.visit.draft
        if old := moved.old_page(self.visit, request.POST, step, None):
            return self.moved(old.form, old.form.answers(), old.version)
        if draft is None:
            return self.post_gate(go) if step == self.gate and self.visit.has_start else self.ended(step)
        if draft.submitted:
            return see(self.get_step_url("done"))
        if step == "check":
            return self.post_check(go)
        if step not in self.walk.steps:
            return self.get(request, *args, **kwargs)
        form = self.get_form(step, data=request.POST)
        answers = form.answers()
        if (people := self.people()) and people.problems:
            answers = answers._replace(complete=False)
        if step == self.gate and answers.complete and go == "next" and (page := self.visit.route.exit(answers.values)):
            return see(self.get_step_url(EXIT_PREFIX + page.key))
        return self.save(form, answers, request.POST.get("made_from")) or self.follow(go, step, form, answers)

    def save(self, form: StepForm, answers: StepAnswers, seen: str | None) -> HttpResponse | None:
        """Save what was typed; another page instead when it cannot be saved so."""
        try:
            self.visit.facts = self.write(form, answers, seen)
        except services.AlreadySent:
            return see(self.get_step_url("done"))
        except services.Moved:
            return self.moved(form, answers, self.visit.version)
        except services.Overtaken:
            return self.overtaken(form, answers, seen)
        finally:
            self.__dict__.pop("_walk", None)
        return None

    def moved(self, form: StepForm, answers: StepAnswers, made_for: FormVersion) -> HttpResponse:
        """The draft was moved to another version since the page was made: saved where that asks it, the page is shown anew."""
        draft, step, item = self.visit.draft, form.step.key, self.kwargs.get("item")
        assert draft
        if moves.bring(draft=draft, made_for=made_for, step=step, item=item, answers=answers):
            papers.take_in(case=draft.case, step=step, papers=form.papers, incoming=self.request.incoming, asked="next")
        self.request.visit = visit(self.request, self.visit.form.key)
        return see(self.get_step_url(step if step in self.visit.walk.steps else "tasks"))

    def write(self, form: StepForm, answers: StepAnswers, seen: str | None) -> dict[str, Any]:
        """Save the step. Returns the facts."""
        draft = self.visit.draft
        assert draft
        return services.save_step(draft=draft, step=form.step.key, answers=answers, shown=set(form.fields), seen=seen)

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
        intake = papers.take_in(
            case=draft.case, step=step, papers=form.papers, incoming=self.request.incoming, asked="next"
        )
        shown = form if form.secret_questions() else self.get_form(step, saved=answers)
        return self.render(shown, intake, differences=differences, removed=theirs is None, overtaken=True, status=409)

    def follow(self, go: str, step: str, form: StepForm, answers: StepAnswers) -> HttpResponse:
        """Where a button leads once the step is saved: onward only when it is complete and its files are stored."""
        assert self.visit.draft
        secret = form.secret_questions()
        name = papers.press(case=self.visit.draft.case, papers=form.papers, go=go)
        if name is not None and not secret:
            return see(self.paper_url(step, name))
        intake = papers.take_in(
            case=self.visit.draft.case,
            step=step,
            papers=form.papers,
            incoming=self.request.incoming,
            asked=go,
        )
        if intake.problems or secret:
            # A number that we never keep is told of whatever button was pressed: it must not vanish silently.
            return self.render(form if go == "next" or secret else self.get_form(step, saved=answers), intake)
        if there := self.elsewhere(go, step):
            return there
        if not answers.complete:
            return self.render(form)
        if intake.doubtful:
            # Told once; with the next Continue it is kept as it is.
            return see(self.paper_url(step, intake.doubtful, sent=True))
        counting.saved(self.visit, step)
        return see(self.forward(step, self.visit.route.after(step, form.before, self.visit.facts)))

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
            "add": lambda: see(self.get_item_url(step, uuid4(), mode=self.item_mode)),
        }.get(go, lambda: None)()

    def post_gate(self, go: str) -> HttpResponse:
        """The gate before there is a case: stores nothing, or everything in one transaction."""
        form = self.get_form(self.gate, data=self.request.POST)
        if form.secret_questions() or self.visit.closed:
            # What was typed stays on the page: nobody is sent away from it because we closed meanwhile.
            return self.render(form)
        if go.startswith("lang-"):
            language = go.removeprefix("lang-")
            if language == get_language() or language not in self.visit.form.languages:
                return self.render(self.get_form(self.gate, saved=form.answers()))
            # 307 makes the browser bring the typed answers along to the other language: nothing is stored on the way.
            return HttpResponse(status=307, headers={"Location": self.get_step_url(self.gate, language)})
        answers = form.answers()
        if not answers.complete:
            return self.render(form)
        if page := self.visit.route.exit(answers.values):
            return see(self.get_step_url(EXIT_PREFIX + page.key))
        facts = self.visit.route.told(answers.values)
        given: dict[str, Any] = {"version": self.visit.version, "step": self.gate, "answers": answers, "facts": facts}
        # Whatever this browser had open may be somebody else's: a form begun here never joins another's case.
        try:
            begun = services.begin_case(language=self.visit.language, invitation=self.visit.invitation, **given)
        except invitations.Spent:
            session.close(self.request)
            return see(reverse("invited") + "?again")
        session.open_case(self.request, begun.case.id, begun.case.epoch)
        counting.saved(self.visit, self.gate)
        return see(self.get_step_url("key"))

    def post_check(self, go: str) -> HttpResponse:
        """The check page's buttons. Sending needs the draft's own key: a page of another case sends nothing."""
        assert self.visit.draft
        if go.startswith("lang-"):
            return self.switch("check", go.removeprefix("lang-"))
        if go == "back":
            return see(self.get_step_url(self.walk.steps[-1]))
        if go == "save":
            return see(self.get_step_url("key"))
        if go == "tasks":
            return see(self.get_step_url("tasks"))
        if self.request.POST.get("submit_key") != str(self.visit.draft.submit_key):
            return see(self.get_step_url("check"))
        return self.render_done()

    # --- small things ----------------------------------------------------------------------------------------------

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
    def gate(self) -> str:
        """The key of the gate's step."""
        return self.visit.form.gate.step.key

    def switch(self, step: str, language: str) -> HttpResponse:
        """The same step in another language; an unknown one changes nothing."""
        known = language if language in self.visit.form.languages else None
        return see(self.get_step_url(step, known, mode=self.mode))


# formtools wants one form before it starts; every real one comes from the document.
unprotected = IntakeWizard.as_view([("placeholder", forms.Form)], url_name="intake_forms:step")
_wizard = csrf_protect(unprotected)

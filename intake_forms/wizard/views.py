"""The wizard: formtools' named-URL wizard over ``DraftStorage``. One request, one step, one form."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from intake_forms.records import services, site
from intake_forms.schema.document import EXIT_PREFIX
from intake_forms.wizard import handover, moved
from intake_forms.wizard.arrival import WizardRequest, prepared, see
from intake_forms.wizard.ended import belongs_elsewhere
from intake_forms.wizard.gate import Gate


@never_cache
@csrf_exempt
def step(request: HttpRequest, form: str, step: str) -> HttpResponseBase:
    """A step of a form. CSRF is checked inside, once the sealing handler is there to read the body."""
    return prepared(_wizard, request, form, step=step)


class IntakeWizard(Gate):
    """Runs one form document: what is asked for by an address, and what is posted to it, goes its way from here."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What comes from a page of a case that is not open here, or not any more, goes into no other: it is kept aside."""
        if belongs_elsewhere(request, self.visit):
            return self.ended(kwargs["step"])
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

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
            return see(self.forward(step, self.walk.after(step)))
        return self.gate_first(step) or self.past(step) or self.step_page(step)

    def past(self, step: str) -> HttpResponse | None:
        """What follows a step that is not for who helps: at the end the check page, which says whose it is. None for others."""
        withheld = self.withheld
        if step not in withheld:
            return None
        ahead = self.walk.steps[self.walk.steps.index(step) + 1 :]
        return see(self.get_step_url(next((each for each in ahead if each not in withheld), "check")))

    def post(self, request: WizardRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save what was typed, whatever it is; then do what the button says."""
        step, go = kwargs["step"], request.POST.get("go", "next")
        draft = self.visit.draft
        if old := moved.old_page(self.visit, request.POST, step, None):
            return self.moved(old.form, old.form.answers(), old.version)
        if draft is None:
            return self.post_gate(go) if step == self.gate and self.visit.has_start else self.ended(step)
        if draft.submitted:
            return self.sent_already(step)
        if step == "check":
            return self.post_check(go)
        if step not in self.visit.form.step_by_key:
            return self.get(request, *args, **kwargs)
        if step not in self.walk.steps:
            return self.off_the_way(step)
        form = self.posted(step)
        answers = form.answers()
        if (people := self.people()) and people.problems:
            answers = answers._replace(complete=False)
        if step == self.gate and answers.complete and go == "next" and (page := self.visit.route.exit(answers.values)):
            return see(self.get_step_url(EXIT_PREFIX + page.key))
        return self.save(form, answers, request.POST.get("made_from")) or self.follow(go, step, form, answers)

    def post_check(self, go: str) -> HttpResponse:
        """The check page's buttons. Sending needs the draft's own key: a page of another case sends nothing."""
        assert self.visit.draft
        if go.startswith("lang-"):
            return self.switch("check", go.removeprefix("lang-"))
        if go == "back":
            withheld = self.withheld
            return see(self.get_step_url(next(each for each in reversed(self.walk.steps) if each not in withheld)))
        if go == "save":
            return see(self.get_step_url("key"))
        if go == "tasks":
            return see(self.get_step_url("tasks"))
        if go != "next" or self.request.POST.get("submit_key") != str(self.visit.draft.submit_key):
            return see(self.get_step_url("check"))
        return self.render_done()

    def render_done(self, form: Any = None, **kwargs: Any) -> HttpResponse:
        """Send the draft, once however often it is asked; go back to the first step that misses something."""
        assert self.visit.draft
        try:
            sent, _new = services.send(
                draft=self.visit.draft,
                language=self.visit.language,
                facts_read=site.facts_in(self.visit.form.languages),
            )
        except services.Incomplete as missing:
            return see(self.get_step_url(missing.step) + "?check")
        except services.Held:
            return see(self.get_step_url("check"))
        # Where the page on which she agrees was left by another button than Continue.
        handover.agreed(self.request)
        return self.done([], sent=sent)

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        """After sending: the confirmation."""
        return see(self.get_step_url("done"))


# formtools wants one form before it starts; every real one comes from the document.
unprotected = IntakeWizard.as_view([("placeholder", forms.Form)], url_name="intake_forms:step")
_wizard = csrf_protect(unprotected)

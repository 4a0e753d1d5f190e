"""One item of a group: its own page, and the page that asks before it is removed."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from intake_forms.records import queries, services
from intake_forms.records.queries import StepAnswers
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import ID, Entry
from intake_forms.wizard import counting, groups
from intake_forms.wizard.arrival import WizardRequest, prepared, see
from intake_forms.wizard.forms import StepForm, form_class, replay
from intake_forms.wizard.moved import old_page
from intake_forms.wizard.taking_in import Intake
from intake_forms.wizard.views import IntakeWizard


@never_cache
@csrf_exempt
def item(request: HttpRequest, form: str, step: str, item: UUID) -> HttpResponseBase:
    """One item of the group on a step."""
    return prepared(_item, request, form, step=step, item=item)


class ItemPage(IntakeWizard):
    """Asks one item of a group. An item begins to exist with its first answer; its id is in the address before that."""

    template_name = "intake_forms/item.html"
    #: Whether the group turned out to be full when this item was to be saved.
    no_room = False

    @property
    def group(self) -> Group:
        """The group on the step."""
        return self.visit.form.groups[self.kwargs["step"]]

    @property
    def entry(self) -> Entry | None:
        """What the draft's facts have of this item; None for a new one."""
        mine = str(self.kwargs["item"])
        return next((each for each in self.visit.facts.get(self.group.key, ()) if each[ID] == mine), None)

    def not_here(self) -> HttpResponse | None:
        """Where to go instead, when there is no item to ask here."""
        step = self.kwargs["step"]
        if step not in self.visit.form.groups:
            raise Http404
        if self.visit.draft is None:
            return self.ended(step)
        if self.visit.draft.submitted:
            return see(self.get_step_url("done"))
        if step not in self.walk.steps:
            return see(self.forward(step, self.walk.after(step)))
        if self.people() is None:
            return see(self.get_step_url(step))
        return None

    def get(self, request: WizardRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The item as it stands; with ``?remove`` in the address the question whether it should go."""
        if there := self.not_here() or self.gate_first(kwargs["step"]):
            return there
        step, people = kwargs["step"], self.people()
        if self.entry is None and ("remove" in request.GET or (people and people.full)):
            return see(self.get_step_url(step, mode=self.list_mode))
        if "remove" in request.GET:
            takes_papers = any(isinstance(item, Slot) for each in self.visit.form.steps for item in each.items)
            asking = self.get_context_data(form=forms.Form()) | {"takes_papers": takes_papers}
            return render(request, "intake_forms/remove.html", asking)
        assert self.visit.draft
        saved = queries.step_answers(self.visit.draft, step, kwargs["item"]) if self.entry else None
        if "check" in request.GET:
            form = self.get_form(step, data=replay(saved.typed if saved else {}, step))
        else:
            form = self.get_form(step, saved=saved)
        form.remind(self.carried(saved))
        return self.render(form)

    def carried(self, saved: StepAnswers | None) -> set[str]:
        """The questions whose answers come from an item of another form's group and were not confirmed here yet."""
        # Whom a form brought has a name all the same, of which nothing is understood yet (``review._carried``).
        fresh = (
            saved is not None
            and not saved.complete
            and not saved.values
            and set(self.group.naming) & set(self.entry or ())
        )
        if not fresh or self.group.key not in {carry.target for carry in self.visit.form.carries}:
            return set()
        return {name.split(".")[0] for name in saved.typed} if saved else set()

    def post(self, request: WizardRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save what was typed, whatever it is; then do what the button says."""
        if old := old_page(self.visit, request.POST, kwargs["step"], kwargs["item"]):
            return self.moved(old.form, old.form.answers(), old.version)
        if there := self.not_here():
            draft, hidden = self.visit.draft, kwargs["step"] not in self.walk.steps
            typed_here = draft and not draft.submitted and hidden and request.POST.get("go") != "remove"
            return self.off_the_way(kwargs["step"]) if typed_here else there
        step, go, seen = kwargs["step"], request.POST.get("go", "next"), request.POST.get("made_from")
        if go == "remove":
            return self.remove(step)
        if "remove" in request.GET:
            # The page that asks whether it should go brings no answers: none are to be saved.
            known = next((code for code in self.visit.form.languages if go == f"lang-{code}"), None)
            asked = "&".join(filter(None, ("remove", self.mode)))
            return see(self.get_item_url(step, kwargs["item"], known, mode=asked))
        before, form = self.entry, self.posted(step, self.asked(self.entry))
        answers = form.answers()
        touched = any(text for texts in answers.typed.values() for text in texts)
        if before is not None or touched or (go == "next" and answers.complete):
            try:
                if there := self.save(form, answers, seen):
                    return there
            except services.Full:
                self.no_room = True
                return self.render(form)
        return self.onward(go, form, answers, self.unasked(form, before, answers))

    def write(self, form: StepForm, answers: StepAnswers, seen: str | None) -> dict[str, Any]:
        """Save the item. Returns the facts."""
        draft, item = self.visit.draft, self.kwargs["item"]
        assert draft
        shown = form.brought - {each.key for each in self.unasked(form, self.entry, answers)}
        return services.save_item(draft=draft, step=form.step.key, item=item, answers=answers, shown=shown, seen=seen)

    def remove(self, step: str) -> HttpResponse:
        """Take the item off the list."""
        assert self.visit.draft
        try:
            services.remove_item(draft=self.visit.draft, step=step, item=self.kwargs["item"])
        except services.AlreadySent:
            return see(self.get_step_url("done"))
        except services.Moved:
            return see(self.get_step_url("tasks"))
        return see(self.get_step_url(step, mode=self.list_mode))

    def onward(self, go: str, form: StepForm, answers: StepAnswers, unasked: list[Question]) -> HttpResponse:
        """Where a button leads once the item is saved: back to the list only when it is complete."""
        step, here = self.kwargs["step"], self.kwargs["item"]
        if form.secret_questions():
            return self.in_other_words(go) or self.render(form)
        if go.startswith("lang-"):
            language = go.removeprefix("lang-")
            known = language if language in self.visit.form.languages else None
            return see(self.get_item_url(step, here, known, mode=self.mode))
        if go in ("save", "tasks"):
            return see(self.get_step_url({"save": "key"}.get(go, go)))
        if go in ("help", "case"):
            return see(reverse({"help": "case:help", "case": "case:status"}[go]))
        to_check = self.mode in ("change", "check")
        there = self.get_step_url("check" if to_check else step, mode="" if to_check else self.list_mode)
        if go == "back":
            return see(self.backward(step) if self.alone else there)
        if unasked and not any(key not in {item.key for item in unasked} for key in form.errors):
            # What was just answered brings more questions: they stood on no page yet, so they are not called missing.
            return see(f"{self.get_item_url(step, here, mode=self.mode)}#id_{step}-{unasked[0].key}")
        if not answers.complete:
            return self.render(form)
        if go == "add":
            return see(self.get_item_url(step, uuid4(), mode=self.item_mode))
        return self.past_the_list(form) if self.alone else see(there)

    def past_the_list(self, form: StepForm) -> HttpResponse:
        """From the only item straight on: a list of one would have to be looked at for nothing."""
        step, draft = self.kwargs["step"], self.visit.draft
        assert draft
        try:
            self.visit.facts = services.save_step(draft=draft, step=step, answers=StepAnswers({}, {}, True))
        except (services.AlreadySent, services.Moved):
            return see(self.get_step_url("tasks"))
        counting.saved(self.visit, step)
        return see(self.forward(step, self.visit.route.after(step, form.before, self.visit.facts)))

    def get_form(
        self, step: str | None = None, data: Any = None, files: Any = None, saved: StepAnswers | None = None
    ) -> StepForm:
        """The form of this item."""
        step = self.kwargs["step"]
        made = form_class(self.visit.route, step, self.visit.language, inside=True)
        entry = saved.values if saved else self.entry
        return made(self.walk.before.get(step, self.walk.known), data=data, saved=saved, entry=entry)

    def unasked(self, form: StepForm, before: Entry | None, answers: StepAnswers) -> list[Question]:
        """The questions that this page's own answers made appear, still without an answer."""
        asked = self.asked(before)
        new = [each for each in form.items if isinstance(each, Question) and each.key not in asked]
        posted = {name.split(".")[0] for name in answers.typed}
        return [each for each in new if each.key not in posted]

    def asked(self, entry: Entry | None) -> set[str]:
        """The questions that are asked of this item once it has answered this, whatever is being posted."""
        known = self.walk.before.get(self.kwargs["step"], {})
        return {each.key for each in self.visit.route.inside(self.group, known, entry or {})}

    @property
    def alone(self) -> bool:
        """Whether this is the only item of a group that must have one."""
        people = self.people()
        return people is not None and people.alone(self.kwargs.get("item"))

    def get_context_data(self, form: forms.Form, **kwargs: Any) -> dict[str, Any]:
        """Also what the item goes by, whether it stands alone, and the way back to its list."""
        here = {"name": self.name(), "alone": self.alone, "list_query": self.list_mode}
        return super().get_context_data(form, **{**here, **kwargs})

    def name(self) -> str:
        """What the item goes by."""
        people = self.people()
        mine = str(self.kwargs.get("item"))
        return next((person.name for person in people.persons if person.id == mine), "") if people else ""

    def problems(self, form: StepForm, intake: Intake) -> list[tuple[str, str]]:
        """What the summary says of this item."""
        room = [("main", groups.too_many(self.group))] if self.no_room else []
        return [*room, *(form.problems() if form.is_bound else [])]


unprotected = ItemPage.as_view([("placeholder", forms.Form)], url_name="intake_forms:step")
_item = csrf_protect(unprotected)

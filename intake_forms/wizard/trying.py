"""Forms that are not released, reached by a signed link that ends: tried out from end to end, or looked at step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from intake_forms.records import queries, trials
from intake_forms.records.models import FormVersion
from intake_forms.records.queries import StepAnswers
from intake_forms.records.tables import language_of
from intake_forms.schema import samples
from intake_forms.wizard import session
from intake_forms.wizard.arrival import WizardRequest
from intake_forms.wizard.fields import QuestionField
from intake_forms.wizard.forms import StepForm, form_class, replay
from intake_forms.wizard.items import ItemPage
from intake_forms.wizard.views import IntakeWizard
from intake_forms.wizard.visit import Visit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """What trying out means; the button lets this browser do it."""
    version = _version(form, token)
    if version is None:
        return render(request, "intake_forms/trial_ended.html", {"translate_path": True}, status=410)
    if request.method == "POST":
        session.open_trial(request, version.pk)
        gate = queries.route(version).form.gate.step.key
        return redirect("intake_forms:step", form=form, step=gate)
    document = queries.route(version).form
    context = {"document": document, "language": language_of(document), "translate_path": True}
    return render(request, "intake_forms/trial.html", context)


@never_cache
@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest, form: str, token: str, step: str) -> HttpResponseBase:
    """One step as sponsors would see it, with sample answers; with ``?check`` unanswered and its mistakes told."""
    return _looked_at(_preview, request, form, token, step)


@never_cache
@require_safe
@xframe_options_sameorigin
def preview_item(request: HttpRequest, form: str, token: str, step: str) -> HttpResponseBase:
    """The page of one item of the group on a step, in the same way."""
    return _looked_at(_preview_item, request, form, token, step)


def _looked_at(
    view: Callable[..., HttpResponseBase], request: HttpRequest, form: str, token: str, step: str
) -> HttpResponseBase:
    version = _version(form, token)
    if version is None or step not in queries.route(version).form.step_by_key:
        raise Http404
    asked = cast(WizardRequest, request)
    asked.visit, asked.incoming = Visit(version, None, language_of(queries.route(version).form)), []
    return view(request, form=form, step=step)


def _version(form: str, token: str) -> FormVersion | None:
    version = trials.opened(token)
    return version if version and version.form_key == form else None


class WithoutDraft(IntakeWizard):
    """A page without a draft. Nothing is read of anybody, and nothing written."""

    http_method_names: ClassVar[list[str]] = ["get", "head"]

    def get_form_list(self) -> dict[str, None]:
        """Every step there is, whatever its condition."""
        return dict.fromkeys(self.visit.form.step_by_key)


class Preview(WithoutDraft):
    """A step; where a group stands on it, with a few people on its list."""

    def get(self, request: WizardRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The step."""
        step, language, wrong = kwargs["step"], self.visit.language, "check" in request.GET
        if group := self.visit.form.groups.get(step):
            self.visit.facts = {group.key: samples.people(self.visit.form, step, language, wrong=wrong)}
        made = form_class(self.visit.route, step, language)
        before = samples.before(self.visit.form, step, language)
        if wrong:
            return self.render(made(before, data=replay({}, step)))
        return self.render(made(before, saved=StepAnswers(_typed(made(before), language), {}, complete=True)))


class PreviewItem(WithoutDraft, ItemPage):
    """One item of the group on a step."""

    def get(self, request: WizardRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The item; unanswered it is one that is just being added."""
        step, language = kwargs["step"], self.visit.language
        if step not in self.visit.form.groups:
            raise Http404
        made = form_class(self.visit.route, step, language, inside=True)
        before = samples.before(self.visit.form, step, language)
        if "check" in request.GET:
            return self.render(made(before, data=replay({}, step)), name="")
        entry = samples.person(self.visit.form, step, language)
        fields = [field for field in made(before, entry=entry).fields.values() if isinstance(field, QuestionField)]
        typed = {
            field.names()[part]: list(strings)
            for field in fields
            if field.key in entry
            for part, strings in field.item.posted(entry[field.key]).items()
        }
        form = made(before, saved=StepAnswers(typed, {}, complete=True), entry=entry)
        return self.render(form, name=self.group.name(entry, language))


def _typed(form: StepForm, language: str) -> dict[str, list[str]]:
    """The sample answers to what is on a page, by the names of its inputs."""
    found: dict[str, list[str]] = {}
    for field in form.fields.values():
        if isinstance(field, QuestionField):
            raw = field.item.sample(language)
            found |= {name: list(raw.get(part, ())) for part, name in field.names().items()}
    return found


_preview = Preview.as_view([("placeholder", forms.Form)], url_name="intake_forms:step")
_preview_item = PreviewItem.as_view([("placeholder", forms.Form)], url_name="intake_forms:step")

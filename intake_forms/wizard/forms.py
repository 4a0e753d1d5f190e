"""The Django form of a step: its class is made once per document, step and language, an instance per request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from intake_forms.records.queries import StepAnswers
from intake_forms.schema.conditions import Answers
from intake_forms.schema.document import Step
from intake_forms.schema.items import Item, Question
from intake_forms.schema.path import Route
from intake_forms.wizard import kinds
from intake_forms.wizard.fields import ChoiceQuestionField, QuestionField


class Line(NamedTuple):
    """One thing on the page: the item, and the bound field where it is a question."""

    item: Item
    field: forms.BoundField | None


class StepForm(forms.Form):
    """The questions of one step that this family sees."""

    step: Step
    route: Route

    def __init__(self, answers: Answers, data: QueryDict | None = None, saved: StepAnswers | None = None) -> None:
        """``answers``: what counts before this step. ``saved``: what stood here, shown again as it was typed."""
        super().__init__(data=data, prefix=self.step.key, auto_id="id_%s", label_suffix="")
        self.items = self.route.items(self.step, answers)
        shown = {item.key for item in self.items}
        for key in set(self.fields) - shown:
            del self.fields[key]
        for key, field in self._questions():
            if isinstance(field, ChoiceQuestionField):
                blank = gettext("Choose") if field.look == "line" else None
                field.offer(self.route.options(field.item, answers), blank=blank)
            if saved:
                self.initial[key] = field.again(saved.typed)

    def lines(self) -> Iterator[Line]:
        """Everything on the page in the document's order."""
        for item in self.items:
            yield Line(item, self[item.key] if item.key in self.fields else None)

    def clean(self) -> None:
        """Hold back secrets in strings that no widget reads, as the first of two under one name: all are stored."""
        for key, field in list(self._questions()):
            secret = field.secret(self._posted(field))
            if secret and not self.has_error(key, "secret"):
                self.errors.pop(key, None)
                self.add_error(key, secret)

    def answers(self) -> StepAnswers:
        """What was posted: every string as typed, every value that could be read."""
        complete = self.is_valid()
        secret = self.secret_questions()
        names = [name for key, field in self._questions() if key not in secret for name in field.names().values()]
        data = self.data
        assert isinstance(data, QueryDict)
        typed = {name: data.getlist(self.add_prefix(name)) for name in names if self.add_prefix(name) in data}
        values = {key: value for key, value in self.cleaned_data.items() if value not in (None, "", [])}
        return StepAnswers(typed, values, complete)

    def secret_questions(self) -> set[str]:
        """The questions whose answer holds a number that we must not keep."""
        return {key for key, errors in self.errors.as_data().items() if any(error.code == "secret" for error in errors)}

    def _posted(self, field: QuestionField) -> dict[str, list[str]]:
        assert isinstance(self.data, QueryDict)
        return {part: self.data.getlist(self.add_prefix(name)) for part, name in field.names().items()}

    def _questions(self) -> Iterator[tuple[str, QuestionField]]:
        for key, field in self.fields.items():
            assert isinstance(field, QuestionField)
            yield key, field

    def problems(self) -> list[tuple[str, str]]:
        """Each error as (id of the first control to mend, sentence), in the order of the page."""
        found = []
        for key, errors in self.errors.items():
            field = self.fields[key]
            assert isinstance(field, QuestionField)
            first = self[key].auto_id + field.first_control(errors.as_data())
            found += [(first, str(error)) for error in errors]
        return found


@lru_cache(maxsize=1024)
def form_class(route: Route, step: str, language: str) -> type[StepForm]:
    """The class of a step's form in one language. A route is one per document, so it is the key."""
    questions = [item for item in route.form.step_by_key[step].items if isinstance(item, Question)]
    fields: dict[str, Any] = {item.key: kinds.field(item, language) for item in questions}
    return type("StepForm", (StepForm,), {**fields, "step": route.form.step_by_key[step], "route": route})


def replay(saved: Mapping[str, list[str]], step: str) -> QueryDict:
    """Saved strings as a request would bring them, to validate them again."""
    data = QueryDict(mutable=True)
    for key, strings in saved.items():
        data.setlist(f"{step}-{key}", strings)
    return data

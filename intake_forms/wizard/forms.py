"""The Django form of a step: its class is made once per document, step and language, an instance per request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from intake_forms.records.queries import StepAnswers
from intake_forms.schema.conditions import Answers
from intake_forms.schema.document import RuleSet, Step
from intake_forms.schema.items import Fact, Invalid, Item, Question, storable
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Accepted, Slot
from intake_forms.schema.path import Entry, Route, paper_name
from intake_forms.wizard import kinds
from intake_forms.wizard.fields import ChoiceQuestionField, QuestionField
from intake_forms.wizard.kinds.slot import SaidField


@dataclass(frozen=True)
class Paper:
    """One paper on the page: the slot, the person it hangs on, what it is called, what does for it, and what says so.

    ``name`` tells it from the others of the form. ``leads``: the first of its slot, with what holds for the others too.
    """

    slot: Slot
    person: Entry | None
    label: str
    accepts: list[Accepted]
    leads: bool = True
    fact: Fact | RuleSet | None = None

    @property
    def name(self) -> str:
        """What its answer and its files go by."""
        return paper_name(self.slot, self.person)


@dataclass(frozen=True)
class Line:
    """One thing on the page: the item, its bound field where it takes an answer, and the paper where it is one."""

    item: Item
    field: forms.BoundField | None
    template: str
    paper: Paper | None = None


class StepForm(forms.Form):
    """The questions of one step that this family sees."""

    step: Step
    route: Route
    language: str
    #: The group whose item it asks for, None for the step itself.
    group: Group | None = None

    def __init__(
        self,
        answers: Answers,
        data: QueryDict | None = None,
        saved: StepAnswers | None = None,
        entry: Entry | None = None,
        fixed: Mapping[str, str] | None = None,
    ) -> None:
        """``answers``: what counts before this step. ``saved``: what stood here, shown again as it was typed.

        ``entry``: what the group's item has answered so far; what is posted goes before it. ``fixed``: answers that are
        given already, by question: they are shown, not asked, and nothing that is posted changes them.
        """
        self.fixed = fixed or {}
        if data is not None and self.fixed:
            data = data.copy()
            for key, value in self.fixed.items():
                data[f"{self.step.key}-{key}"] = value
        super().__init__(
            data=None if data is None else _storable(data), prefix=self.step.key, auto_id="id_%s", label_suffix=""
        )
        self.before = answers
        self.items, answers = self._shown(answers, entry)
        self.brought_back = self._bring_back() if self.is_bound else set()
        self.papers = [paper for item in self.items if isinstance(item, Slot) for paper in self._papers(item, answers)]
        self.unseen = self._hide()
        for paper in self.papers:
            self.fields[paper.name] = SaidField(paper.slot, paper.name)
        for key, field in self._fields():
            if isinstance(field, ChoiceQuestionField):
                blank = gettext("Choose") if field.look == "line" else None
                field.offer(self.route.options(field.item, answers, self.group), blank=blank)
            if saved:
                self.initial[key] = field.again(saved.typed)

    def _shown(self, answers: Answers, entry: Entry | None) -> tuple[list[Item], Answers]:
        """What the page shows, and the answers that its options read: inside a group the item's own too."""
        if self.group is None:
            return self.route.items(self.step, answers), answers
        return self.route.look_inside(self.group, answers, self._read() if self.is_bound else entry or {})

    def _bring_back(self) -> set[str]:
        """Let what is not asked any more stay on the page until a number that we never keep is taken out of it."""
        shown = {item.key for item in self.items}
        hidden = [(key, field) for key, field in self._fields() if key not in shown]
        found = {key for key, field in hidden if field.secret(self._posted(field))}
        if found:
            self.items = [item for item in (self.group or self.step).items if item.key in shown | found]
        return found

    def _hide(self) -> dict[str, QuestionField | SaidField]:
        """Take off the page what the step asks of others than this family, as it is now."""
        shown = {item.key for item in self.items}
        found: dict[str, QuestionField | SaidField] = {
            key: cast(QuestionField, self.fields.pop(key)) for key in set(self.fields) - shown
        }
        if self.group is None:
            slots = [item for item in self.step.items if isinstance(item, Slot) and item.key not in shown]
            found |= {slot.key: SaidField(slot, slot.key) for slot in slots}
        return found

    def _read(self) -> dict[str, Any]:
        """The answers of a group's item as posted, those that can be taken."""
        found = {}
        for key, field in self._fields():
            try:
                value = field.item.answer(self._posted(field))
            except Invalid:
                continue
            if value not in (None, "", []):
                found[key] = value
        return found

    def _papers(self, slot: Slot, answers: Answers) -> Iterator[Paper]:
        group = self.route.form.item_by_key.get(slot.per or "")
        for number, person in enumerate(self.route.people(slot, answers)):
            whose = group.name(person, self.language) if person and isinstance(group, Group) else ""
            label = ": ".join(text for text in (slot.label[self.language], whose) if text)
            accepts, fact = self.route.accepted(slot, person, answers), self.route.fact(slot, answers)
            yield Paper(slot, person, label, accepts, leads=not number, fact=fact)

    def remind(self, carried: Collection[str]) -> None:
        """Say of these questions that their answers stand there already because another form asked them."""
        for key in self.fields.keys() & set(carried) - self.fixed.keys():
            said = [gettext("You told us this in another form. Is it still right?"), str(self.fields[key].help_text)]
            self.fields[key].help_text = " ".join(text for text in said if text)

    def lines(self) -> Iterator[Line]:
        """Everything on the page in the document's order."""
        for item in self.items:
            if isinstance(item, Slot):
                for paper in self.papers:
                    if paper.slot is item:
                        yield Line(item, self[paper.name], kinds.template(item), paper)
            elif isinstance(item, Question):
                template = "fixed" if item.key in self.fixed else "question"
                yield Line(item, self[item.key], f"intake_forms/parts/{template}.html")
            else:
                yield Line(item, None, kinds.template(item))

    def clean(self) -> None:
        """Hold back secrets in strings that no widget reads, as the first of two under one name: all are stored."""
        for key, field in list(self._fields()):
            secret = field.secret(self._posted(field))
            if secret and not self.has_error(key, "secret"):
                self.errors.pop(key, None)
                self.add_error(key, secret)

    def answers(self) -> StepAnswers:
        """What was posted: every string as typed, every value that could be read."""
        complete = self.is_valid()
        secret = self.secret_questions()
        names = [name for key, field in self._fields() if key not in secret for name in field.names().values()]
        data = self.data
        assert isinstance(data, QueryDict)
        typed = {name: data.getlist(self.add_prefix(name)) for name in names if self.add_prefix(name) in data}
        values = {key: value for key, value in self.cleaned_data.items() if value not in (None, "", [])}
        typed_unseen, values_unseen = self._unseen()
        return StepAnswers(typed | typed_unseen, values | values_unseen, complete)

    @property
    def asked(self) -> str:
        """What a page asks that does not ask all: it says so when posted, so that the rest is not taken for emptied."""
        return " ".join(sorted(self.keys)) or "-" if self.unseen else ""

    @property
    def keys(self) -> set[str]:
        """The questions and slots on the page."""
        return {name.split(".")[0] for name in self.fields}

    @property
    def brought(self) -> set[str]:
        """The names of all that the page asked: what is on it now, and what it still asked when it was opened."""
        return set(self.fields) - self.brought_back | {name.split(".")[0] for name in self._unseen()[0]}

    def _unseen(self) -> tuple[dict[str, list[str]], dict[str, Any]]:
        """What was posted to questions that are not asked any more, since another window hid them: kept like the others'."""
        typed: dict[str, list[str]] = {}
        values: dict[str, Any] = {}
        for key, field in self.unseen.items():
            posted = {part: texts for part, texts in self._posted(field).items() if texts}
            if not posted or field.secret(posted):
                continue
            names = field.names()
            typed |= {names[part]: texts for part, texts in posted.items()}
            with suppress(Invalid):
                value = field.item.answer(self._posted(field))
                values |= {} if value in (None, "", []) else {key: value}
        return typed, values

    def secret_questions(self) -> set[str]:
        """The questions whose answer holds a number that we must not keep."""
        return {key for key, errors in self.errors.as_data().items() if any(error.code == "secret" for error in errors)}

    def posted_to(self, key: str) -> dict[str, list[str]]:
        """What was posted to a question of the page, by the names of its inputs as they were posted."""
        field = cast(QuestionField, self.fields[key])
        names = field.names()
        return {self.add_prefix(names[part]): texts for part, texts in self._posted(field).items()}

    def _posted(self, field: QuestionField | SaidField) -> dict[str, list[str]]:
        assert isinstance(self.data, QueryDict)
        return {part: self.data.getlist(self.add_prefix(name)) for part, name in field.names().items()}

    def _fields(self) -> Iterator[tuple[str, QuestionField | SaidField]]:
        for key, field in self.fields.items():
            assert isinstance(field, (QuestionField, SaidField))
            yield key, field

    def problems(self) -> list[tuple[str, str]]:
        """Each error as (id of the first control to mend, sentence), in the order of the page."""
        found = []
        for key, errors in self.errors.items():
            field = self.fields[key]
            assert isinstance(field, (QuestionField, SaidField))
            first = self[key].auto_id + field.first_control(errors.as_data())
            found += [(first, str(error)) for error in errors]
        return found


def _storable(data: QueryDict) -> QueryDict:
    """What was posted, so that it can be kept and shown again whatever it is."""
    found = QueryDict(mutable=True)
    for name, texts in data.lists():
        found.setlist(name, [storable(text) for text in texts])
    return found


@lru_cache(maxsize=1024)
def form_class(route: Route, step: str, language: str, *, inside: bool = False) -> type[StepForm]:
    """The class of a step's form in one language, or of its group's items. A route is one per document: so it is the key."""
    found = route.form.step_by_key[step]
    group = route.form.groups[step] if inside else None
    questions = group.questions if group else found.questions
    fields: dict[str, Any] = {item.key: kinds.field(item, language) for item in questions}
    made: Any = type("StepForm", (StepForm,), {"step": found, "route": route, "language": language, "group": group})
    # Not as attributes of the class: a question may be called "step" or "language".
    made.base_fields = made.declared_fields = fields
    return cast(type[StepForm], made)


def replay(saved: Mapping[str, list[str]], step: str) -> QueryDict:
    """Saved strings as a request would bring them, to validate them again."""
    data = QueryDict(mutable=True)
    for key, strings in saved.items():
        data.setlist(f"{step}-{key}", strings)
    return data

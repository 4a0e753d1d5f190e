"""The papers that the forms of a case ask for: what each is, whose, and the files that came for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intake_forms.records import queries
from intake_forms.records.models import Case, Submission
from intake_forms.schema import checklist, languages
from intake_forms.schema.checklist import Line
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.name import Name
from intake_forms.schema.path import ID, Route
from intake_forms.schema.slots import Need, PaperKey, slots


@dataclass(frozen=True)
class Kept:
    """One paper that a form asks for: the need with its files, and whose paper it is.

    ``number``: that of the person it hangs on, on the form's list; 0 for none. ``sent``: whether the form was.
    """

    need: Need
    route: Route
    number: int = 0
    sent: bool = True

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its texts stand in."""
        return tuple(self.route.form.languages)

    def whose(self, language: str) -> str:
        """The name of the person it hangs on; "" for a paper of nobody's own."""
        person = self.need.person
        return self._group.name(person, self.spoken(language)) if person and self._group else ""

    def label(self, language: str) -> str:
        """What the paper is called, with whose it is."""
        label, whose = self.need.slot.label[self.spoken(language)], self.whose(language)
        return f"{label}: {whose}" if whose else label

    def short_label(self, language: str) -> str:
        """The same for a sheet that others may see: a person by number and initials, not by name."""
        label, group = self.need.slot.label[self.spoken(language)], self._group
        if not (self.need.person and group):
            return label
        named = [item for item in group.questions if item.key in group.naming and isinstance(item, Name)]
        if not named:
            return self.label(language)
        words = " ".join(str(self.need.person.get(item.key) or "") for item in named).split()
        # "de la" and its like are no names of their own; a name in small letters, or in a script without them, is.
        words = [word for word in words if word[0].isupper()] or words
        initials = "\N{NO-BREAK SPACE}".join(f"{word[0]}." for word in words)
        person = f"{group.singular[self.spoken(language)]} {self.number}"
        return f"{label}: {person} ({initials})" if initials else f"{label}: {person}"

    @property
    def _group(self) -> Group | None:
        found = self.route.form.item_by_key.get(self.need.slot.per or "")
        return found if isinstance(found, Group) else None

    def spoken(self, language: str) -> str:
        """The language asked for where the form has it, else what stands in for it."""
        return languages.best(language, self.languages)


def of_case(case: Case) -> dict[PaperKey, Kept]:
    """Every paper that the sent forms of a case ask for, in their order; one that two forms ask for counts once."""
    found: dict[PaperKey, Kept] = {}
    files = queries.papers_by_key(case)
    for route, facts in _sent(case):
        for need in slots(route, facts, files):
            found.setdefault(need.key, Kept(need, route, _number(need, facts)))
    return found


def _sent(case: Case) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Each form that was sent, with its answers, and the rules and the day that it was sent under."""
    for sent in Submission.objects.filter(case=case).select_related("version").order_by("sent_at"):
        route, answers = queries.route(sent.version), queries.submitted_answers(case, sent)
        given = {key: value for step in answers.values() for key, value in step.items()}
        yield route, {**queries.rules_of(sent), **given}


def expected(case: Case) -> dict[PaperKey, Kept]:
    """The same, and after them what the forms still being filled in ask for as they stand now."""
    found, files = of_case(case), queries.papers_by_key(case)
    for draft in queries.open_forms(case):
        route = queries.route(draft.version)
        if not route.form.has_papers:
            continue
        draft.case = case
        said = {key: value for step in queries.all_answers(draft).values() for key, value in step.values.items()}
        facts = {**said, **queries.facts(draft)}
        for need in slots(route, facts, files):
            found.setdefault(need.key, Kept(need, route, _number(need, facts), sent=False))
    return found


def ahead(case: Case) -> dict[str, tuple[Route, Line]]:
    """What may come to be asked for, by the paper's key: by forms still being filled in, whatever is answered to what is open.

    Under the rules that staff chose for the case; until then under all there are, be the form sent or not.
    """
    found: dict[str, tuple[Route, Line]] = {}
    for route, facts in _sent(case):
        if route.form.rule_sets:
            facts["rule_set"] = case.rule_set or None
            found |= {line.slot.key: (route, line) for line in checklist.lines(route, facts, settled=True)}
    for draft in queries.open_forms(case):
        route = queries.route(draft.version)
        if route.form.has_papers:
            draft.case = case
            been = queries.all_answers(draft)
            # A list that somebody left empty says that there is nobody; the facts do not tell it from one not seen yet.
            nobody: dict[str, Any] = {group.key: [] for step, group in route.form.groups.items() if step in been}
            facts = {**nobody, **queries.facts(draft), "rule_set": case.rule_set or None}
            found |= {line.slot.key: (route, line) for line in checklist.lines(route, facts)}
    return found


def _number(need: Need, facts: Mapping[str, Any]) -> int:
    ids = [entry[ID] for entry in facts.get(need.slot.per or "", ())]
    return ids.index(need.person[ID]) + 1 if need.person else 0

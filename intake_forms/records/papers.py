"""The papers of a case whose forms were sent: what each is, whose, and the files that came for it."""

from __future__ import annotations

from dataclasses import dataclass

from intake_forms.records import queries
from intake_forms.records.models import Case, Submission
from intake_forms.schema import languages
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.path import Route
from intake_forms.schema.slots import Need, PaperKey, slots


@dataclass(frozen=True)
class Kept:
    """One paper that a sent form asked for: the need with its files, and whose paper it is."""

    need: Need
    route: Route

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its texts stand in."""
        return tuple(self.route.form.languages)

    def whose(self, language: str) -> str:
        """The name of the person it hangs on; "" for a paper of nobody's own."""
        group = self.route.form.item_by_key.get(self.need.slot.per or "")
        person = self.need.person
        return group.name(person, self.spoken(language)) if person and isinstance(group, Group) else ""

    def label(self, language: str) -> str:
        """What the paper is called, with whose it is."""
        label, whose = self.need.slot.label[self.spoken(language)], self.whose(language)
        return f"{label}: {whose}" if whose else label

    def spoken(self, language: str) -> str:
        """The language asked for where the form has it, else what stands in for it."""
        return languages.best(language, self.languages)


def of_case(case: Case) -> dict[PaperKey, Kept]:
    """Every paper that the sent forms of a case ask for, in their order; one that two forms ask for counts once."""
    found: dict[PaperKey, Kept] = {}
    files = queries.papers_by_key(case)
    for sent in Submission.objects.filter(case=case).select_related("version").order_by("sent_at"):
        route, answers = queries.route(sent.version), queries.submitted_answers(case, sent)
        facts = {**queries.rules_of(sent), **{key: value for given in answers.values() for key, value in given.items()}}
        for need in slots(route, facts, files):
            found.setdefault(need.key, Kept(need, route))
    return found

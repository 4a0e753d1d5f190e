"""A page that comes back after its draft was moved to another version of the form: what was typed goes where that asks it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.http import QueryDict

from intake_forms.records import moves, queries
from intake_forms.records.models import FormVersion
from intake_forms.schema.items import Question
from intake_forms.wizard.forms import StepForm, form_class
from intake_forms.wizard.visit import Visit

#: What a page says of the version it was made from.
VERSION = "version"


class OldPage(NamedTuple):
    """A page as its own version has it, with what was posted on it."""

    version: FormVersion
    form: StepForm


def old_page(visit: Visit, posted: QueryDict, step: str, item: UUID | None) -> OldPage | None:
    """The page that was posted, when it was made from another version than the draft's, and that asks it otherwise."""
    number = posted.get(VERSION, "")
    if visit.draft is None or visit.draft.submitted or number == str(visit.version.number) or not number.isdecimal():
        return None
    version = queries.version(visit.form.key, int(number[:9]))
    old = queries.route(version) if version else None
    if version is None or old is None or step not in old.form.step_by_key or (item and step not in old.form.groups):
        return None
    if moves.asks_the_same(old.form, visit.form, step):
        return None
    before = old.walk(visit.facts).before.get(step, {})
    return OldPage(version, form_class(old, step, visit.language, inside=item is not None)(before, data=posted))


class NotKept(NamedTuple):
    """An answer of an old page with a number that we never keep, which the page that is there now does not show.

    ``inputs``: what was posted. ``step``: the key of the step that asks the question now, "" where nothing asks it.
    """

    label: str
    inputs: dict[str, list[str]]
    step: str
    title: str

    @property
    def text(self) -> str:
        """What was written, as it is read."""
        return " ".join(text for texts in self.inputs.values() for text in texts if text)


def not_kept(visit: Visit, old: StepForm, keys: Collection[str]) -> list[NotKept]:
    """Those of these questions of an old page, in its order, each with where the draft's version asks it of this family."""
    route, way = visit.route, visit.walk
    found = []
    for item in old.items:
        if item.key not in keys or not isinstance(item, Question):
            continue
        home = route.step_of(old.group.key if old.group else item.key) or ""
        here = route.form.groups.get(home) if old.group else route.form.step_by_key.get(home)
        now = next((each for each in (here.items if here else ()) if each.key == item.key), None)
        asked = now is not None and home in way.steps and (old.group or route.shows(now, way.before[home]))
        title = route.form.step_by_key[home].title[visit.language] if asked else ""
        found.append(NotKept(item.label[visit.language], old.posted_to(item.key), home if asked else "", title))
    return found


def was_asked(form_key: str, step: str) -> bool:
    """Whether an earlier version of a form had this step: its address may stand open in somebody's browser still."""
    versions = FormVersion.objects.filter(form_key=form_key)
    return any(step in queries.route(version).form.step_by_key for version in versions)

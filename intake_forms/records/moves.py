"""Open drafts and new versions: which go along when a form is released, and how the others are carried over later."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from intake_forms.privacy.sealing import place, seal
from intake_forms.records import legal_holds, marks, queries
from intake_forms.records.models import Draft, DraftStep, FormVersion
from intake_forms.records.queries import StepAnswers
from intake_forms.schema import diff
from intake_forms.schema.document import Form
from intake_forms.schema.items import Invalid, Item, Question
from intake_forms.schema.path import ID, Route

#: A row of answers: the step, and the item of the group on it where it is one.
Place = tuple[str, UUID | None]
_HARMLESS = frozenset({"same", "text_only", "compatible"})


class _Home(NamedTuple):
    """Where a question stands: its step, and the group around it."""

    step: str
    group: str
    item: Item


def _drafts(**only: Any) -> Any:
    return Draft.objects.select_related("case__key", "version").filter(submitted=False, **only)


def repin(version: FormVersion) -> int:
    """Let every open draft whose own version differs harmlessly stand on ``version``. Returns how many.

    Each older version is compared once. Answers stay where they are; facts are read anew where more of them are needed.
    """
    new, count = queries.route(version), 0
    older = FormVersion.objects.filter(form_key=version.form_key, number__lt=version.number)
    for old in older.filter(draft__submitted=False).distinct():
        route = queries.route(old)
        if diff.classify(route.form, new.form) not in _HARMLESS:
            continue
        if not (new.kept <= route.kept and new.whole <= route.whole):
            # Locked, so that nobody saves between what is read here and what is written.
            for draft in _drafts(version=old).select_for_update(of=("self",)):
                _write_facts(draft, new, _rows(draft))
        count += Draft.objects.filter(version=old, submitted=False).update(version=version)
    return count


def move_due_drafts(now: datetime.datetime) -> int:
    """Move every open draft whose form's live version has asked for it by now. Returns how many."""
    count = 0
    for live in queries.live_forms():
        if live.moves_drafts_at is None or live.moves_drafts_at > now:
            continue
        for draft in _drafts(form_key=live.form_key, version__number__lt=live.number):
            count += move_draft(draft=draft, version=live)
    return count


@transaction.atomic
def move_draft(*, draft: Draft, version: FormVersion) -> bool:
    """Carry an open draft over to another version of its form. False when it was sent or stands there already.

    Every answer whose question is still asked, and is of the same kind, goes to the step that asks it now. A step is
    complete only if it was and still is; answers end only with their question.
    """
    locked = Draft.objects.select_for_update().filter(pk=draft.pk, submitted=False).exclude(version=version).first()
    if locked is None:
        return False
    draft = _drafts(pk=draft.pk).get()
    old, new = queries.route(draft.version), queries.route(version)
    rows = _carried(_rows(draft), old.form, new)
    legal_holds.keep(case=draft.case, rows=DraftStep.objects.filter(draft=draft))
    DraftStep.objects.filter(draft=draft).delete()
    DraftStep.objects.bulk_create([_row(draft, at, answers) for at, answers in rows.items()])
    _write_facts(draft, new, rows)
    Draft.objects.filter(pk=draft.pk).update(version=version)
    return True


@transaction.atomic
def bring(*, draft: Draft, made_for: FormVersion, step: str, item: UUID | None, answers: StepAnswers) -> bool:
    """Put what a page of another version brings where the draft's version asks it, as if it had been saved before the move.

    False when the form was sent meanwhile: then nothing is written.
    """
    if Draft.objects.select_for_update().filter(pk=draft.pk, submitted=False).first() is None:
        return False
    draft = _drafts(pk=draft.pk).get()
    new, rows = queries.route(draft.version), _rows(draft)
    brought = _carried({(step, item): answers}, queries.route(made_for).form, new)
    whole = {at: stood.complete for at, stood in rows.items()}
    for at, each in brought.items():
        stood = rows.get(at, each)
        whole[at] = answers.complete and (at == (step, item) or stood.complete)
        rows[at] = StepAnswers({**stood.typed, **each.typed}, {**stood.values, **each.values}, whole[at])
    rows = _judged(rows, whole, new)
    replaced = DraftStep.objects.filter(id__in=[queries.step_id(draft.id, *at) for at in brought])
    legal_holds.keep(case=draft.case, rows=replaced)
    replaced.delete()
    DraftStep.objects.bulk_create([_row(draft, at, rows[at]) for at in brought])
    _write_facts(draft, new, rows)
    return True


def asks_the_same(old: Form, new: Form, step: str) -> bool:
    """Whether what a page of an old version brings can be saved as it is: everything on the step is asked there still."""
    was, now = _homes(old), _homes(new)
    mine = {name: home for name, home in was.items() if home.step == step}
    return step in new.step_by_key and all(
        name in now and (now[name].step, now[name].item.kind) == (step, home.item.kind) for name, home in mine.items()
    )


def _rows(draft: Draft) -> dict[Place, StepAnswers]:
    """All that is saved, what was saved last at the end."""
    rows = DraftStep.objects.filter(draft=draft).order_by("saved_at")
    return {(row.step, row.item): queries.opened(draft, row) for row in rows}


def _row(draft: Draft, at: Place, answers: StepAnswers) -> DraftStep:
    step, item = at
    row = DraftStep(id=queries.step_id(draft.id, step, item), draft=draft, step=step, item=item)
    row.complete, row.saved_at = answers.complete, timezone.now()
    content = {"typed": answers.typed, "values": answers.values}
    row.sealed_answers = seal(draft.case, place("draftstep", row.id, "answers"), content)
    return row


def _write_facts(draft: Draft, route: Route, rows: Mapping[Place, StepAnswers]) -> None:
    """Read the facts anew from all answers. A group keeps its items in their order."""
    kept = queries.kept_facts(draft)
    facts: dict[str, Any] = {}
    for (_, item), answers in rows.items():
        if item is None:
            facts |= route.told(answers.values)
    for step, group in route.form.groups.items():
        items = {str(item): answers for (home, item), answers in rows.items() if home == step and item}
        order = list(dict.fromkeys([*(entry[ID] for entry in kept.get(group.key, ()) if entry[ID] in items), *items]))
        if order:
            facts[group.key] = [route.entry(group, each, items[each].values, items[each].complete) for each in order]
    marks.seal_facts(draft, facts, marks.fresh(draft, rows))
    Draft.objects.filter(pk=draft.pk).update(sealed_facts=draft.sealed_facts)


def _homes(form: Form) -> dict[str, _Home]:
    """Where each item stands: by key, inside a group by "group.key"."""
    found: dict[str, _Home] = {}
    for step in form.steps:
        for item in step.items:
            found[item.key] = _Home(step.key, "", item)
            for inner in getattr(item, "items", ()):
                found[f"{item.key}.{inner.key}"] = _Home(step.key, item.key, inner)
    return found


def _carried(rows: Mapping[Place, StepAnswers], old: Form, new: Route) -> dict[Place, StepAnswers]:
    """The rows of a draft as they stand in another version."""
    before, after = _homes(old), _homes(new.form)
    groups = {home.step: home.group for home in before.values() if home.group}
    found: dict[Place, StepAnswers] = {}
    whole: dict[Place, bool] = {}
    for (step, item), answers in rows.items():
        home = after.get(groups.get(step, "")) if item else None
        own = (home.step if home else step, item)
        targets = {own} if own[0] in new.form.step_by_key and (item is None or home) else set()
        for name in answers.typed.keys() | answers.values.keys():
            key = name.split(".")[0]
            known = f"{groups.get(step, '')}.{key}" if item else key
            if known not in after or known not in before or before[known].item.kind != after[known].item.kind:
                continue
            at = (after[known].step, item)
            row = found.setdefault(at, StepAnswers({}, {}, complete=False))
            if name in answers.typed:
                row.typed[name] = answers.typed[name]
            if name in answers.values:
                row.values[name] = answers.values[name]
            targets.add(at)
        for at in targets:
            found.setdefault(at, StepAnswers({}, {}, complete=False))
            whole[at] = whole.get(at, True) and answers.complete
    return _judged(found, whole, new)


def _judged(rows: dict[Place, StepAnswers], whole: Mapping[Place, bool], route: Route) -> dict[Place, StepAnswers]:
    """The rows with every answer read again under the new rules, and complete where nothing is wrong or missing."""
    homes = _homes(route.form)
    groups = {home.step: home.group for home in homes.values() if home.group}
    good: dict[Place, set[str]] = {}
    for (step, item), answers in rows.items():
        inside = groups.get(step, "") if item else ""
        good[step, item] = {
            home.item.key
            for home in homes.values()
            if home.step == step and home.group == inside and isinstance(home.item, Question)
            and _read(home.item, answers)
        }  # fmt: skip
    facts = {key: value for at, each in rows.items() if at[1] is None for key, value in each.values.items()}
    for step, group in route.form.groups.items():
        facts[group.key] = [{ID: str(at[1]), **each.values} for at, each in rows.items() if at[0] == step and at[1]]
    walk = route.walk(facts)
    judged: dict[Place, StepAnswers] = {}
    for (step, item), answers in rows.items():
        asked: set[str] = set()
        if item and step in walk.steps:
            shown = route.inside(route.form.groups[step], walk.before[step], answers.values)
            asked = {each.key for each in shown if isinstance(each, Question)}
        elif step in walk.steps:
            seen = route.items(route.form.step_by_key[step], walk.before[step])
            asked = {each.key for each in seen if isinstance(each, Question)}
            _withdraw(route, seen, walk.before[step], answers, good[step, item])
        complete = whole[step, item] and asked <= good[step, item] and step in walk.steps
        judged[step, item] = StepAnswers(answers.typed, answers.values, complete)
    return judged


def _read(question: Question, answers: StepAnswers) -> bool:
    """Put the question's value as the new version reads it; False when it cannot be taken as it stands."""
    key = question.key
    typed = {name: texts for name, texts in answers.typed.items() if name.split(".")[0] == key}
    answers.values.pop(key, None)
    try:
        value = question.answer({name.partition(".")[2]: texts for name, texts in typed.items()})
    except Invalid:
        return False
    if value not in (None, "", (), []):
        answers.values[key] = value
    return True


def _withdraw(route: Route, seen: list[Item], before: Mapping[str, Any], answers: StepAnswers, good: set[str]) -> None:
    """Options that this family is not offered any more are no answers; what was chosen stays as typed."""
    for item in seen:
        value = answers.values.get(item.key)
        chosen = {value} if isinstance(value, str) else set(value) if isinstance(value, (list, tuple)) else set()
        if getattr(item, "options", ()) and not chosen <= route.options(item, before):
            del answers.values[item.key]
            good.discard(item.key)

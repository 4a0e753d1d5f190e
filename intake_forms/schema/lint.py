"""What is wrong with a form that has the right shape: faults that would leave somebody stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from intake_forms.schema import answerable, entrance, languages, limits, never_collect, reach, reading, rows, sharing
from intake_forms.schema.conditional import conditions
from intake_forms.schema.document import EXIT_PREFIX, RESERVED, Form, Step, places, recorded
from intake_forms.schema.faults import Fault, errors, fault, in_order
from intake_forms.schema.items import Item, NamedCondition, Question
from intake_forms.schema.kinds.choice import Choice
from intake_forms.schema.kinds.computed import Computed
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.kinds.slot import Slot

#: Bytes from which on a recording is called large: some two minutes of speech as telephones record it.
LARGE = 2_000_000
#: Steps of a section that editors can change: their page holds no more.
MOST_STEPS = 8
#: What conditions read beside answers.
_OUTER = frozenset({"rule_set", "today"})


def faults(form: Form, unsure: Collection[str] = ()) -> list[Fault]:
    """Every finding, in the order of the document; without an error among them the form may be released.

    ``unsure``: keys of items that stand for something that could not be read; nothing is concluded from them.
    """
    found = [*_languages(form), *_keys(form), *_named(form), *_rules(form), *_steps(form), *_exits(form)]
    found += [*_carries(form), *_role(form), *_audio(form), *_sections(form)]
    found += [*sharing.faults(form), *limits.faults(form), *answerable.faults(form)]
    doubtful = {each.path for each in errors(found)}
    found += [*reach.faults(form, doubtful, unsure), *entrance.faults(form, doubtful, unsure)]
    found += [*never_collect.faults(form), *reading.faults(form)]
    return in_order(found)


def _languages(form: Form) -> Iterator[Fault]:
    """The form stands in every finished language of the site, in no other, and in each once."""
    site = languages.known()
    if missing := [code for code in site if code not in form.languages and not languages.unfinished(code)]:
        yield fault("languages", "missing_language", languages=", ".join(missing))
    for number, code in enumerate(form.languages):
        if code not in site:
            yield fault(f"languages[{number}]", "unknown_language:site", languages=code)
        if code in form.languages[:number]:
            yield fault(f"languages[{number}]", "duplicate_key:language", languages=code)


def _keys(form: Form) -> Iterator[Fault]:
    steps, items = Counter(step.key for step in form.steps), Counter(i.key for step in form.steps for i in step.items)
    for path, step in places(form):
        if steps[step.key] > 1:
            yield fault(f"{path}.key", "duplicate_key:step", key=step.key)
        if step.key in RESERVED or step.key.startswith(EXIT_PREFIX):
            yield fault(f"{path}.key", "reserved_key:step", key=step.key)
        for number, item in enumerate(step.items):
            at = f"{path}.items[{number}]"
            if items[item.key] > 1:
                yield fault(f"{at}.key", "duplicate_key:item", key=item.key)
            if item.key in _OUTER:
                yield fault(f"{at}.key", "reserved_key:item", key=item.key)
            if isinstance(item, Group):
                yield from _group_keys(item, at)


def _group_keys(group: Group, path: str) -> Iterator[Fault]:
    keys = Counter(item.key for item in group.items)
    for number, item in enumerate(group.items):
        if keys[item.key] > 1:
            yield fault(f"{path}.items[{number}].key", "duplicate_key:group", key=item.key)
    asked = {question.key for question in group.questions}
    for number, key in enumerate(group.title):
        if key not in asked:
            yield fault(f"{path}.title[{number}]", "unknown_source:title", key=key, source=f"{group.key}.{key}")


def _named(form: Form) -> Iterator[Fault]:
    for name, condition in form.conditions.items():
        for number, row in enumerate(condition.rows):
            if isinstance(row, NamedCondition):
                yield fault(f"conditions.{name}.rows[{number}]", "nested_condition")


def _rules(form: Form) -> Iterator[Fault]:
    keys = Counter(each.key for each in form.rule_sets)
    for number, each in enumerate(form.rule_sets):
        if keys[each.key] > 1:
            yield fault(f"rule_sets[{number}].key", "duplicate_key:rule_set", key=each.key)


def _steps(form: Form) -> Iterator[Fault]:
    earlier = rows.outer(form)
    for path, step in places(form):
        yield from rows.faults(form, step.show_if, f"{path}.show_if", earlier)
        yield from _make_up(form, step, path)
        for number, item in enumerate(step.items):
            yield from _item(form, item, f"{path}.items[{number}]", earlier)
        for item in step.items:
            earlier |= rows.given_by(item)
    if form.hold:
        yield from rows.faults(form, form.hold.when, "hold.when", earlier)
    used = _used(form)
    for name in (name for name in form.conditions if name not in used):
        # Where it would stand, and so how it counts, nobody knows yet; that what it reads is there, it must.
        found = rows.faults(form, form.conditions[name], f"conditions.{name}", earlier)
        yield from (each for each in found if each.code != "wrong_count")


def _used(form: Form) -> set[str]:
    """The named conditions that something in the form rests on."""
    found = (row for condition in conditions(form) if condition for row in condition.rows)
    return {row.condition for row in found if isinstance(row, NamedCondition)}


def _make_up(form: Form, step: Step, path: str) -> Iterator[Fault]:
    """Whether the things on a step go together."""
    groups = [item for item in step.items if isinstance(item, Group)]
    if groups and (len(groups) > 1 or any(item.kind not in ("group", "content") for item in step.items)):
        yield fault(f"{path}.items", "make_up:group")
    if all(isinstance(item, Computed) for item in step.items):
        yield fault(f"{path}.items", "make_up:computed")
    if step is form.gate.step and any(isinstance(item, (Group, Slot, Computed)) for item in step.items):
        yield fault(f"{path}.items", "make_up:gate")
    if step is form.gate.step and step.show_if:
        yield fault(f"{path}.show_if", "make_up:gate_shown")


def _item(form: Form, item: Item, at: str, earlier: rows.Known) -> Iterator[Fault]:
    """The conditions on one item. ``local``: the group whose own answers they may read."""
    local = ""
    if isinstance(item, Slot) and item.per:
        if not isinstance(earlier.get(item.per, rows.Source()).item, Group):
            yield fault(f"{at}.per", "unknown_source:per", source=item.per)
        local = item.per
    yield from rows.faults(form, item.show_if, f"{at}.show_if", earlier, local)
    if isinstance(item, Computed):
        yield from _computed(form, item, at, earlier)
    else:
        yield from _options(form, item, at, earlier, local)
    if isinstance(item, Group):
        known = dict(earlier)
        for number, inner in enumerate(item.items):
            place = f"{at}.items[{number}]"
            yield from rows.faults(form, inner.show_if, f"{place}.show_if", known, item.key)
            yield from _options(form, inner, place, known, item.key)
            if isinstance(inner, Question):
                known[f"{item.key}.{inner.key}"] = rows.source(inner, item.key)


def _options(form: Form, item: Item, at: str, known: rows.Known, local: str) -> Iterator[Fault]:
    for name in ("options", "accepts"):
        for place, part in enumerate(getattr(item, name, ())):
            yield from rows.faults(form, part.show_if, f"{at}.{name}[{place}].show_if", known, local)


def _computed(form: Form, item: Computed, at: str, earlier: rows.Known) -> Iterator[Fault]:
    for number, result in enumerate(item.values):
        yield from rows.faults(form, result.when, f"{at}.values[{number}].when", earlier)
    for number, source in enumerate(item.total):
        if earlier.get(source, rows.Source()).takes.get("is") != "number":
            yield fault(f"{at}.total[{number}]", "unknown_source:total", source=source)


def _exits(form: Form) -> Iterator[Fault]:
    known = {item.key: rows.source(item) for item in form.gate.step.items}
    keys = Counter(page.key for page in form.gate.exits)
    for number, page in enumerate(form.gate.exits):
        if keys[page.key] > 1:
            yield fault(f"gate.exits[{number}].key", "duplicate_key:exit", key=page.key)
        yield from rows.faults(form, page.when, f"gate.exits[{number}].when", known)


def _carries(form: Form) -> Iterator[Fault]:
    targets = Counter(carry.target for carry in form.carries)
    gate = {item.key for item in form.gate.step.items}
    for number, carry in enumerate(form.carries):
        if not isinstance(form.item_by_key.get(carry.target), (Question, Group)):
            yield fault(f"carries[{number}].target", "unknown_source", source=carry.target)
        elif carry.target in gate:
            yield fault(f"carries[{number}].target", "carry:gate", target=carry.target)
        if targets[carry.target] > 1:
            yield fault(f"carries[{number}].target", "carry:twice", target=carry.target)
        if carry.form == form.key:
            yield fault(f"carries[{number}].form", "carry:itself")


def _role(form: Form) -> Iterator[Fault]:
    if form.role_question and not isinstance(form.item_by_key.get(form.role_question), Choice):
        yield fault("role_question", "unknown_source:role", source=form.role_question)


def _audio(form: Form) -> Iterator[Fault]:
    for path, part in recorded(form):
        if part.audio and isinstance(part, Computed):
            yield fault(f"{path}.audio", "make_up:recording")
        for language, clip in part.audio.items():
            if language not in form.languages:
                yield fault(f"{path}.audio.{language}", "unknown_language:recording", languages=language)
            if clip.size > LARGE:
                size, limit = str(round(clip.size / 1000)), str(LARGE // 1000)
                yield fault(f"{path}.audio.{language}", "large_recording", size=size, limit=limit)


def _sections(form: Form) -> Iterator[Fault]:
    keys = Counter(section.key for section in form.sections)
    for number, section in enumerate(form.sections):
        if keys[section.key] > 1:
            yield fault(f"sections[{number}].key", "duplicate_key:section", key=section.key)
        if (count := len(section.steps)) > MOST_STEPS:
            yield fault(f"sections[{number}].steps", "large_section", count=str(count), limit=str(MOST_STEPS))

"""What can be wrong with a form document: every finding, its sentence, and how much it weighs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

Level = Literal["error", "warning"]

#: By name: a code, and after a colon which of its sentences. ``Fault.params`` fill them, here and in a translation.
SENTENCES: Mapping[str, str] = {
    # The shape of the document.
    "yaml": "{message}",
    "shape": "{message}",
    "shape:greater_than_equal": "must be {ge} or more",
    "shape:less_than_equal": "must be {le} or less",
    "shape:int_type": "must be a whole number",
    "shape:bool_type": "must be true or false",
    "shape:literal_error": "must be one of: {expected}",
    "shape:day": 'write a day as "2026-05-31", "today", "today+30" or "today-30"',
    "shape:computed": "a computed value has either values or a total",
    "shape:order": "min is more than max",
    "shape:asks_nothing": "a group asks at least one question",
    "shape:option_twice": "option value stands twice: {values}",
    "shape:yes_no": "say yes, no and not_sure in: {languages}",
    "shape:gives_it": "gives_it names no option: {values}",
    "shape:gives_all": "one of the options must not give the permission",
    "missing": "{name} is missing",
    "missing:retention": "retention is missing: draft_days and submission_days say how many days answers are kept",
    "too_short": "at least {min_length} are needed; there are {actual_length}",
    "unknown_name": "{name!r} is not permitted here",
    "unknown_kind": "there is no kind {kind!r}; there are: {kinds}",
    "unknown_kind:missing": "kind is missing; there are: {kinds}",
    "bad_value:row": "a value is a text, a number or a list of texts",
    "missing_text": "text is missing in: {languages}",
    "unreadable_text": "characters are broken in: {languages}",
    "missing_language": "the form lacks a language of this site: {languages}",
    "unknown_language:site": "this site does not have the language: {languages}",
    "unknown_language": "text in a language the form does not have: {languages}",
    "unknown_language:recording": "a recording in a language the form does not have: {languages}",
    "too_long": "{given} characters in {language}, {limit} at most",
    "bad_key": "a key is lower-case letters, digits and _, begins with a letter, 40 at most",
    "bad_key:address": "a key in an address is lower-case letters, digits and -, begins with a letter, 40 at most",
    "bad_key:rule_set": "the key of a rule set is lower-case letters, digits and _, 40 at most",
    "bad_key:source": "a source is a question's key, or group.question for one inside a group",
    # Keys.
    "duplicate_key:step": "the step key {key!r} stands twice",
    "duplicate_key:section": "the section key {key!r} stands twice",
    "duplicate_key:item": "the key {key!r} stands twice",
    "duplicate_key:group": "the key {key!r} stands twice in the group",
    "duplicate_key:rule_set": "the rule set {key!r} stands twice",
    "duplicate_key:language": "the language {languages} stands twice",
    "duplicate_key:exit": "the exit key {key!r} stands twice",
    "reserved_key:step": "the step key {key!r} is the wizard's own",
    "reserved_key:item": "{key!r} is what conditions call something else",
    # What goes together.
    "make_up:group": "a group stands alone on its step, with texts at most",
    "make_up:computed": "a step shows something: computed values are for staff only",
    "make_up:gate": "the gate asks plain questions only: it stores nothing",
    "make_up:gate_shown": "the gate's step has no condition: where it is not shown nobody can begin the form",
    "make_up:gate_empty": "the gate shows nothing under the rule set {values}",
    "make_up:recording": "a computed value is for staff only: nobody would hear its recording",
    # What conditions and other parts refer to.
    "carry:gate": "{target!r} is asked on the first step, before there is anything to take over",
    "carry:twice": "{target!r} is taken over from two places",
    "carry:itself": "a form takes nothing over from itself",
    "carry:no_form": "there is no form {form!r} yet: nothing is taken over from it",
    "carry:no_question": "the form {form!r} asks no question {theirs!r}",
    "carry:other_kind": "{theirs!r} of the form {form!r} is another kind of question than {target!r}",
    "carry:given_up": "the form {form!r} takes {theirs!r} over from here, which is not asked any more, or is of another kind",
    "unknown_source": "there is no question {source!r}",
    "unknown_source:title": "the group asks no question {key!r}",
    "unknown_source:per": "{source!r} is no group of an earlier step",
    "unknown_source:role": "{source!r} is no choice of the form",
    "unknown_source:total": "{source!r} is no number, age or group of an earlier step",
    "later_source": "{source!r} is asked on this step or later: a condition reads earlier steps only",
    "unknown_condition": "there is no condition named {name!r}",
    "nested_condition": "a named condition cannot rest on another named condition",
    "wrong_count:inside": "{source!r} has an answer in each item of the group: "
    "say of: any, all, at_least or fewer_than",
    "wrong_count:one": "{source!r} has one answer here: of does not fit",
    "wrong_count:times": "times goes with of: at_least and of: fewer_than, and only with them",
    "wrong_operator": "{op} does not fit {source!r}; there are: {fitting}",
    "wrong_operator:none": "{op} does not fit {source!r}; there are: none, it takes no answer",
    "bad_value:none": "{op} takes no value",
    "bad_value:list": "{op} takes a list of values, one at least",
    "bad_value:day": '{op} takes a day: "2026-05-31", "today" or "today-30"',
    "bad_value:number": "{op} takes a number",
    "bad_value:text": "{op} takes a text: one that looks like a number or a day stands in quotation marks",
    "bad_value:some": "{op} takes a value",
    "bad_value:never": "nobody's answer to {source!r} can be {value!r}",
    "bad_value:kept": "nobody's answer to {source!r} is ever {value!r}: it is kept as {kept!r}",
    "bad_value:part": "no answer to {source!r} can contain {values}",
    "unknown_option": "{source!r} has no option {values}",
    "nothing_shared": "the options of the choice set {name!r} come first, alike wherever it is named",
    "unknown_rule_set": "there is no rule set {name!r}",
    # What nobody can answer.
    "unanswerable:number": "no number fits: min is {min}, max is {max}",
    "unanswerable:day": "no day fits: earliest is {earliest}, latest is {latest}",
    "unanswerable:text": "no text fits: max_length is {max_length}",
    # What nobody would ever see.
    "nobody_gets_in": "nobody gets in: whatever is answered on the first step, one of the exits takes it",
    "unreachable:step": "nobody ever sees this step: its condition cannot hold",
    "unreachable:item": "nobody ever sees {key!r}: what it depends on cannot be",
    "unreachable:exit": "nobody ever sees this page: its condition cannot hold",
    "unreachable:exit_behind": "nobody ever sees this page: an exit before it takes all whom it is for",
    "unreachable:hold": "nothing is ever kept back: its condition cannot hold",
    "required_never_shown:step": "nobody ever sees this step: its condition cannot hold, "
    "and what it requires is never asked: {keys}",
    "required_never_shown:item": "{key!r} is required and never asked: what it depends on cannot be",
    "never_holds": "this comparison can never hold, whatever is answered",
    "never_offered": "{value!r} is never offered: its condition cannot hold",
    # What we do not want to know, and how it reads.
    "never_collect": "{found!r} asks for something we never collect: {what}",
    "never_collect:birth": "{found!r} asks for a child's date of birth: before the appointment the age is enough",
    "missing_recording": "the file of this recording is not on this site: {url}",
    "wrong_recording:kind": "this is no recording: {url}; there are: {kinds}",
    "wrong_recording:private": "not everybody may open this recording, its collection is private: {url}",
    "wrong_recording:size": "this recording has {size} bytes: {url}",
    "large_recording": "this recording has {size} kB, {limit} at most: families pay for what their telephones load",
    "large_section": "{count} steps in one section; on an editor's page there is room for {limit}: divide it",
    "reading_level:grade": "hard to read in {language}: grade {value} by Flesch-Kincaid, {limit} at most",
    "reading_level:ease": "hard to read in {language}: {value} by Fernández-Huerta, {limit} at least",
}
_WARNINGS = frozenset(
    {
        "carry:no_form",
        "carry:given_up",
        "never_offered",
        "never_holds",
        "never_collect:birth",
        "large_recording",
        "large_section",
        "reading_level:grade",
        "reading_level:ease",
    }
)
#: The order of names in a document; others come last, in the order in which they are found.
_ORDER = (
    "schema_version", "kind", "key", "languages", "label", "title", "hint", "why", "body", "audio", "start", "done", "gate",
    "step", "exits", "show_if", "when", "match", "rows", "items", "options", "accepts", "per", "values", "total", "conditions",
    "sections", "steps",
)  # fmt: skip
_RANKS = {name: rank for rank, name in enumerate(_ORDER, start=1)}


class Fault(BaseModel):
    """One thing found in a form document: where (dotted path), why, and whether it stops a release (an "error").

    ``code`` is the short name of what is wrong. ``sentence`` names the reason in SENTENCES and ``params`` fill it, so that
    the editor can say it in another language.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    reason: str
    level: Level = "error"
    code: str = "shape"
    sentence: str = "shape"
    params: dict[str, str] = {}

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class FormError(ValueError):
    """A document that is not a form. ``faults`` names every place and reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def fault(path: str, sentence: str, **params: str) -> Fault:
    """The finding with that sentence at a place."""
    return Fault(
        path=path,
        reason=SENTENCES[sentence].format(**params),
        level="warning" if sentence in _WARNINGS else "error",
        code=sentence.partition(":")[0],
        sentence=sentence,
        params=params,
    )


def errors(found: Iterable[Fault]) -> list[Fault]:
    """Those that stop a release."""
    return [each for each in found if each.level == "error"]


def warnings(found: Iterable[Fault]) -> list[Fault]:
    """Those that only ask for a second look."""
    return [each for each in found if each.level == "warning"]


def in_order(found: Iterable[Fault]) -> list[Fault]:
    """The findings in the order of the document, each once: a named condition has its own however often it is used."""
    once = {(each.path, each.reason): each for each in found}
    return sorted(once.values(), key=lambda each: _place(each.path))


def _place(path: str) -> list[tuple[int, int]]:
    parts = re.findall(r"[^.\[\]]+", path)
    return [(0, int(part)) if part.isdecimal() else (_RANKS.get(part, len(_RANKS) + 1), 0) for part in parts]

"""Findings as editors read them: every sentence of ``schema.faults`` in the words of the editor's page, to be translated.

The schema's own sentences are for files: they name keys and operators as they are written there. These name questions by their
labels and comparisons by their words, so they are worded anew; a test holds both lists together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from intake_forms.authoring.blocks import OPERATORS
from intake_forms.authoring.places import Words, language, quoted
from intake_forms.schema.faults import Fault

#: By the names of ``faults.SENTENCES`` and with their placeholders. What fills them stands in quotation marks already.
SENTENCES: Mapping[str, Any] = {
    # The shape of the document.
    "yaml": _("This cannot be read: {message}"),
    "shape": _("This does not fit here: {message}"),
    "shape:greater_than_equal": _("This must be {ge} or more."),
    "shape:less_than_equal": _("This must be {le} or less."),
    "shape:int_type": _("This must be a whole number."),
    "shape:bool_type": _("This is either so or not: there is no third."),
    "shape:literal_error": _("This must be one of: {expected}."),
    "shape:day": _("Write a day as 2026-05-31, today, today+30 or today-30."),
    "shape:computed": _("A computed value has either outcomes or a sum: one of the two."),
    "shape:order": _("The least number is more than the most."),
    "shape:asks_nothing": _("The group asks nothing: it needs at least one question."),
    "shape:option_twice": _("Two options are stored alike: {values}."),
    "shape:yes_no": _("The words for yes, no and “I don't know” are missing in: {languages}."),
    "shape:gives_it": _("No option is stored as {values}, which should give the permission."),
    "shape:gives_all": _("Every option gives the permission: one must not."),
    "missing": _("{name} is still empty."),
    "missing:retention": _("How long answers are kept is not said yet."),
    "too_short": _("At least {min_length} are needed; there are {actual_length}."),
    "unknown_name": _("{name} does not belong here."),
    "unknown_kind": _("There is no kind {kind}; there are: {kinds}."),
    "unknown_kind:missing": _("The kind is missing; there are: {kinds}."),
    "bad_value:row": _("The value must be a text, a number or a list of texts."),
    "missing_text": _("The text is missing in: {languages}."),
    "unreadable_text": _("Characters of the text are broken in: {languages}. Write it anew."),
    "missing_language": _("The form lacks a language of this site: {languages}."),
    "unknown_language:site": _("This site does not have the language: {languages}."),
    "unknown_language": _("There is a text in a language that the form does not have: {languages}."),
    "unknown_language:recording": _("This recording is in a language that the form does not have: {languages}."),
    "too_long": _("Too long in {language}: {given} characters; {limit} at most."),
    "bad_key": _("The key may have small letters, digits and _ only, beginning with a letter; 40 at most."),
    "bad_key:address": _("The key may have small letters, digits and - only, beginning with a letter; 40 at most."),
    "bad_key:source": _("Choose a question that is asked earlier."),
    "bad_key:rule_set": _("The key of a rule set may have small letters, digits and _ only; 40 at most."),
    # Keys.
    "duplicate_key:step": _("Another step has the key {key} too."),
    "duplicate_key:section": _("Another section has the key {key} too."),
    "duplicate_key:item": _("Another question or part of the form has the key {key} too."),
    "duplicate_key:group": _("Another question of the group has the key {key} too."),
    "duplicate_key:rule_set": _("Another rule set has the key {key} too."),
    "duplicate_key:language": _("The form has the language {languages} twice."),
    "duplicate_key:exit": _("Another page that leads out has the key {key} too."),
    "reserved_key:step": _("The key {key} is one of the form's own pages: choose another."),
    "reserved_key:item": _("The key {key} means something else in conditions: choose another."),
    # What goes together.
    "make_up:group": _("A group stands alone on its step, with texts at most."),
    "make_up:computed": _("There is nothing to see on this step: computed values are for staff only."),
    "make_up:gate": _("The first step asks plain questions only, because nothing of it is kept yet."),
    "make_up:gate_shown": _("The first step has no condition: where it is not shown nobody can begin the form."),
    "make_up:gate_empty": _("Under the rule set {values} there is nothing to see on the first step."),
    "make_up:recording": _("A computed value is for staff only: nobody would hear its recording."),
    # What conditions and other parts refer to.
    "carry:gate": _("{target} is asked on the first step, before there is anything to take over."),
    "carry:twice": _("{target} is taken over from two places."),
    "carry:itself": _("A form takes nothing over from itself."),
    "carry:no_form": _("The form {form} is not released yet: nothing is taken over from it."),
    "carry:no_question": _("The form {form} asks no question {theirs}."),
    "carry:other_kind": _("{theirs} of the form {form} is another kind of question than {target}."),
    "carry:given_up": _(
        "The form {form} takes {theirs} over from this one, which no longer asks it, or as another kind of question."
    ),
    "unknown_source": _("There is no question {source}."),
    "unknown_source:title": _("The group asks no question {key}."),
    "unknown_source:per": _("{source} is no group of an earlier step."),
    "unknown_source:role": _("{source} is no choice of this form."),
    "unknown_source:total": _("{source} is no number, age or group of an earlier step."),
    "later_source": _("{source} is asked on this step or later: a condition reads earlier steps only."),
    "unknown_condition": _("There is no condition named {name}."),
    "nested_condition": _("A named condition cannot rest on another named condition."),
    "wrong_count:inside": _("{source} has an answer for each of the group: choose in how many of them this must hold."),
    "wrong_count:one": _("{source} has one answer here: choose nothing under “In how many of the group”."),
    "wrong_count:times": _("“How many” goes with “in at least” and “in fewer than”, and only with them."),
    "wrong_operator": _("The comparison {op} does not fit {source}. These do: {fitting}."),
    "wrong_operator:none": _(
        "The comparison {op} does not fit {source}, which takes no answer that could be compared."
    ),
    "bad_value:none": _("The comparison {op} takes no value."),
    "bad_value:list": _("The comparison {op} takes a list of values, one at least."),
    "bad_value:day": _("The comparison {op} takes a day: 2026-05-31, today or today-30."),
    "bad_value:number": _("The comparison {op} takes a number."),
    "bad_value:text": _("The comparison {op} takes a text."),
    "bad_value:some": _("The comparison {op} takes a value."),
    "bad_value:never": _("Nobody's answer to {source} can be {value}."),
    "bad_value:kept": _(
        "Nobody's answer to {source} is ever {value}, because it is kept as {kept}. Write it so here too."
    ),
    "bad_value:part": _("No answer to {source} can contain {values}."),
    "unknown_option": _("{source} has no option {values}."),
    "nothing_shared": _("Questions that share the choice set {name} begin with different options."),
    "unknown_rule_set": _("There is no rule set {name}."),
    # What nobody can answer.
    "unanswerable:number": _("No number fits here: the least is {min}, the most is {max}."),
    "unanswerable:day": _("No day fits here: the earliest is {earliest}, the latest is {latest}."),
    "unanswerable:text": _("No text fits here: it may have {max_length} characters at most."),
    # What nobody would ever see.
    "nobody_gets_in": _("Nobody gets in: all answers to the first step lead to pages that lead out."),
    "unreachable:step": _("Nobody ever sees this step: its condition cannot hold."),
    "unreachable:item": _("Nobody ever sees {key}: what it depends on cannot be."),
    "unreachable:exit": _("Nobody ever sees this page: its condition cannot hold."),
    "unreachable:exit_behind": _("Nobody ever sees this page: another before it takes all whom it is for."),
    "unreachable:hold": _("Nothing is ever kept back: its condition cannot hold."),
    "required_never_shown:step": _(
        "Nobody ever sees this step, because its condition cannot hold. So what must be answered is never asked: {keys}."
    ),
    "required_never_shown:item": _("{key} must be answered and is never asked: what it depends on cannot be."),
    "never_holds": _("This comparison can never hold, whatever is answered."),
    "never_offered": _("{value} is never offered: its condition cannot hold."),
    # What is read aloud.
    "missing_recording": _(
        "The file of this recording is not on this site: {url}. Choose another, or take the recording out."
    ),
    "wrong_recording:kind": _("This is no recording: {url}. There are: {kinds}."),
    "wrong_recording:private": _(
        "Not everybody may open this recording: {url}. Move it to a collection that is not private."
    ),
    "wrong_recording:size": _("This recording has {size} bytes: {url}."),
    "large_recording": _("This recording has {size} kB; {limit} at most. Families pay for what their telephones load."),
    "large_section": _("This section has {count} steps. An editor's page has room for {limit}: divide it."),
    # What we do not want to know, and how it reads.
    "never_collect": _("{found} asks for something we never collect: {what}."),
    "never_collect:birth": _("{found} asks for a child's date of birth. Before the appointment the age is enough."),
    "reading_level:grade": _("Hard to read in {language}: grade {value} by Flesch-Kincaid; {limit} at most."),
    "reading_level:ease": _("Hard to read in {language}: {value} by Fernández-Huerta; {limit} at least."),
}
#: What is never collected, as ``schema.never_collect.LIST`` calls it.
NEVER_COLLECTED: Mapping[str, Any] = {
    "immigration status": _("immigration status"),
    "an A-number": _("an A-number"),
    "a Social Security or taxpayer number": _("a Social Security or taxpayer number"),
    "a visa, or when, where and how somebody came into the country": _(
        "a visa, or when, where and how somebody came into the country"
    ),
    "country of birth or nationality": _("country of birth or nationality"),
    "criminal history": _("criminal history"),
    "religion": _("religion"),
    "trauma, abuse, trafficking or health": _("trauma, abuse, trafficking or health"),
    "the name of an employer": _("the name of an employer"),
    "bank details": _("bank details"),
    "the address of a shelter": _("the address of a shelter"),
    "an exact place": _("an exact place"),
    "social-media accounts": _("social-media accounts"),
    "an IP address": _("an IP address"),
    "a child's date of birth": _("a child's date of birth"),
}
#: Findings whose sentence names the field or the language at the end of their path.
_NAMED_IN_SENTENCE = ("missing", "unknown_name")


def said(fault: Fault, words: Words) -> str:
    """What is wrong, in the editor's language."""
    sentence = str(SENTENCES[fault.sentence])
    return sentence.format(**{name: _word(name, value, fault, words) for name, value in fault.params.items()})


def place(fault: Fault, words: Words) -> str:
    """Where it is; what the sentence names already is left out."""
    return words.place(fault.path.rpartition(".")[0] if fault.code in _NAMED_IN_SENTENCE else fault.path)


def _word(name: str, value: str, fault: Fault, words: Words) -> str:
    """What stands for one of the params: labels for keys, the page's words for operators, names for languages."""
    match name:
        case "source" | "target":
            return words.question(value)
        case "keys":
            return ", ".join(map(words.question, value.split(", ")))
        case "name":
            return words.field(fault.path) if fault.code == "missing" else quoted(value)
        case "op":
            return quoted(words.operator(value, fault.params["source"]))
        case "fitting":
            return ", ".join(quoted(OPERATORS[op]) for op in value.split(", "))
        case "language" | "languages":
            return ", ".join(map(language, value.split(", ")))
        case "what":
            return str(NEVER_COLLECTED.get(value, value))
        case "key" | "value" if fault.code in ("unreachable", "required_never_shown", "never_offered"):
            return words.name(fault.path)
        case "key" | "value" | "values" | "kept" | "found" | "kind" | "form" | "theirs" if (
            fault.code != "reading_level"
        ):
            return quoted(value)
    return value

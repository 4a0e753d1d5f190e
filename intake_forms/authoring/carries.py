"""Whether what forms take over from each other is asked there, in their live versions: a document knows itself alone."""

from __future__ import annotations

from collections.abc import Iterator

from intake_forms.records import queries
from intake_forms.schema.document import Carry, Form
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.group import Group


def faults(form: Form) -> Iterator[Fault]:
    """An error where the other form asks no such question or one of another kind; a warning where it is not released yet.

    And a warning where another form takes over what this one does not ask, or no longer so: families type it again.
    """
    live = {version.form_key: version for version in queries.live_forms() if version.form_key != form.key}
    for number, carry in enumerate(form.carries):
        if carry.form in live:
            yield from _mismatch(queries.route(live[carry.form]).form, form, carry, f"carries[{number}].source")
        elif carry.form != form.key:
            yield fault(f"carries[{number}].form", "carry:no_form", form=carry.form)
    for version in live.values():
        other = queries.route(version).form
        for carry in (each for each in other.carries if each.form == form.key):
            for _found in _mismatch(form, other, carry, "key"):
                yield fault("key", "carry:given_up", form=other.key, theirs=carry.source)


def _mismatch(giving: Form, taking: Form, carry: Carry, path: str) -> Iterator[Fault]:
    """Why nothing can be taken over by ``carry``."""
    theirs, ours = giving.item_by_key.get(carry.source), taking.item_by_key.get(carry.target)
    named = {"form": giving.key, "theirs": carry.source}
    if not isinstance(theirs, (Question, Group)):
        yield fault(path, "carry:no_question", **named)
    elif ours and ours.kind != theirs.kind and (theirs.kind, ours.kind) != ("number", "group"):
        yield fault(path, "carry:other_kind", target=carry.target, **named)

"""Whether what a form takes over from others is asked there, in their live versions: a document knows itself alone."""

from __future__ import annotations

from collections.abc import Iterator

from intake_forms.records import queries
from intake_forms.schema.document import Form
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.group import Group


def faults(form: Form) -> Iterator[Fault]:
    """An error where the other form asks no such question or one of another kind; a warning where it is not released yet."""
    live = {key: queries.live_version(key) for key in sorted({carry.form for carry in form.carries} - {form.key})}
    for number, carry in enumerate(form.carries):
        version = live.get(carry.form)
        if version is None:
            if carry.form in live:
                yield fault(f"carries[{number}].form", "carry:no_form", form=carry.form)
            continue
        theirs = queries.route(version).form.item_by_key.get(carry.source)
        ours = form.item_by_key.get(carry.target)
        named = {"form": carry.form, "theirs": carry.source}
        if not isinstance(theirs, (Question, Group)):
            yield fault(f"carries[{number}].source", "carry:no_question", **named)
        elif ours and ours.kind != theirs.kind:
            yield fault(f"carries[{number}].source", "carry:other_kind", target=carry.target, **named)

"""Forms that keep themselves back (``Form.hold``): begun by somebody else, and sent only once whose form it is has come in.

From the moment a form says so it stays held, whatever is answered afterwards: a changed answer is no proof that the person
is there. Coming in with the words and taking it over (records/taking_over.py) ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from intake_forms.records import queries
from intake_forms.records.models import Case, Draft
from intake_forms.schema.document import Hold


def hold(draft: Draft, known: Mapping[str, Any]) -> Hold | None:
    """Why a draft cannot be sent for now; None when nothing keeps it back. ``known``: what its walk knows."""
    route = queries.route(draft.version)
    if draft.taken_over_at is not None:
        return None
    return route.form.hold if draft.held_at is not None else route.hold(known)


def begins(draft: Draft, facts: Mapping[str, Any]) -> bool:
    """Whether a draft that was not held is from now on, with these facts."""
    route = queries.route(draft.version)
    if route.form.hold is None or draft.held_at is not None:
        return False
    return route.hold(route.walk(queries.under_rules(draft, dict(facts))).known) is not None


def of_case(case: Case) -> QuerySet[Draft]:
    """The forms of a case that are held now."""
    rows = Draft.objects.select_related("case__key", "version").filter(case=case, submitted=False)
    return rows.filter(held_at__isnull=False, taken_over_at=None).order_by("created_at")

"""Which forms a case has, and opening another: of one that was not sent, no more than that it is there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from intake_forms.records import opening, queries
from intake_forms.records.models import Case, Draft, FormVersion
from intake_forms.staff import roles, rules


@dataclass(frozen=True)
class CaseForm:
    """One form of a case as the desk names it; ``at`` is when it was sent, or when the family last saved on it."""

    title: str
    sent: bool
    at: datetime.datetime
    #: Somebody else began it: since when, and since when whose form it is has it.
    held_at: datetime.datetime | None = None
    taken_over_at: datetime.datetime | None = None

    def __str__(self) -> str:
        said = _("%(form)s: sent") if self.sent else _("%(form)s: not sent yet")
        return said % {"form": self.title}


def title(version: FormVersion) -> str:
    """A form's title in the language of the moment, its first where it lacks that."""
    texts = queries.route(version).form.title
    return texts.get((get_language() or "en").split("-")[0]) or next(iter(texts.values()))


def listed(drafts: Iterable[Draft]) -> list[CaseForm]:
    """The forms of a case."""
    return [
        CaseForm(title(draft.version), draft.submitted, draft.updated_at, draft.held_at, draft.taken_over_at)
        for draft in drafts
    ]


class OpenForm(rules.RulesForm):
    """Which rule set applies from now on, asked where the form to be opened has any."""

    def __init__(self, *args: Any, version: FormVersion, case: Case, **kwargs: Any) -> None:
        offered = rules.offered(case) if queries.route(version).form.rule_sets else {}
        super().__init__(
            *args, rule_sets=offered, prefix=version.form_key, initial={"rule_set": case.rule_set}, **kwargs
        )
        self.version = version
        if not offered:
            del self.fields["rule_set"]

    @property
    def title(self) -> str:
        """What the form is called."""
        return title(self.version)


def openable(case: Case) -> list[OpenForm]:
    """What can be opened in a case."""
    return [OpenForm(version=version, case=case) for version in opening.openable(case)]


@require_POST
def open_form(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """Open a form in a case that this person may see, under the rule set chosen with it."""
    case = roles.seen_by(request.user, pk)
    version = next((each for each in opening.openable(case) if each.form_key == form), None)
    chosen = OpenForm(request.POST, version=version, case=case) if version else None
    if chosen is None:
        messages.warning(request, _("This form is open in this case already."))
    elif not chosen.is_valid():
        messages.error(request, _("Choose a rule set from the list."))
    else:
        by = int(request.user.pk or 0)
        with transaction.atomic():
            if "rule_set" in chosen.fields:
                rules.choose(case=case, rule_set=chosen.cleaned_data["rule_set"], by=by)
            opening.open_form(case=case, form_key=form, by=by)
        messages.success(request, _("The form is open. The family finds it with its reference and its four words."))
    return HttpResponseRedirect(reverse("cases:inspect", args=[case.pk]))

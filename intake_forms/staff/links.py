"""Linked cases at the desk: which they are, linking another by its reference, and taking a link away. Both are asked twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from intake_forms.records import linking, queries, references
from intake_forms.records.models import Case, Submission
from intake_forms.staff import matters, queue, roles

#: The question of the shipped form in which another adult writes the sponsor's reference.
_REFERENCE = "sponsor_reference"
#: Whose the other case is, and whose this one: what can be chosen -> (whether the other is the sponsor's, the adult's role).
KINDS = {
    "household": (False, Case.Role.HOUSEHOLD),
    "backup": (False, Case.Role.BACKUP),
    "of_household": (True, Case.Role.HOUSEHOLD),
    "of_backup": (True, Case.Role.BACKUP),
}
_LABELS = {
    "household": gettext_lazy("The other case is of an adult of the household"),
    "backup": gettext_lazy("The other case is of the alternate caregiver"),
    "of_household": gettext_lazy("The other case is the sponsor's; this one is of an adult of the household"),
    "of_backup": gettext_lazy("The other case is the sponsor's; this one is of the alternate caregiver"),
}
_REFUSED = {
    "same": gettext_lazy("This is the reference of this very case."),
    "linked": gettext_lazy("The adult's case is linked to a sponsor's case already. Take that link away first."),
    "adults": gettext_lazy("The case that should be an adult's has linked adults itself: it is a sponsor's."),
    "adult": gettext_lazy("The case that should be the sponsor's is itself linked as an adult's."),
}


@dataclass(frozen=True)
class Link:
    """One linked case: whose it is, and whether whoever reads this may open it."""

    case: Case
    whose: str
    files: str
    opens: bool


def listed(user: roles.User, case: Case) -> list[Link]:
    """The cases linked with one: of an adult's the sponsor's, of a sponsor's the adults'. References and statuses only."""
    found = [case.sponsor_case] if case.sponsor_case else list(linking.adults(case))
    seen = {
        each.pk: each for each in queue.with_papers(roles.cases_of(user)).filter(pk__in=[each.pk for each in found])
    }
    return [
        Link(
            case=each,
            whose=str(_("the sponsor") if each.pk == case.sponsor_case_id else each.get_role_display()),
            files=queue.files(seen[each.pk].paper_count) if each.pk in seen else "",
            opens=each.pk in seen,
        )
        for each in found
    ]


def named_by_family(case: Case) -> str:
    """The reference of the sponsor's case as an adult wrote it in what was sent; "" where nobody did."""
    for sent in Submission.objects.filter(case=case):
        for given in queries.submitted_answers(case, sent).values():
            if written := str(given.get(_REFERENCE) or ""):
                return written
    return ""


def whose(case: Case) -> str:
    """Whose an adult's case is, as its papers say; "" for a sponsor's."""
    if linking.bereft(case):
        return _("of %(whose)s; the sponsor's case was deleted") % {"whose": case.get_role_display()}
    if case.sponsor_case is None:
        return ""
    known = {"whose": case.get_role_display(), "reference": case.sponsor_case.reference}
    return _("of %(whose)s; the sponsor's case is %(reference)s") % known


class LinkForm(forms.Form):
    """Which case, and whose it is. ``pair`` is then the adult's case, the sponsor's, and the adult's role."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the other case"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "translate": "no"}),
        error_messages={"required": gettext_lazy("Write the reference of the other case.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Whose case is it?"),
        widget=forms.RadioSelect,
        choices=list(_LABELS.items()),
        error_messages={"required": gettext_lazy("Choose whose case it is.")},
    )

    def __init__(self, *args: Any, case: Case, user: roles.User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user
        self.pair: tuple[Case, Case, str] | None = None

    def clean_reference(self) -> Case:
        typed = references.read(self.cleaned_data["reference"])
        if not typed:
            raise ValidationError(_("This is no reference. One has eight letters and numbers, like CDFH-3469."))
        other = roles.cases_of(self.user).filter(reference=typed).first()
        if other is None:
            raise ValidationError(
                _(
                    "There is no case %(reference)s that you can see. Look at each letter; somebody else may have the case."
                ),
                params={"reference": typed},
            )
        return other

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if "reference" in found and "kind" in found:
            other_is_sponsor, role = KINDS[found["kind"]]
            pair = (self.case, found["reference"]) if other_is_sponsor else (found["reference"], self.case)
            if reason := linking.refusal(adult=pair[0], sponsor=pair[1]):
                self.add_error("reference", _REFUSED[reason])
            else:
                self.pair = (*pair, role)
        return found


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks for a reference, then shows both cases, then links them."""
    case = _own(request, pk)
    given = {"reference": named_by_family(case)}
    form = LinkForm(request.POST if request.method == "POST" else None, initial=given, case=case, user=request.user)
    pair = form.pair if form.is_valid() else None
    if pair and "sure" in request.POST:
        adult, sponsor, role = pair
        try:
            linking.link(adult=adult, sponsor=sponsor, role=role, by=int(request.user.pk or 0))
            messages.success(request, _("The cases are linked."))
        except linking.CannotLink as refused:
            messages.error(request, _REFUSED[refused.reason])
        return matters.back(case, "#linked")
    context = {"form": form, "pair": pair, "role": pair and Case.Role(pair[2]).label, "given": given["reference"]}
    return matters.page(request, case, "link.html", _("Link a case"), context)


@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Asks whether a link should go, then takes it away."""
    case = _own(request, pk)
    found = next((each for each in listed(request.user, case) if each.case.pk == other), None)
    if found is None:
        raise PermissionDenied
    if request.method == "POST":
        linking.unlink(adult=case if case.sponsor_case_id else found.case, by=int(request.user.pk or 0))
        messages.success(request, _("The cases are not linked any more."))
        return matters.back(case, "#linked")
    return matters.page(request, case, "unlink.html", _("Take the link away"), {"link": found})


def _own(request: HttpRequest, pk: UUID) -> Case:
    """A case that this person answers for."""
    case = roles.seen_by(request.user, pk)
    if not roles.answers_for(request.user, case):
        raise PermissionDenied
    return case

"""How far a case is: chosen at the desk, read by the family at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from intake_forms.records import papers, statuses, tables
from intake_forms.records.models import Case
from intake_forms.staff import matters, roles


class StatusForm(forms.Form):
    """The choice."""

    status = forms.ChoiceField(label=gettext_lazy("Status"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(status.value, status.label) for status in statuses.CHOOSABLE]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]


def sentence(case: Case) -> str:
    """What the family reads of the status now, in the language of the moment."""
    return tables.spoken(tables.statuses()[case.status].sentence)


@require_POST
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring a case of which something was sent to another status."""
    case, form = roles.seen_by(request.user, pk), StatusForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a status from the list."))
        return matters.back(case)
    try:
        if statuses.change(case=case, status=form.cleaned_data["status"], by=int(request.user.pk or 0)):
            messages.success(
                request, _("The status is changed. The family reads: “%(text)s”") % {"text": sentence(case)}
            )
    except statuses.NotSent:
        messages.error(request, _("Nothing was sent yet: the status stays."))
    except statuses.NothingAsked:
        _ask_first(request, case)
    except statuses.NoneStands:
        told = _("No appointment stands: the status stays. Set the appointment, and the status changes by itself.")
        button = messages.button(reverse("cases:appointment", args=[case.pk]), _("Appointment"))
        messages.error(request, told, buttons=[button])
    except statuses.NotPermitted:
        told = _(
            "The family has not permitted that its papers go to the case manager, or took that back: the status stays. "
            "Talk with the family first."
        )
        button = messages.button(reverse("cases:messages", args=[case.pk]), _("Messages"))
        messages.error(request, told, buttons=[button])
    return matters.back(case)


def _ask_first(request: HttpRequest, case: Case) -> None:
    """Say where the paper is asked for that the family is to be told of."""
    told = _("Ask for the paper first, else the family does not know which one. The status then changes by itself.")
    asking = next(iter(papers.of_case(case).values()), None)
    if asking is None:
        told = _("No form of this case asks for papers: the status stays. Write the family a message.")
        button = messages.button(reverse("cases:messages", args=[case.pk]), _("Messages"))
    else:
        anchor = f"#papers-{asking.route.form.key}"
        button = messages.button(reverse("cases:inspect", args=[case.pk]) + anchor, _("Papers"))
    messages.error(request, told, buttons=[button])

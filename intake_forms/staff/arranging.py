"""Putting a paper right at the desk: turning it, its place among the others, and which paper it is. Each is audited."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from intake_forms.documents import versions
from intake_forms.privacy import audit
from intake_forms.records import papers, requests
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.staff import folder, roles


class Moved(NamedTuple):
    """What a move changed: whether it answers what was asked of its paper, and whether the one before is asked for again."""

    answers: bool
    lacks: bool


class PaperForm(forms.Form):
    """Which paper of the case a file is."""

    paper = forms.ChoiceField(label=gettext_lazy("It is another paper"))

    def __init__(self, *args: Any, case: Case, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, mine = (get_language() or "en").split("-")[0], (upload.slot, str(upload.item or ""))
        choices = [
            (f"{slot}.{item}", kept.label(language))
            for (slot, item), kept in papers.of_case(case).items()
            if (slot, item) != mine
        ]
        self.fields["paper"].choices = [("", _("Choose a paper")), *choices]  # type: ignore[attr-defined]

    @property
    def has_others(self) -> bool:
        """Whether there is another paper to choose."""
        return len(self.fields["paper"].choices) > 1  # type: ignore[attr-defined]


def arrangeable(case: Case, upload: Upload) -> bool:
    """Whether a file counts for a paper now: not one that could not be used, or that another has replaced."""
    return any(row.pk == upload.pk for row in folder.sent_papers(case))


@require_POST
def arrange(request: HttpRequest, pk: UUID, upload: UUID) -> HttpResponse:
    """Do what was pressed: turn a file, move it up, or count it for another paper."""
    case = roles.seen_by(request.user, pk)
    found = next((row for row in folder.sent_papers(case) if row.pk == upload), None)
    if found is None:
        raise PermissionDenied
    found.case = case
    go, who = request.POST.get("go", ""), int(request.user.pk or 0)
    if go == "turn":
        turn(upload=found, by=who)
    elif go == "up":
        move_up(upload=found, by=who)
        messages.success(request, _("Its pages come one place earlier now."))
    else:
        form = PaperForm(request.POST, case=case, upload=found)
        if form.is_valid():
            slot, _dot, item = form.cleaned_data["paper"].partition(".")
            moved = move_to(upload=found, slot=slot, item=item, by=who)
            messages.success(request, _("It counts for that paper now."))
            if moved.answers:
                messages.success(request, _("With it, what was asked of that paper is answered."))
            if moved.lacks:
                messages.warning(request, _("The paper that it counted for before is asked for again."))
        else:
            messages.error(request, _("Choose a paper from the list."))
    response = HttpResponseRedirect(reverse("cases:paper", args=[case.pk, found.pk]))
    response.status_code = 303
    return response


@transaction.atomic
def turn(*, upload: Upload, by: int) -> None:
    """Turn its pages clockwise by a quarter."""
    versions.turn(upload=upload)
    _record(upload, "paper.turned", by)


@transaction.atomic
def move_up(*, upload: Upload, by: int) -> None:
    """Let it change places with the file before it."""
    versions.move_up(upload=upload)
    _record(upload, "paper.moved_up", by)


@transaction.atomic
def move_to(*, upload: Upload, slot: str, item: str, by: int) -> Moved:
    """Count it for another paper of the case, and what was asked of both with it. The audit row names the one before."""
    before = upload.slot, str(upload.item or "")
    versions.move_to(upload=upload, key=(slot, item))
    _record(upload, f"paper.was:{before[0]}", by)
    lacks = requests.lose(case=upload.case, key=before, since=upload.created_at)
    return Moved(answers=requests.receive(case=upload.case, key=(slot, item), by=by), lacks=lacks)


def _record(upload: Upload, action: str, by: int) -> None:
    audit.record(who=audit.actor(by), action=action, case=upload.case_id, paper=upload.pk)

"""Messages between a family and the desk, on the desk's side."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from intake_forms.privacy import audit
from intake_forms.privacy.sealing import key_of
from intake_forms.records import messages as thread
from intake_forms.records.models import Case
from intake_forms.staff import matters, roles
from intake_forms.staff.queue import language_name
from intake_forms.staff.words import InLanguages


def unread(case: Case) -> int:
    """How many messages of the family nobody of the staff has had on the screen."""
    return thread.unread(case, from_staff=False)


class ReplyForm(InLanguages):
    """A message to a family. ``once`` keeps two presses from being two messages."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the thread of a case and write into it."""
    case, by = roles.seen_by(request.user, pk), int(request.user.pk or 0)
    key_of(case)
    form = ReplyForm(
        request.POST if request.method == "POST" else None, case=case, longest=thread.LONGEST, required=True
    )
    if form.is_valid():
        if thread.reply(case=case, texts=form.texts(), by=by, once=form.cleaned_data["once"]):
            messages.success(request, _("Your message stands on the family's page."))
        response = HttpResponseRedirect(reverse("cases:messages", args=[case.pk]) + "#last")
        response.status_code = 303
        return response
    audit.record(who=audit.actor(by), action="messages.read", case=case.pk)
    said = _said(case)
    if request.method == "GET":
        thread.mark_read(case=case, from_staff=False)
    return matters.page(request, case, "messages.html", _("Messages"), {"form": form, "thread": said})


def _said(case: Case) -> list[tuple[thread.Said, list[tuple[str, str, str]]]]:
    """Each message with its texts as (language, its name, text)."""
    return [
        (each, [(code, language_name(code), text) for code, text in each.texts.items()]) for each in thread.thread(case)
    ]

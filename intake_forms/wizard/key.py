"""The key page: the reference and the four words, to write down, to print, and to send oneself the way back."""

from __future__ import annotations

import datetime
import smtplib
from urllib.parse import quote

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake_forms.privacy import limits
from intake_forms.records import queries, taking_over
from intake_forms.records.models import Case
from intake_forms.schema.gaps import undone
from intake_forms.wizard.ended import ended
from intake_forms.wizard.visit import Visit, visit

_MAILS, _WITHIN = 3, datetime.timedelta(hours=1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, form: str) -> HttpResponse:
    """The reference and the four words. POST sends the link, without the words, to an e-mail address."""
    here = visit(request, form)
    if here.draft is None:
        return ended(request, here)
    words = queries.words(here.draft.case)
    if here.draft.submitted and words is None:
        return redirect("intake_forms:step", form=form, step="done")
    address, problem = "", ""
    if request.method == "POST":
        address = request.POST.get("email", "").strip()[:254]
        problem = _mailed(request, here.draft.case, address)
        if not problem:
            return redirect(request.path + "?mailed#by-mail")
    context = {
        "visit": here,
        "document": here.form,
        "language": here.language,
        "words": words,
        "address": address,
        "problem": problem,
        "mailed": "mailed" in request.GET,
        "own": "own" in request.GET and here.draft.taken_over_at is not None,
        "sends_mail": settings.SENDS_MAIL,
        "next_step": _next_step(here),
        "translate_path": True,
        **ways(request, here.draft.case),
    }
    return render(request, "intake_forms/key.html", context)


def link(request: HttpRequest, case: Case) -> str:
    """The address at which the family goes on, in its language, with the reference behind the hash.

    What stands there never leaves the browser: it is in no log on the way, in no Referer, and in no preview that a
    messenger makes of the link. Without JavaScript the reference has to be typed, so the message says it too.
    """
    with override(case.language):
        return f"{request.build_absolute_uri(reverse('continue'))}#{case.reference}"


def ways(request: HttpRequest, case: Case) -> dict[str, str | SafeString]:
    """How the link gets to the family's own phone: ``sms:`` and WhatsApp addresses, and a QR code (SVG)."""
    to = link(request, case)
    with override(case.language):
        text = quote(_message(to, case))
        page = request.build_absolute_uri(reverse("continue"))
    # Older iPhones want "&" before the text, everything else "?": both together are understood by all.
    return {
        "sms": f"sms:?&body={text}",
        "whatsapp": f"https://wa.me/?text={text}",
        "qr": square(to),
        "continue_address": page.split("://", 1)[-1],
    }


def _message(to: str, case: Case) -> str:
    return _("My link: %(link)s Reference: %(reference)s") % {"link": to, "reference": case.reference}


def square(text: str) -> SafeString:
    """A QR code of a text, as SVG."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, svgclass=None, lineclass=None, light="#fff"
    )
    return mark_safe(drawn)  # noqa: S308  made of squares


def _next_step(here: Visit) -> str:
    """The first step of the way that is not done yet."""
    assert here.draft
    if here.draft.submitted:
        return "done"
    withheld = taking_over.withheld(here.draft, here.walk.known)
    open_steps = undone(here.route, here.facts, queries.saved_steps(here.draft))
    return next((step for step in open_steps if step not in withheld), "check")


def _mailed(request: HttpRequest, case: Case, address: str) -> str:
    """Send the link, in the family's language. Returns what went wrong; nothing of the address is kept."""
    try:
        validate_email(address)
    except ValidationError:
        return _("Write an e-mail address, like name@example.com.")
    if not settings.SENDS_MAIL or not limits.allow(key=f"mail:{case.pk}", times=_MAILS, within=_WITHIN):
        return _("We cannot send more e-mails now. Write down the reference and the words.")
    with override(case.language):
        body = "\n\n".join(
            [
                _("Here is the link you asked for:"),
                link(request, case),
                _("Reference: %(reference)s") % {"reference": case.reference},
                _("If you did not ask for it, you do not have to do anything."),
            ]
        )
        mail = EmailMessage(subject=_("Your link"), body=body + "\n", to=[address])
    try:
        mail.send()
    except (OSError, smtplib.SMTPException):
        return _("We could not send the e-mail now. Write down the reference and the words.")
    return ""

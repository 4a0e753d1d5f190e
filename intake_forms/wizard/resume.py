"""Coming back: reference and words, however they are typed, open the case again."""

from __future__ import annotations

import re
import unicodedata

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake_forms.privacy import words
from intake_forms.records import entering, holding
from intake_forms.records.models import Draft
from intake_forms.records.services import REFERENCE_LETTERS
from intake_forms.wizard import replaying, session

#: A page printed or copied whole is some hundred characters.
_LONGEST = 1000
# No vowel is among the letters of a reference: no word and no part of an address looks like one.
_REFERENCE = re.compile(
    rf"(?<![^\W_])([{REFERENCE_LETTERS}]{{4}})\W{{0,3}}([{REFERENCE_LETTERS}]{{4}})(?![^\W_])", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S*://\S*")
_WORD = re.compile(r"[^\W\d_]+")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponseBase:
    """Open a case again with its reference and its words, or with a phrase that staff gave. One answer for every failure."""
    typed = {name: request.POST.get(name, "")[:_LONGEST] for name in ("reference", "words")}
    problem = ""
    if request.method == "POST" and request.POST.get("go") != "lang":
        if entered := entering.enter(*read(typed["reference"], typed["words"])):
            session.open_case(request, entered.draft.case_id, entered.epoch, with_words=True)
            return _inside(request, entered)
        problem = _("Look at each letter and try again, or call us. The reference and the words do not go together.")
    context = {
        "typed": typed,
        "problem": problem,
        "late": request.POST.get("late", "")[:_LONGEST],
        "entering": "continue",
        "translate_path": True,
    }
    return render(request, "intake_forms/resume.html", context)


def _inside(request: HttpRequest, entered: entering.Entered) -> HttpResponseBase:
    """Where somebody who comes back arrives: with new words at these; with something posted too late where that leads."""
    ticket, case_id = request.POST.get("late", ""), entered.draft.case_id
    new_words = reverse("intake_forms:key", kwargs={"form": entered.draft.form_key}) if entered.once else ""
    replayed = replaying.replay(request, ticket, case_id, new_words) if ticket else None
    if new_words and not (replayed and replayed.unsent):
        return redirect(new_words)
    if ticket and replayed is None:
        return render(request, "intake_forms/late.html", {"home": home(entered.draft)})
    return replayed.response if replayed else redirect(_who(entered.draft) or home(entered.draft))


def _who(draft: Draft) -> str:
    """Where whoever comes into a form that somebody else began says who they are; "" for any other form."""
    return reverse("case:handover") if holding.of_case(draft.case).exists() else ""


def home(draft: Draft) -> str:
    """Where somebody who comes back arrives: at what is still to do, or once all is sent at how far it is."""
    if draft.submitted:
        return reverse("case:status")
    return reverse("intake_forms:step", kwargs={"form": draft.form_key, "step": "tasks"})


def read(reference: str, given: str) -> tuple[str, list[str]]:
    """The reference and the words in what was typed or pasted: each in its field, in the other, or a whole page in one."""
    reference, given = _plain(reference), _plain(given)
    found = _REFERENCE.search(reference) or _REFERENCE.search(given)
    return f"{found[1]}-{found[2]}".upper() if found else reference, _words(given) or _words(reference)


def _plain(text: str) -> str:
    """Accents as one letter, no invisible characters, one space between words."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def _words(text: str) -> list[str]:
    """The words in a text, those after "Your four words" where it says so."""
    text = _REFERENCE.sub(" ", _ADDRESS.sub(" ", text))
    for code, _name in settings.LANGUAGES:
        with override(code):
            label = _plain(_("Your four words"))
        _before, found, after = text.partition(label)
        if found:
            return _WORD.findall(after)[: words.COUNT]
    return _WORD.findall(text)

"""What can be wrong with a file that somebody sends, and what is said of it: always what to do."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from intake_forms.documents import inspection, reasons
from intake_forms.documents.incoming import AT_ONCE

#: Letters of a file's name that are shown.
_NAME = 40


#: What can be wrong with what somebody sends.
PROBLEMS = (
    "empty",
    "too_big",
    "too_many",
    "too_much",
    "too_many_underway",
    "too_often",
    "wrong_type",
    "unfinished",
    "unreadable",
    "too_many_pages",
    "locked",
    "wrong_password",
    "nothing",
    "absent",
    "cut",
    "unavailable",
)


def sentence(problem: str, files: int) -> str:
    """What to say of one of ``PROBLEMS``: what to do about it. ``files``: how many may be sent of the paper."""
    return {
        "empty": _("This file is empty. Choose it again, or take a new photo."),
        "too_big": _("This file is larger than %(max)s MB. Take a photo of the paper instead, or send fewer pages.")
        % {"max": settings.UPLOAD_MAX_BYTES // 2**20},
        "too_many": _("You can send %(max)s files for this paper. To add another, remove one or call us.")
        % {"max": files},
        "too_much": _("Send up to %(max)s MB at once, then the others.")
        % {"max": settings.UPLOAD_MAX_BYTES * AT_ONCE // 2**20},
        "wrong_type": _("We cannot open this kind of file. Send a photo or a PDF."),
        "unfinished": _("This file did not arrive whole. Send it again."),
        "unreadable": _("We cannot open this file: it may be damaged. Take a new photo, or choose another file."),
        # The worker may find it too, and says the same.
        "too_many_pages": reasons.sentence("too_many_pages"),
        "too_many_underway": _("Too many photos are on their way. Wait until they are here, or remove one."),
        "too_often": _("You sent many files in a short time. Wait one hour, or call us."),
        "locked": _("This PDF is locked with a password. Write the password here, or take a photo of each page."),
        "wrong_password": _("That password does not open this PDF. Write it again, or take a photo of each page."),
        "nothing": _("Choose a photo or a PDF first."),
        "absent": _("We have no file of this paper yet. Choose the photo, or say that you will bring it."),
        "cut": _("This file did not arrive. Send it again. Or press Continue to go on without it."),
        "unavailable": _(
            "Your photo is not saved yet. Your answers are saved. Try again in a few minutes, or call us."
        ),
    }[problem]


def limit() -> dict[str, Any]:
    """How large a file may be (``bytes``, ``megabytes``), all of them ``together`` (megabytes), and what a page itself says.

    ``drawn``: the content types that a browser may draw anew as JPEG. Any other it leaves as it is, so that with the script as
    without it is taken or refused.
    """
    sentences = {problem: sentence(problem, 0) for problem in ("too_big", "wrong_type")}
    one = settings.UPLOAD_MAX_BYTES
    sizes = {"bytes": one, "megabytes": one // 2**20, "together": one * AT_ONCE // 2**20}
    # Of a TIFF, which may have many pages, a browser draws the first. Some apps give a JPEG the name that is in no register.
    drawn = ["image/jpg", *(kind for kind in inspection.ACCEPTED if kind.startswith("image/") and kind != "image/tiff")]
    return {**sizes, "drawn": ",".join(drawn), **sentences}


def shown(name: str) -> str:
    """A file's name as it can stand in a sentence: no controls or direction marks, not too long, in its own direction."""
    plain = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    short = plain if len(plain) <= _NAME else f"{plain[: _NAME // 2]}…{plain[-_NAME // 2 :]}"
    return f"\N{FIRST STRONG ISOLATE}{short}\N{POP DIRECTIONAL ISOLATE}"

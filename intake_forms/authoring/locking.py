"""Locks: what somebody has locked is neither changed nor released by anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import BasicLock

from intake_forms.authoring.findings import Finding


def locked(snippet: Any, user: Any) -> bool:
    """Whether somebody may not change a snippet now: another has locked it, or it waits in a workflow."""
    lock = snippet.get_lock()
    return bool(lock and lock.for_user(user))


def findings(parts: Iterable[Any], by: Any) -> list[Finding]:
    """What others have locked, as what is in the way of a release: the form stays as it is for sponsors too."""
    urls = AdminURLFinder()
    said = _("%(name)s has locked this: nobody else can release the form until it is unlocked.")
    return [
        Finding("error", said % {"name": _who(each)}, str(each), urls.get_edit_url(each) or "")
        for each in _shut(parts, by)
    ]


def _shut(parts: Iterable[Any], user: Any) -> list[Any]:
    """Those that others have locked; not what waits in a workflow, of which a release takes the published state."""
    return [each for each in parts if isinstance(each.get_lock(), BasicLock) and locked(each, user)]


def _who(snippet: Any) -> str:
    return str(get_user_display_name(snippet.locked_by)) if snippet.locked_by else "?"

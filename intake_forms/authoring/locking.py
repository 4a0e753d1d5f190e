"""Locks: what somebody has locked is neither changed nor released by anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import BasicLock


def locked(snippet: Any, user: Any) -> bool:
    """Whether somebody may not change a snippet now: another has locked it, or it waits in a workflow."""
    lock = snippet.get_lock()
    return bool(lock and lock.for_user(user))


def shut(parts: Iterable[Any], user: Any) -> list[Any]:
    """Those of a form's snippets that others have locked.

    Not what waits in a workflow: of that a release takes the published state.
    """
    return [each for each in parts if isinstance(each.get_lock(), BasicLock) and locked(each, user)]


def message(snippet: Any) -> str:
    """Who has locked a snippet, and what of it."""
    said = _("%(name)s has locked this: nobody else can release the form until it is unlocked.")
    return said % {"name": get_user_display_name(snippet.locked_by) if snippet.locked_by else "?"}

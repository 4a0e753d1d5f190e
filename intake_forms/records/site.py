"""What the public site tells the forms. Neither imports the other: they meet in two names of the settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import override


def notice(form_key: str) -> Any:
    """What stands in the place of the start while a form cannot be begun (``title``, ``text``, ``away``); None while it can.

    ``away``: whether nobody works on what is sent meanwhile.
    """
    return import_string(settings.SERVICE_NOTICE)(form_key)


def facts() -> dict[str, str]:
    """The facts of the organization in the language of the moment, by the names that ``[[name]]`` stands for."""
    found: dict[str, str] = import_string(settings.SITE_FACTS)()
    return found


def facts_in(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """The same in each of these languages."""
    found = {}
    for code in codes:
        with override(code):
            found[code] = facts()
    return found


def filled(text: str, known: dict[str, str]) -> str:
    """A plain text with its facts; one that nobody gave yet stays as it is written."""
    for name, fact in known.items():
        text = text.replace(f"[[{name}]]", fact or f"[[{name}]]")
    return text

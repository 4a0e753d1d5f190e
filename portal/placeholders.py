"""Placeholders such as ``[[phone]]`` that the public still sees, on pages and in forms."""

from __future__ import annotations

import re

from django.conf import settings

from content.queries import live_placeholders, site_facts
from intake_forms.records import queries
from intake_forms.schema.document import filled

_MARK = re.compile(r"\[\[(\w+)\]\]")


def unfilled() -> list[tuple[str, str]]:
    """(where, placeholder) for each that no fact fills: of live pages and answers first, then of the live forms."""
    return [*live_placeholders(), *_in_forms()]


def _in_forms() -> list[tuple[str, str]]:
    facts = [site_facts(code) for code, _ in settings.LANGUAGES]
    found = []
    for version in queries.live_forms():
        asked = dict.fromkeys(_MARK.findall(filled(version.document)))
        missing = [key for key in asked if not all(each.get(key) for each in facts)]
        found += [(f"form {version.form_key}", f"[[{key}]]") for key in missing]
    return found

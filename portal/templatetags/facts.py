"""Facts about the service inside any text: ``{{ text|facts:portal.facts }}`` fills in ``[[phone]]`` and its kind."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

PLACEHOLDER = re.compile(r"\[\[([a-z][a-z_]*)\]\]")


@register.filter
def facts(text: object, values: object) -> str:
    """``text`` with each ``[[key]]`` replaced by its fact; one without a value stays as written, for all to see.

    Plain text stays plain (the template escapes it, facts and all); safe text stays safe, with the facts escaped.
    """
    written = "" if text is None else text if isinstance(text, str) else str(text)
    safe = isinstance(written, SafeString)
    known = values if isinstance(values, Mapping) else {}

    def fill(match: re.Match[str]) -> str:
        fact = str(known.get(match[1]) or match[0])
        return str(escape(fact)) if safe else fact

    filled = PLACEHOLDER.sub(fill, written)
    return mark_safe(filled) if safe else filled  # noqa: S308 - the text was safe, and the facts are escaped


@register.filter
def sources(source: str) -> list[str]:
    """What a source names: its addresses where it is nothing but several, parted by spaces; else itself."""
    parts = source.split()
    return parts if all(host(part) for part in parts) else [source]


@register.filter
def host(source: str) -> str:
    """The site that the address of a source is on; "" for a source that is no address of the web."""
    parts = urlsplit(source)
    return (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""

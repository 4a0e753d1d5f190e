"""What every page says about the service: its name, its help line, and whether this is a demo.

The only place where the public site's facts reach the intake forms' pages.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse, translate_url
from django.utils.translation import get_language, get_language_info

from content.queries import Help, help_lines, site_facts

# The last facts and help that this process read, by language: the 500 page shows them when the database is gone.
_last_read: dict[str | None, tuple[dict[str, str], list[Help]]] = {}


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``portal`` for every page."""
    read = _last_read[get_language()] = site_facts(), help_lines()
    return {
        "portal": {
            **portal(*read),
            "save_data": request.headers.get("Save-Data", "").lower() == "on",
            # Called by the language control only where the view's context says ``translate_path``.
            "translations": partial(alternates, request.path),
        }
    }


def portal(facts: Mapping[str, str], lines: Sequence[Help]) -> dict[str, Any]:
    """The value of ``portal`` in templates, in the language of the moment."""
    phone, whatsapp = facts.get("phone", ""), facts.get("whatsapp", "")
    return {
        "name": facts.get("name") or "Puente",
        "organization": facts.get("organization", ""),
        "phone": phone,
        "phone_link": phone_link(phone),
        "whatsapp": whatsapp,
        "whatsapp_link": phone_link(whatsapp).replace("tel:+", "https://wa.me/"),
        "hours": facts.get("hours", ""),
        "offers": [line for line in lines if line.kind == "offer"],
        "numbers": [line for line in lines if line.kind == "number"],
        "facts": facts,
        "demo": settings.DEMO,
        "leave_url": reverse("leave"),
        "home_url": home_url(get_language() or settings.LANGUAGE_CODE),
    }


def last_read() -> tuple[dict[str, str], list[Help]]:
    """The facts and help this process read last, if it can in the language of the moment; empty before the first page."""
    return _last_read.get(get_language()) or next(iter(_last_read.values()), ({}, []))


def phone_link(phone: str) -> str:
    """A ``tel:`` address for a phone number as people write it; "" for what cannot be dialled as it stands.

    Ten digits are read as a number of the United States.
    """
    if re.search(r"[^\W\d_]", phone):
        return ""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < 3:
        return ""
    if phone.lstrip().startswith("+"):
        return f"tel:+{digits}"
    return f"tel:+1{digits}" if len(digits) == 10 else f"tel:{digits}"


def home_url(code: str) -> str:
    """The start page in the language ``code``."""
    return f"{get_script_prefix()}{code}/"


def alternates(url: str = "") -> list[dict[str, str]]:
    """The other languages as ``{code, name, url}``: ``url`` translated into each, or without one their start pages."""
    current = get_language()
    return [
        {"code": code, "name": own_name(code), "url": translate_url(url, code) if url else home_url(code)}
        for code, _ in settings.LANGUAGES
        if code != current
    ]


def own_name(code: str) -> str:
    """A language's name for itself: "Español"."""
    return str(get_language_info(code)["name_local"]).capitalize()

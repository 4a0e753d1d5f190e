"""The languages of the portal, as Django wants them. Each is a folder with a ``language.yaml`` and a catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import trans_real

from intake_forms.schema import languages

#: What texts are written in first.
FIRST = "en"


def settings(folders: Iterable[Path]) -> dict[str, Any]:
    """The settings that follow from the languages in ``folders``. Django's own table then knows them too."""
    paths = list(folders)
    known = languages.take_in(paths)
    for code, each in known.items():
        LANG_INFO[code] = {"code": code, "bidi": each.rtl, "name": each.name, "name_local": each.own_name}
    listed = [(code, _(known[code].name)) for code in sorted(known, key=lambda code: (code != FIRST, code))]
    return {
        "LANGUAGE_CODE": FIRST,
        "LANGUAGES": listed,
        "WAGTAIL_CONTENT_LANGUAGES": listed,
        "LANGUAGES_BIDI": [code for code, each in known.items() if each.rtl],
        # Which languages stand in for one that lacks a text, itself first.
        "LANGUAGE_CHAINS": {code: languages.chain(code) for code in known},
        "LOCALE_PATHS": paths,
    }


def join(chains: dict[str, list[str]]) -> None:
    """Put behind each catalogue that of the language it falls back to; how dates and numbers look comes from there too.

    Django knows one fallback for all languages.
    """
    looks: Any = formats
    for code, (_own, *others) in chains.items():
        if others:
            catalogue: Any = trans_real.translation(code)
            catalogue._fallback = trans_real.translation(others[0])
            written = (formats.get_format_modules(each) for each in chains[code])
            looks._format_modules_cache[code] = next(filter(None, written), [])

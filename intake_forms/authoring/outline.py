"""Texts of a form document as somebody of the staff reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language


def said(text: Any) -> str:
    """A text of a document in the reader's language, else in any."""
    if not isinstance(text, Mapping):
        return ""
    return str(text.get((get_language() or "en").split("-")[0]) or next(iter(text.values()), ""))

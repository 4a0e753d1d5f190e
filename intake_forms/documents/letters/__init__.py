"""PDFs that the site writes: made with Typst from a template beside this file and plain data, tagged for screen readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

_FOLDER = Path(__file__).parent


def letter(name: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that the template ``name`` makes of ``data``: plain values, texts already in one language.

    PDF/UA-1, unless somebody wrote in letters that no font of this machine has: the standard refuses a page with a letter
    that cannot be drawn. The PDF then comes without its seal, still tagged and with its text whole.
    """
    values = {"data": json.dumps(data, ensure_ascii=False)}
    template = str(_FOLDER / f"{name}.typ")
    try:
        return typst.compile(template, format="pdf", sys_inputs=values, pdf_standards="ua-1")
    except typst.TypstError:
        return typst.compile(template, format="pdf", sys_inputs=values)

"""Static files as they are served: named by their content, compressed beforehand, families' scripts without comments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: What is on the pages of families. The editor's scripts come over an office's line, as they are.
SCRIPTS = ("portal/base.js", "intake_forms/papers.js")


def smaller(script: str) -> str:
    """The same script without comments and indents; names stay as they are. It knows no template string inside another."""
    return str(jsmin(script))


class SmallStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with ``SCRIPTS`` made smaller before they are named and compressed."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """``paths``: of what was collected, name -> (storage that it comes from, path there)."""
        for name in [] if dry_run else [name for name in SCRIPTS if name in paths]:
            source, path = paths[name]
            with source.open(path) as file:
                Path(self.path(name)).write_text(smaller(file.read().decode()), encoding="utf-8")
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

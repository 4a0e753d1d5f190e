"""Short hashes that tell whether a demo's data still fits this code, without importing or running any of it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

OUR_APPS = ("content", "intake_forms", "portal")
PACKAGES = ("Django", "wagtail", "wagtail-localize", "rjsmin")


def _digest(parts: Iterable[str | bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()[:24]


def _folder(app: str) -> Path:
    """Where an installed app lies; found without importing it."""
    spec = find_spec(app.partition(".apps.")[0])
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(app)
    return Path(spec.submodule_search_locations[0])


def initial_migrations() -> str:
    """Changes when the meaning of one of our first migrations does: until 1.0 they are rewritten, not added to."""
    files = [path for app in OUR_APPS for path in sorted((_folder(app) / "migrations").glob("0001_*.py"))]
    # The syntax tree leaves out comments, so the date that Django writes on top doesn't count.
    return _digest(part for path in files for part in (path.name, ast.dump(ast.parse(path.read_text()))))


def migration_names() -> str:
    """Changes when any installed app gains, loses or renames a migration."""
    return _digest(
        f"{app}/{path.stem}"
        for app in settings.INSTALLED_APPS
        for path in sorted((_folder(app) / "migrations").glob("[0-9]*.py"))
    )


def seed() -> str:
    """Changes when the shipped pages or forms do."""
    base = Path(settings.BASE_DIR)
    folders = (base / "content" / "seed", base / "intake_forms" / "forms")
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if _counts(path)]
    return _digest(part for path in files for part in (str(path.relative_to(base)), path.read_bytes()))


def static_files() -> str:
    """Changes when one of our static files does, or a package that brings some."""
    files = [path for app in OUR_APPS for path in sorted((_folder(app) / "static").rglob("*")) if _counts(path)]
    ours = (part for path in files for part in (path.name, path.read_bytes()))
    return _digest([settings.STORAGES["staticfiles"]["BACKEND"], *(version(name) for name in PACKAGES), *ours])


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts

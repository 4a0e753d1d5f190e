"""The house as it was drawn: who imports whom, how long a file is, and that the tables match their migrations."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("portal", "content", "intake_forms")
FILE_LINES, SETTINGS_LINES, FUNCTION_LINES = 400, 250, 40
NAMES_THAT_SAY_NOTHING = re.compile(r"utils?|helpers?|misc|common|managers?|handlers?")


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def importers(module: str) -> set[str]:
    """The files that import ``module`` or something in it."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == module for name in names):
                found.add(named(path))
    return found


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("module", "importer"),
    [
        ("boto3", "intake_forms/documents/storage.py"),
        ("botocore", "intake_forms/documents/storage.py"),
        ("wagtail_localize", "content/services.py"),
    ],
)
def test_one_file_alone_imports(module: str, importer: str) -> None:
    assert importers(module) == {importer}


def test_nobody_imports_the_tables_from_where_django_looks_for_them() -> None:
    for path in sources():
        text = path.read_text(encoding="utf-8")
        assert "intake_forms.models" not in text.replace('"intake_forms.models', ""), named(path)


def test_no_file_is_too_long() -> None:
    sheets = (
        path for app in PACKAGES for ending in ("css", "js") for path in (ROOT / app / "static").rglob(f"*.{ending}")
    )
    files = [*sources(), *(ROOT / "tests").rglob("*.py"), *sheets]
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES} == {}
    assert lengths["portal/settings.py"] < SETTINGS_LINES


def test_no_function_is_too_long() -> None:
    found = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    found[f"{named(path)}:{node.name}"] = lines
    assert found == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if text.strip() and not ast.get_docstring(ast.parse(text)):
            silent.append(named(path))
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    folders = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_dir()]
    assert [named(path) for path in [*sources(), *folders] if NAMES_THAT_SAY_NOTHING.fullmatch(path.stem)] == []


@pytest.mark.django_db
def test_the_tables_match_their_migrations() -> None:
    out = io.StringIO()
    try:
        call_command("makemigrations", *PACKAGES[1:], check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


@pytest.mark.parametrize("app", PACKAGES[1:])
def test_one_migration_an_app_until_the_first_release(app: str) -> None:
    found = [path.name for path in (ROOT / app / "migrations").glob("0*.py")]
    assert found == ["0001_initial.py"]

"""Every text of the code stands in both languages, and the compiled catalogues are those of the sources."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"


def entries() -> list[polib.POEntry]:
    return list(polib.pofile(str(CATALOGUE)))


def test_nothing_is_untranslated_or_fuzzy() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_placeholders_and_tags_are_the_same() -> None:
    marks = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+[^>]*>|\[\[\w+\]\]")
    for entry in entries():
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            assert sorted(marks.findall(text)) == sorted(marks.findall(entry.msgid_plural or entry.msgid)), entry.msgid


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_compiled_catalogue_is_the_sources(language: str) -> None:
    source = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    compiled = {
        entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(str(source.with_suffix(".mo")))
    }
    wanted = {
        entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in polib.pofile(str(source)).translated_entries()
    }
    assert compiled == wanted


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs gettext: apt-get install gettext")
def test_every_text_of_the_code_is_in_the_catalogue(tmp_path: Path) -> None:
    for name in ("portal", "content", "intake_forms", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "manage.py", tmp_path)
    command = [sys.executable, "manage.py", "makemessages", "-l", "es", "--no-location", "--no-obsolete", "-v0"]
    subprocess.run(command, cwd=tmp_path, check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"})
    found = {entry.msgid for entry in polib.pofile(str(tmp_path / "locale" / "es" / "LC_MESSAGES" / "django.po"))}
    assert found == {entry.msgid for entry in entries()}


def test_spanish_speaks_with_usted() -> None:
    informal = re.compile(r"\b(tú|tus|tu|tienes|puedes|quieres|escribe tu|haz|contigo)\b", re.IGNORECASE)
    assert [entry.msgstr for entry in entries() if informal.search(entry.msgstr)] == []

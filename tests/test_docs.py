"""What the guides name is there: commands, files, and the tests that show something."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parents[1]
GUIDES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(ROOT.glob("docs/*.md")),
    ROOT / "intake_forms/forms/README.md",
]
#: Written inside the folder that a guide is talking of.
BESIDE = ["", "intake_forms/", "intake_forms/schema/", "intake_forms/authoring/", "intake_forms/wizard/", "intake_forms/staff/",
          "intake_forms/records/", "intake_forms/forms/", "locale/es/"]  # fmt: skip
NAMED = re.compile(r"`((?:portal|content|intake_forms|tests)/[\w./-]+\.\w+)`")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_and_file_that_a_guide_names_exists(guide):
    said = guide.read_text(encoding="utf-8")
    commands = set(re.findall(r"manage\.py ([a-z_]+)", said)) | set(re.findall(r"`((?:load|dump|release)_\w+)`", said))
    assert commands - set(get_commands()) == set()
    # What a reader is told to save is not there yet.
    files = {*re.findall(r"(?<!Save it as )`([\w./-]+\.(?:py|yaml|md|txt|json|mo))`", said), *NAMED.findall(said)}
    missing = {name for name in files if not any((ROOT / folder / name).exists() for folder in BESIDE)}
    assert missing == set()


def test_the_readme_starts_gunicorn_with_the_settings_that_files_and_the_log_need():
    commands = re.findall(r"^gunicorn -.*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(commands) == 1
    settings = re.search(r"-c python:(\S+) ", commands[0])[1]
    assert import_module(settings).logger_class is import_module("portal.gunicorn_conf").DiscreetLogger


def test_the_comparison_shows_where_its_claims_stand():
    assert len(set(NAMED.findall((ROOT / "docs/comparison.md").read_text(encoding="utf-8")))) > 20

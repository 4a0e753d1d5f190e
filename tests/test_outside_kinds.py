"""A kind of question from somebody else's package is asked, kept, shown and built like the product's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from intake_forms import checks
from intake_forms.privacy.keysets import new_master_keyset
from intake_forms.schema import kinds
from intake_forms.schema.kinds.age import Age
from intake_forms.staff import kinds as desk

ROOT = Path(__file__).parents[1]

WALK = """
import re
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from intake_forms.authoring import compiling, importing
from intake_forms.authoring.models import FormSection
from intake_forms.records import services, statistics
from intake_forms.records.models import Case
from intake_forms.schema import document
from intake_forms.staff.reports import ADDRESS
from tests.intake_forms.forms import form, question, row, rows, step
from tests.intake_forms.sponsor import Sponsor, problems

call_command("check")
shown = rows(row("mark", "ge", 4))
first = step("one", question("mark", "stars"), question("tall", "height"))
made = document.parse(form(first, step("why", question("word"), show_if=shown)))
call_command("migrate", verbosity=0)
snippet = importing.take_in(made)
services.release(form=document.parse(compiling.data(snippet, draft=False).data))
for language in ("en", "es"):
    sponsor = Sponsor(Client(SERVER_NAME="localhost"), language, form="small")
    assert sponsor.post("gate", {"let_in": "yes"}).status_code == 303
    page = sponsor.get("one").content.decode()
    assert ("mark ES" if language == "es" else "mark") in page
    assert re.findall('<label for="id_one-tall_.">(.*?)</label>', page) == ["Feet", "Inches"]
    tall = {"tall.feet": "5", "tall.inches": "7"}
    assert sponsor.post("one", {"mark": "9", **tall}).status_code == 200
    found = problems(sponsor.post("one", {"mark": "3", "tall.feet": "5", "tall.inches": "12"}))
    assert found == {"id_one-tall_1": "Write a number up to 11 here."}, found
    assert sponsor.post("one", {"mark": "4", **tall}).url == sponsor.url("why")
    assert sponsor.post("one", {"mark": "3", **tall}).url == sponsor.url("check")
    page = sponsor.get("check").content.decode()
    assert "\\u2605\\u2605\\u2605" in page and "5 ft 7 in" in page and "170 cm" not in page
    assert sponsor.send().url == sponsor.url("done")
boss = Client(SERVER_NAME="localhost")
boss.force_login(get_user_model().objects.create_superuser("boss"))
for case in Case.objects.all():
    page = boss.get(f"/cms/cases/{case.pk}/").content.decode()
    assert "\\u2605\\u2605\\u2605" in page and "5 ft 7 in (170 cm)" in page
section = FormSection.objects.get()
page = boss.get(f"/cms/snippets/intake_forms/formsection/edit/{section.pk}/").content.decode()
assert all(each in page for each in ("Stars", '"stars"', "Height", '"height"'))
statistics.flush()
report = boss.get(ADDRESS).content.decode()
assert "taller than anybody is" in report
print("walked")
"""


def test_a_kind_from_outside_goes_all_the_way(tmp_path, empty_database):
    others = {"DATABASE_URL", "ALLOWED_HOSTS", "DEBUG"}
    env = {name: value for name, value in os.environ.items() if name not in others}
    env |= {
        "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
        "PORTAL_KEYSET": new_master_keyset(),
        "INTAKE_KINDS": "tests.outside.stars",
        "PORTAL_DATA": str(tmp_path / "data"),
        "PYTHONPATH": str(ROOT),
    }
    (tmp_path / "data").mkdir()
    empty_database(tmp_path / "data" / "db.sqlite3")
    done = subprocess.run([sys.executable, "-c", WALK], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip().endswith("walked")


def test_without_the_setting_it_is_not_there():
    assert kinds.kinds().keys().isdisjoint({"stars", "height"})
    assert checks.kinds_are_whole(None) == []


@pytest.mark.parametrize("floor", ["wizard", "authoring"])
def test_a_floor_that_lacks_a_kind_is_named(monkeypatch, floor):
    there = kinds.beside
    monkeypatch.setattr(
        kinds, "beside", lambda kind, on: there(kind, on) + ("_gone" if on == floor and kind is Age else "")
    )
    found = [(error.id, error.msg) for error in checks.kinds_are_whole(None)]
    assert {code for code, _said in found} == {"intake_forms.E002", "intake_forms.E003"}
    assert any(f"intake_forms.{floor}.kinds.age_gone" in said for _code, said in found)


def test_a_module_that_is_no_kind_is_named(monkeypatch):
    known = {name: item for name, item in kinds.kinds().items() if name != "age"}
    monkeypatch.setattr(kinds, "kinds", lambda: known)
    assert [error.msg for error in checks.kinds_are_whole(None)] == [
        "intake_forms.wizard.kinds.age belongs to no kind of item.",
        "intake_forms.authoring.kinds.age belongs to no kind of item.",
        "intake_forms.staff.kinds.age belongs to no kind of item.",
    ]


@pytest.mark.parametrize(
    ("module", "words", "missing"),
    [
        ("intake_forms.wizard.kinds.age", "MESSAGES", "not_a_number, out_of_range"),
        ("intake_forms.wizard.kinds.address", "PARTS", "street, unit, city, state, zip"),
        ("intake_forms.staff.kinds.age", "RULES", "not_a_number, out_of_range"),
    ],
)
def test_words_that_a_kind_lacks_are_named(monkeypatch, module, words, missing):
    monkeypatch.delattr(f"{module}.{words}")
    (found,) = checks.kinds_are_whole(None)
    kind = module.rpartition(".")[2]
    assert found.id == "intake_forms.E004"
    assert found.msg == f"The kind {kind!r} needs words in {module}.{words} for: {missing}."


def test_a_floor_that_shows_all_as_the_sponsor_sees_it_may_be_missing_where_no_rule_is_its_own(monkeypatch):
    monkeypatch.setattr(kinds, "_is_there", lambda place: not place.endswith(".staff.kinds"))
    assert "intake_forms.staff.kinds.age" not in kinds.names("staff")
    assert desk.module(Age) is None


def test_a_kind_that_calls_itself_otherwise_is_named(monkeypatch):
    known = {**kinds.kinds(), "years": Age}
    monkeypatch.setattr(kinds, "kinds", lambda: known)
    assert [error.id for error in checks.kinds_are_whole(None)] == ["intake_forms.E001"]

"""What leaves the forms again has no field for what is never collected: copies, desk, reports, spreadsheets, templates, tables.

The questions themselves are looked at by ``lint`` (schema/never_collect.py), with the same list.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from intake_forms.authoring import spreadsheets
from intake_forms.records import opening, services
from intake_forms.records.models import Case
from intake_forms.schema import document
from intake_forms.schema.agreements import Agreement
from intake_forms.schema.never_collect import named
from tests.intake_forms import forms
from tests.intake_forms.shipped.test_way import LONGEST, NEEDED
from tests.intake_forms.sponsor import Sponsor, problems
from tests.intake_forms.staff.conftest import Desk, desk, people  # noqa: F401

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted(path for room in ("intake_forms", "portal") for path in (ROOT / room / "templates").rglob("*.html"))
#: What names a value on a page.
_NAMING = re.compile(r"<(dt|th|label|legend|h2|h3|h4|caption)\b[^>]*>(.*?)</\1>", re.S)
_SPOKEN = re.compile(r'{% translate "(.*?)"')


def titles(page: str) -> list[str]:
    """What stands before values on a page."""
    return [" ".join(unescape(re.sub(r"<.*?>", " ", inner)).split()) for _tag, inner in _NAMING.findall(page)]


def keys(data: Any) -> Iterator[str]:
    """The names of all that is in a copy, and what its entries say they are."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key.replace("_", " ")
            if key in ("question", "paper", "about", "part", "form"):
                yield str(value)
            yield from keys(value)
    elif isinstance(data, list):
        for each in data:
            yield from keys(each)


def pdf(content: bytes) -> str:
    """The text of a PDF, in one line."""
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)).split())


def agreed(*keys: str) -> set[str]:
    """What agreements say: they may speak of anything."""
    items = [item for key in keys for item in forms.shipped(key).item_by_key.values()]
    return {text for item in items if isinstance(item, Agreement) for text in item.label.values()}


def outputs(sponsor: Sponsor, at: Desk, language: str) -> dict[str, list[str]]:
    """What each output calls its values, by output."""
    client, case = sponsor.client, Case.objects.get()
    get = lambda path: client.get(f"/{language}/case/{path}")  # noqa: E731
    return {
        "data": list(keys(json.loads(get("data.json").content))),
        "summary": titles(get("summary/").content.decode()),
        "pdf": [pdf(get("summary.pdf").content)],
        "status": titles(get("").content.decode()),
        "checklist": [*titles(get("checklist/").content.decode()), pdf(get("checklist.pdf").content)],
        "desk": titles(at.look(case).content.decode()),
        "queue": titles(at.list().content.decode()),
    }


def speaking(found: dict[str, list[str]], excused: set[str]) -> dict[str, list[str]]:
    """By output, what names something on the list."""
    told: dict[str, list[str]] = {}
    for name, texts in found.items():
        for text in texts:
            for each in excused:
                text = text.replace(each, "")
            if hit := named(text):
                told.setdefault(name, []).append(f"{hit.what}: {text[:120]}")
    return told


@pytest.fixture
def supervisor(desk: Callable[[str], Desk], people: dict[str, Any]) -> Callable[[str], Desk]:  # noqa: F811
    """A supervisor who reads the desk in a language."""

    def reading(language: str) -> Desk:
        profile = UserProfile.get_for_user(people["supervisor"])
        profile.preferred_language = language
        profile.save()
        return desk("supervisor")

    return reading


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_copy_and_no_page_of_the_desk_has_such_a_field(supervisor: Callable[[str], Desk], language: str) -> None:
    for key in ("pre-appointment", "packet"):
        services.release(form=forms.shipped(key))
    sponsor = Sponsor(Client(), language)
    for step, answers in {**NEEDED, **LONGEST}.items():
        if step in ("helping", "link"):
            continue
        posted = {**NEEDED[step], **answers}
        where = sponsor.url(step)
        if step == "children":
            where = sponsor.get(step).url
        response = sponsor.client.post(
            where, {f"{step}-{key}": value for key, value in posted.items()} | {"go": "next"}
        )
        assert response.status_code == 303, (step, problems(response))
    for step in ("case-manager", "help", "appointment"):
        sponsor.post(step, {})
    assert sponsor.send().url == sponsor.url("done")
    opening.open_form(case=Case.objects.get(), form_key="packet", by=1)
    found = outputs(sponsor, supervisor(language), language)
    assert all(len("".join(texts)) > 40 for texts in found.values()), found
    assert speaking(found, agreed("pre-appointment", "packet")) == {}


def test_the_same_look_finds_such_a_field_wherever_it_comes_out(supervisor: Callable[[str], Desk]) -> None:
    asked = forms.question("ssn", label={"en": "Social Security number", "es": "Número de seguro social"})
    paper = forms.slot("visa", label={"en": "Your visa", "es": "Su visa"})
    services.release(form=document.parse(forms.form(forms.step("one", asked), forms.step("two", paper))))
    sponsor = Sponsor(Client(), "en", form="small")
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("one", {"ssn": "nothing"})
    sponsor.post("two", {"visa.said": "will_bring"})
    assert sponsor.send().url == sponsor.url("done")
    told = speaking(outputs(sponsor, supervisor("en"), "en"), set())
    # The list of cases has no column for an answer at all.
    assert set(told) == {"data", "summary", "pdf", "checklist", "desk"} | ({"status"} & set(told))


@pytest.mark.django_db
def test_the_reports_and_the_translators_spreadsheets_have_no_such_column(supervisor: Callable[[str], Desk]) -> None:
    services.release(form=forms.shipped())
    for language in ("en", "es"):
        at = supervisor(language).client
        report = at.get(reverse("where_people_stop"), {"export": "csv"}).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(report)))
        assert len(rows) > 3
        assert speaking({"report": [*rows[0], *(row[0] for row in rows[1:])]}, set()) == {}
        with override(language):
            book = load_workbook(io.BytesIO(spreadsheets.write("pre-appointment", "es", [])))
        heads = [str(cell.value or "") for sheet in book for row in sheet.iter_rows(max_row=1) for cell in row]
        assert len(heads) > 3
        assert speaking({"spreadsheet": heads}, set()) == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_asks_for_it(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    names = re.findall(r'<(?:input|select|textarea)\b[^>]*\bname="([\w-]+)"', page)
    assert [name for name in names if named(re.sub("[_-]", " ", name), key=True)] == []
    for _tag, inner in _NAMING.findall(page):
        for text in _SPOKEN.findall(inner):
            for language in ("en", "es"):
                with override(language):
                    assert named(_(text)) is None, text


def test_no_column_of_the_database_is_for_it() -> None:
    columns = [
        field
        for app in ("intake_forms", "content")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.fields
    ]
    assert len(columns) > 100
    told = [
        str(field)
        for field in columns
        if named(field.name.replace("_", " "), key=True) or named(str(field.verbose_name))
    ]
    assert told == []

"""A language is added with data alone: a folder with what is known of it and a catalogue, and its texts in forms."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import formats, timezone
from django.utils.html import escape
from django.utils.translation import gettext, override
from django.utils.translation import ngettext as in_number

from intake_forms.authoring import files
from intake_forms.privacy import words
from intake_forms.records import appointments, messages, services, tables
from intake_forms.records.models import Case
from intake_forms.schema import document, languages, months
from portal import stand_ins
from tests import languages as made
from tests.intake_forms import forms
from tests.intake_forms.sponsor import ANSWERS, GATE, Sponsor

MAM = {"name": "Mam", "own_name": "Qyool", "falls_back_to": "es"}
PASHTO = {
    "name": "Pashto", "own_name": "پښتو", "rtl": True, "falls_back_to": "en",
    "months": ["جنوري", "فبروري", "مارچ", "اپریل", "مۍ", "جون", "جولای", "اګست", "سپتمبر", "اکتوبر", "نومبر", "دسمبر"],
    "date": "{day} {month} {year}",
    "answer_yes": "هو", "answer_no": "نه", "answer_not_sure": "نه پوهېږم",
}  # fmt: skip
#: Some texts in each: the others are still to be translated.
CATALOGUES: dict[str, dict[Any, Any]] = {
    "mam": {"Continue": "Continue in Mam", "Skip to main content": "Skip in Mam"},
    "ps": {"Continue": "دوام ورکړئ", "Back": "شاته", ("%(count)d file", "%(count)d files"): ["۱", "۲"]},
}
TITLES = {"mam": "A title in Mam", "ps": "سرلیک"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    for code, data in (("mam", MAM), ("ps", PASHTO)):
        made.add(folder, code, CATALOGUES[code], **data)
    return folder


@pytest.fixture
def spoken(folder: Path) -> Iterator[None]:
    with made.known(folder):
        yield


@pytest.fixture
def form(spoken: None) -> document.Form:
    """The form that tests walk, of which one title is translated into Mam and Pashto."""
    data = document.plain(forms.sample())
    data["languages"] += ["mam", "ps"]
    data["sections"][0]["steps"][0]["title"] |= TITLES
    return files.read(forms.as_yaml(data))


def english_and_spanish(texts: dict[str, str]) -> tuple[str, str]:
    return texts["en"], texts["es"]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "direction", "stand_in"), [("mam", "ltr", "es"), ("ps", "rtl", "en")])
def test_a_step_is_walked_in_a_language_added_as_data(form, code: str, direction: str, stand_in: str) -> None:
    services.release(form=form)
    sponsor = Sponsor(Client(), language=code)
    sponsor.fill("gate")
    page = unescape(sponsor.get("contact").content.decode())
    assert re.search(r"<html lang=\"(\w+)\" dir=\"(\w+)\"", page).groups() == (code, direction)
    # From the catalogue and the form, in the language itself ...
    assert f">{CATALOGUES[code]['Continue']}</button>" in page
    assert f"<h1>{TITLES[code]}</h1>" in page
    # ... and what they lack, in the language that stands in for it.
    first = form.step_by_key["contact"].items[0]
    assert first.label[stand_in] in page
    with override(stand_in):
        assert gettext("Save and continue later") in page
    # All the languages of the form are offered, each by its own name.
    names = re.findall(r'value="lang-(\w+)" lang="\w+" formnovalidate>(.*?)<span', page)
    own = {"en": "English", "es": "Español", "mam": "Qyool", "ps": "پښتو"}
    assert dict(names) == {each: name for each, name in own.items() if each != code}
    # What is refused says why, what is taken leads on, in the same language.
    refused = sponsor.post("contact", {})
    assert refused.status_code == 200
    sponsor.fill("contact", "child", "photo-id", "consent")
    assert sponsor.send().url == f"/{code}/forms/{form.key}/done/"
    assert sponsor.client.get(sponsor.url("done")).status_code == 200
    for path in ("case/", "case/summary/", "case/messages/", "case/permissions/", "case/delete/"):
        assert f'lang="{code}" dir="{direction}"' in sponsor.client.get(f"/{code}/{path}").content.decode()
    copy = sponsor.client.get(f"/{code}/case/summary.pdf")
    assert (copy.status_code, copy.content[:5]) == (200, b"%PDF-")


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "stand_in"), [("mam", "es"), ("ps", "en")])
def test_what_stands_in_says_in_which_language_it_is_and_what_is_translated_says_nothing(form, code, stand_in) -> None:
    services.release(form=form)
    sponsor = Sponsor(Client(), language=code)
    sponsor.fill("gate")
    page = sponsor.get("contact").content.decode()
    inside = f'<span lang="{stand_in}" dir="ltr">'
    first = form.step_by_key["contact"].items[0]
    with override(stand_in):
        for text in (first.label[stand_in], gettext("Save and continue later")):
            assert f"{inside}{escape(text)}</span>" in page, text
    assert f">{CATALOGUES[code]['Continue']}</button>" in page
    assert f"<h1>{TITLES[code]}</h1>" in page
    # In the portal's own languages nothing is marked.
    assert inside not in sponsor.client.get(f"/es/forms/{form.key}/contact/").content.decode()


@pytest.mark.django_db
def test_a_form_without_the_language_is_marked_whole_where_it_stands_alone_and_in_options(spoken, client) -> None:
    services.release(form=forms.sample())
    sponsor = Sponsor(client, language="ps")
    sponsor.fill("gate")
    page = unescape(sponsor.get("contact").content.decode())
    texts = [item.label["en"] for item in forms.sample().step_by_key["contact"].questions]
    assert [text for text in texts if f'<span lang="en" dir="ltr">{text}</span>' not in page] == []
    case = sponsor.client.get("/ps/case/").content.decode()
    assert f'<span lang="en" dir="ltr">{tables.statuses()["open"].sentence["en"]}</span>' in unescape(case)


def test_marking_leaves_alone_what_it_does_not_know_and_what_says_its_own_language(spoken: None) -> None:
    with override("es"):
        known = gettext("Save and continue later")
    whole = (
        f'<html lang="mam"><p>{known}</p><p lang="es">{known}</p><script>{known}</script><option value="a">{known}</option>'
        f"<textarea>{known}</textarea><p>María</p><br><p> {known} <b>{known}</b></p></html>"
    )
    span = f'<span lang="es" dir="ltr">{known}</span>'
    assert stand_ins.marked(whole, "mam") == (
        f'<html lang="mam"><p>{span}</p><p lang="es">{known}</p><script>{known}</script>'
        f'<option value="a" lang="es" dir="ltr">{known}</option>'
        f"<textarea>{known}</textarea><p>María</p><br><p> {span} <b>{span}</b></p></html>"
    )
    assert stand_ins.stands_in("Skip in Mam", "mam") == ""
    with override("es"):
        said = in_number("%(count)s file", "%(count)s files", 3) % {"count": 3}
    assert stand_ins.stands_in(said, "mam") == "es", "with something filled in"


def test_what_is_read_to_somebody_of_a_picture_or_a_list_says_its_language_too(spoken: None) -> None:
    with override("es"):
        known, other = gettext("Save and continue later"), gettext("Cancelled")
    page = f'<nav aria-label="{known}"><a>A title in Mam</a><b>{other}</b></nav><img alt="{known}: {other}"><img alt="María">'
    assert stand_ins.marked(page, "mam") == (
        f'<nav aria-label="{known}" lang="es"><a><span lang="mam" dir="ltr">A title in Mam</span></a><b>{other}</b></nav>'
        f'<img alt="{known}: {other}" lang="es"><img alt="María">'
    )
    said = f'<p lang="es" title="{known}">{known}</p>'
    assert stand_ins.marked(said, "mam") == said


@pytest.mark.django_db
def test_yes_and_no_say_in_which_language_they_are(spoken: None, client: Client) -> None:
    data = forms.form(forms.step("one", forms.question("sure", "yes_no", unsure=True)))
    services.release(form=document.parse({**data, "languages": ["en", "es", "mam"]}))
    sponsor = Sponsor(client, language="mam", form="small")
    sponsor.post("gate", {"let_in": "yes"})
    page = sponsor.get("one").content.decode()
    assert re.findall(r'<span lang="es" dir="ltr">(Sí|No|No sé)</span>', page) == ["Sí", "No", "No sé"]


@pytest.mark.parametrize(("code", "stand_in"), [("mam", "es"), ("ps", "en")])
def test_days_and_times_that_stand_in_say_their_language(spoken: None, code: str, stand_in: str) -> None:
    moment = datetime.datetime(2026, 11, 28, 7, 32)
    with override(code):
        written = [formats.date_format(moment, look) for look in ("DATE_FORMAT", "TIME_FORMAT", "DATETIME_FORMAT", "l")]
    *numbered, weekday = written
    assert {stand_ins.stands_in(each, code) for each in numbered} == {stand_in}
    assert stand_ins.stands_in(f"{weekday.capitalize()}, {numbered[0]}", code) == stand_in
    # Pashto has months of its own, in the dates that a form asks for.
    own = months.written("2026-05-31", code)
    assert stand_ins.stands_in(own, code) == {"mam": "es", "ps": ""}[code]
    for said in ("28/11/2026", "Ana", "Mission 12, piso 2", "AMAY-3456"):
        assert stand_ins.stands_in(said, code) == "", said


def test_a_text_that_goes_on_after_one_that_stands_in_says_its_language(spoken: None) -> None:
    with override("es"):
        known, other = gettext("Save and continue later"), gettext("We save each time you press Continue.")
    for said in (
        f": {known}",
        f"{known} – Puente",
        f"{known}: Ana",
        f"{known}, {other}",
        f"{other} {known}",
        f"{known} (x)",
    ):
        assert stand_ins.stands_in(said, "mam") == "es", said
    for said in (f"Ana, {known}", f"A title in Mam – {known}", f"{known}Ana"):
        assert stand_ins.stands_in(said, "mam") == "", said


class Unmarked(HTMLParser):
    """The texts of a page that nothing gives another language than the page's."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.around: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in stand_ins._VOID:
            self.around.append((tag, tag != "html" and (tag in stand_ins._RAW or "lang" in dict(attrs))))

    def handle_endtag(self, tag: str) -> None:
        while self.around and self.around.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if re.search(r"[^\W\d_]", data) and not any(says for _tag, says in self.around):
            self.texts.add(" ".join(data.split()))


@pytest.mark.django_db
def test_of_whole_pages_only_what_somebody_typed_is_in_no_language(spoken: None) -> None:
    services.release(form=forms.sample())
    sponsor = Sponsor(Client(), language="mam")
    sponsor.fill()
    typed = {text for given in ANSWERS.values() for text in given.values() if isinstance(text, str)}
    names = {"Puente", "JSON", sponsor.key_page()[0], "[[phone]]", "[[hours]]", *CATALOGUES["mam"].values()}
    pages = [sponsor.get("contact", "?check"), sponsor.get("check")]
    sponsor.send()
    case = Case.objects.get()
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    appointments.set_(case=case, starts_at=tomorrow, minutes=60, how="by_phone", where="", by=1)
    messages.write(case=case, text="abc", language="es", once=uuid4())
    pages += [sponsor.client.get(f"/mam/case/{path}") for path in ("", "permissions/", "messages/", "summary/")]
    left = set.union(*(Unmarked(page.content.decode()).texts for page in pages))
    assert left - names - typed == set()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["mam", "ps"])
def test_the_words_are_of_a_language_that_has_a_list_and_open_the_case_again(form, code: str) -> None:
    services.release(form=form)
    sponsor = Sponsor(Client(), language=code)
    sponsor.fill("gate")
    page = sponsor.get("key").content.decode()
    source = re.findall(r'<ol class="words"[^>]* lang="(\w+)"', page)[0]
    reference, given = sponsor.key_page()
    assert source == {"mam": "es", "ps": "en"}[code]
    assert {unescape(word) for word in given} <= set(words.words(source))
    again = Sponsor(Client(), language=code).resume(reference, " ".join(given))
    assert again.url == f"/{code}/forms/{form.key}/tasks/"


@pytest.mark.django_db
def test_a_form_without_the_language_is_shown_in_the_one_that_stands_in(spoken, client: Client) -> None:
    services.release(form=forms.sample())
    sponsor = Sponsor(client, language="mam")
    page = unescape(sponsor.get("gate").content.decode())
    assert forms.sample().gate.step.title["es"] in page
    assert CATALOGUES["mam"]["Continue"] in page
    # Both languages that the form has are offered.
    assert re.findall(r'value="lang-(\w+)"', page) == ["en", "es"]
    assert sponsor.post("gate", GATE, go="lang-es").headers["Location"] == f"/es/forms/{forms.sample().key}/gate/"


def test_dates_in_a_language_added_as_data(spoken: None) -> None:
    assert months.written("2026-05-31", "ps") == "31 مۍ 2026"
    assert months.written("2026-05-31", "mam") == "31 de mayo de 2026"
    assert months.number("دسمبر") == 12


def test_yes_and_no_in_a_language_added_as_data(spoken: None) -> None:
    asked = forms.question("sure", "yes_no", unsure=True)
    data = {**forms.form(forms.step("one", asked)), "languages": ["en", "es", "mam", "ps"]}
    item = document.parse(data).item_by_key["sure"]
    said = {code: [option.label[code] for option in item.options] for code in ("ps", "mam")}
    assert said == {"ps": ["هو", "نه", "نه پوهېږم"], "mam": ["Sí", "No", "No sé"]}
    assert item.display("not_sure", "ps") == "نه پوهېږم"
    # They are the portal's, not the form's: nothing of them stands in its document.
    assert "Sí" not in document.canonical(document.parse(data))


def test_tables_and_plurals_take_what_stands_in(spoken: None) -> None:
    english, spanish = english_and_spanish(tables.statuses()["sent"].name)
    with override("mam"):
        assert tables.status_name("sent") == spanish
        assert gettext("Skip to main content") == CATALOGUES["mam"]["Skip to main content"]
        assert in_number("%(count)d file", "%(count)d files", 2) == "%(count)d files"
    with override("ps"):
        assert tables.status_name("sent") == english
        assert in_number("%(count)d file", "%(count)d files", 2) == "۲"


def test_the_portals_own_languages_must_be_complete(spoken: None) -> None:
    data = document.plain(forms.sample())
    del data["title"]["es"]
    with pytest.raises(document.FormError):
        document.parse(data)


def test_a_language_that_falls_back_to_none_is_refused(tmp_path: Path) -> None:
    made.add(tmp_path, "mam", {}, **{**MAM, "falls_back_to": "qq"})
    with pytest.raises(ValueError, match="qq"), made.known(tmp_path):
        pass
    assert set(languages.known()) == {"en", "es"}


STARTED = """
import django
django.setup()
from django.conf import settings
from django.utils.translation import get_language_info, gettext, override
for code, name in settings.LANGUAGES:
    with override(code):
        print(code, name, get_language_info(code)["name_local"], code in settings.LANGUAGES_BIDI, gettext("Continue"))
"""


def test_a_portal_started_with_the_folder_knows_them(folder: Path) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "LOCALE_DIRS": str(folder), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", STARTED]
    done = subprocess.run(command, cwd=made.ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "en English English False Continue",
        "es Español Español False Seguir",
        "mam Mam Qyool False Continue in Mam",
        "ps Pashto پښتو True دوام ورکړئ",
    ]

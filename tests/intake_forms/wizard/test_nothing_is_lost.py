"""Every page of a form, whatever happens while somebody is at it: what was typed is there again, all of it.

The pages come from the forms themselves, so that a step added to one is tried with the others. Those of the packet are tried
in a browser (tests/e2e/test_nothing_is_lost.py).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from intake_forms.privacy.models import Limit
from intake_forms.records import services
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.everypage import packet_families, send
from tests.intake_forms.pages import Page, Typed, Walk, answers, half
from tests.intake_forms.ways import asked, ways

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]


@dataclass
class Family(Walk):
    """Somebody on a way through a form, with reference and words at hand."""

    reference: str = ""
    words: list[str] = field(default_factory=list)

    def begin(self) -> None:
        super().begin()
        page = self.client.get(f"{self.base}key/").content.decode()
        self.reference = re.findall(r'id="reference"[^>]*>(.*?)<', page)[0]
        self.words = [unescape(word) for word in re.findall(r'<ol class="words".*?</ol>', page, re.S)]
        self.words = re.findall(r"<li>(.*?)</li>", self.words[0])

    def look(self, path: str, client: Client | None = None) -> Typed:
        """What stands on a page."""
        response = (client or self.client).get(path)
        assert response.status_code == 200, path
        return Page(response).shown

    def come_back(self, client: Client, language: str = "es", **more: str) -> Any:
        """Enter reference and words."""
        Limit.objects.all().delete()
        data = {"reference": self.reference, "words": " ".join(self.words), "go": "next", **more}
        return client.post(f"/{language}/continue/", data)


# --- What happens. Each gets the family, the page it is at and what it has typed there; it returns what stands there then.


def refresh(family: Family, path: str, typed: Typed) -> Typed:
    """She pressed Continue, was told what is missing, and looks again, twice."""
    family.post(path, typed)
    family.look(path)
    return family.look(path)


def back(family: Family, path: str, typed: Typed) -> Typed:
    """She goes a page back in the middle of it, and forward again."""
    before = family.press(path, typed, go="back")
    family.client.get(before)
    return family.look(path)


def language(family: Family, path: str, typed: Typed) -> Typed:
    """She changes the language in the middle of it: there it stands, and here still."""
    there = family.press(path, typed, go="lang-en")
    assert there == path.replace("/es/", "/en/", 1)
    assert family.look(there) == typed
    return family.look(path)


def another_tab(family: Family, path: str, typed: Typed) -> Typed:
    """She has another step open in another tab, and saves that one in between."""
    here = Page(family.client.get(path)).hidden["made_from"]
    other = next(each for each in [*family.been, f"{family.base}gate/"] if each != path or len(family.been) == 1)
    stood = family.look(other)
    family.post(other, stood)
    family.post(path, typed, made_from=here)
    assert other == path or family.look(other) == stood
    return family.look(path)


def same_page_twice(family: Family, path: str, typed: Typed) -> Typed:
    """She has this page open twice and saves both: the second is told, and shows what it has; nothing is overwritten."""
    seen = Page(family.client.get(path)).hidden["made_from"]
    family.post(path, typed, made_from=seen, go="save")
    page = family.post(path, {name: ["2y"] for name in typed if "2y" not in typed[name]}, made_from=seen)
    assert page.status_code == 409, path
    return family.look(path)


def new_telephone(family: Family, path: str, typed: Typed) -> Typed:
    """Days later, on another phone, in the other language: reference and words open the form, the page has all of it."""
    family.post(path, typed)
    other, english = Client(), family.base.replace("/es/", "/en/")
    # What a helper began is first handed over to whose form it is.
    assert family.come_back(other, "en").url in (f"{english}tasks/", "/en/case/handover/")
    return family.look(path.replace(family.base, english), other)


def session_over(family: Family, path: str, typed: Typed) -> Typed:
    """Her session ended while she typed: what she posts waits until the words are entered."""
    mark = Page(family.client.get(path)).hidden["case"]
    Session.objects.all().delete()
    page = family.post(path, typed, case=mark)
    assert page.status_code == 403
    assert not any(text in page.content.decode() for texts in typed.values() for text in texts if "ñ" in text)
    ticket = re.findall(r'name="late" value="(.*?)"', page.content.decode())[0]
    family.come_back(family.client, late=ticket)
    return family.look(path)


def new_version(family: Family, path: str, typed: Typed) -> Typed:
    """The form is released with other texts while she is at it."""
    family.post(path, typed)
    data = document.plain(family.form)
    number = services.release(form=family.form)[0].number
    data["title"]["es"] += f" {number}"
    assert services.release(form=document.parse(data))[0].number == number + 1
    return family.look(path)


HAPPENINGS = [refresh, back, language, another_tab, same_page_twice, new_telephone, session_over, new_version]


# --- The families: between them they meet every page.


def pre_appointment() -> Iterator[Family]:
    """Whoever fills in the first form."""
    yield from _families(forms.shipped())


def packet() -> Iterator[Family]:
    """Whoever fills in the packet, once the first form is sent and staff have opened it."""
    first, form = forms.shipped(), forms.shipped("packet")
    services.release(form=form)
    before = next(_families(first))
    list(before.pages(untouched=True))
    send(before)
    for walk in packet_families(form, before.client):
        yield Family(before.client, form, walk.wished, reference=before.reference, words=before.words)


def every_kind() -> Iterator[Family]:
    """A form with each kind of question, a group and a paper."""
    yield from _families(document.parse(forms.every_kind()))


def _families(form: document.Form) -> Iterator[Family]:
    services.release(form=form)
    for wished in ways(form):
        family = Family(Client(), form, wished)
        family.begin()
        yield family


@pytest.mark.parametrize("form", [pre_appointment, every_kind])
def test_what_was_typed_on_any_page_is_kept_whatever_happens(form: Any) -> None:
    tried: set[str] = set()
    for family in form():
        known = family.form
        tried.add(known.gate.step.key)
        for path in family.pages():
            step = path.removeprefix(family.base).split("/")[0]
            if step in tried:
                continue
            tried.add(step)
            page = Page(family.client.get(path))
            begun, answered = half(page), answers(page, known, family.wished)
            for happening in HAPPENINGS:
                # What the last one left here must not be taken for what this one kept.
                family.post(path, {}, go="save")
                assert family.look(path) == {}, path
                for typed in [begun, answered] if begun != answered else [begun]:
                    assert happening(family, path, typed) == typed, (happening.__name__, path)
    assert asked(known) <= tried, f"pages that nobody came to: {asked(known) - tried}"


AGAIN = """
import json, sys
import django
from django.conf import settings
asked = json.load(sys.stdin)
django.setup()
settings.DATABASES["default"]["NAME"] = asked["database"]
from django.db import connection
from django.test import Client
from tests.intake_forms.pages import Page
client = Client(SERVER_NAME="localhost")
client.cookies[settings.SESSION_COOKIE_NAME] = asked["session"]
json.dump({path: Page(client.get(path)).shown for path in asked["paths"]}, sys.stdout)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_was_typed_is_there_when_the_server_was_started_again(settings: Any) -> None:
    family = next(every_kind())
    typed: dict[str, Typed] = {}
    for path in family.pages():
        typed[path] = answers(Page(family.client.get(path)), family.form, family.wished)
    last = next(reversed(typed))
    typed[last] = half(Page(family.client.get(last)))
    family.post(last, typed[last])
    asked = {
        "database": str(connection.settings_dict["NAME"]),
        "session": family.client.cookies[settings.SESSION_COOKIE_NAME].value,
        "paths": list(typed),
    }
    env = {**os.environ, "PORTAL_KEYSET": settings.PORTAL_KEYSET, "DJANGO_SETTINGS_MODULE": "tests.crash.settings"}
    command = [sys.executable, "-c", AGAIN]
    done = subprocess.run(
        command, cwd=ROOT, env=env, input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == typed

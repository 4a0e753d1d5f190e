"""A family with its case open in a browser, before and after sending, and the desk on the other side."""

from __future__ import annotations

import itertools
import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from intake_forms.records import services
from intake_forms.records.models import Case
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import Sponsor
from tests.intake_forms.staff.conftest import desk, people  # noqa: F401


def document_of_papers() -> dict[str, Any]:
    """A form that asks for a photo, and for a letter of each child."""
    photo = forms.slot("photo", hint=forms.text("front and back"), cannot_get=forms.text("ask the consulate"))
    kids = forms.group("kids", forms.question("name"), min=0)
    return forms.form(
        forms.step("children", kids), forms.step("proofs", photo, forms.slot("letter", per="kids", max_files=2))
    )


_more = itertools.count()


class Family(Sponsor):
    """Somebody at the pages of her case, without JavaScript."""

    def case_url(self, path: str = "", language: str | None = None) -> str:
        """The address of a page of the case."""
        return f"/{language or self.language}/case/{path}"

    def see(self, path: str = "", language: str | None = None) -> HttpResponse:
        """Look at a page of the case."""
        return self.client.get(self.case_url(path, language))

    def press(self, path: str, go: str = "next", **data: Any) -> HttpResponse:
        """Press a button on a page of the case."""
        return self.client.post(self.case_url(path), {"go": go, **data})

    def photo(self, path: str = "papers/photo/", name: str = "photo", **more: Any) -> HttpResponse:
        """Send a photo on a paper's page, another one each time."""
        content = picture() + b"x" * next(_more)
        return self.press(path, "upload", **{f"paper-{name}": [sent(content)], **more})

    @property
    def case(self) -> Case:
        """Her case as it is now."""
        return Case.objects.select_related("key").get()


@pytest.fixture
def drafting(db) -> Family:
    """She came through the gate and has a child on her list."""
    services.release(form=document.parse(document_of_papers()))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    kid = re.search(r"children/(.{36})/", family.post("children", {}, go="add").url)[1]
    family.client.post(family.url(f"children/{kid}"), {"children-name": "Qzxana", "go": "next"})
    family.kid = kid
    return family


@pytest.fixture
def family(drafting) -> Family:
    """She has sent her form; she will bring the photo."""
    drafting.post("children", {})
    drafting.post("proofs", {"photo.said": "will_bring"})
    assert drafting.send().status_code == 303
    return drafting


def text(response: HttpResponse) -> str:
    """What stands on the main part of a page."""
    part = re.search(r"<main.*</main>", response.content.decode(), re.S)[0]
    return " ".join(unescape(re.sub(r"<(style|script|svg).*?</\1>|<.*?>", " ", part, flags=re.S)).split())


def links(response: HttpResponse) -> list[str]:
    """Where the links of the main part lead."""
    return re.findall(r'<a [^>]*href="([^"]*)"', re.search(r"<main.*</main>", response.content.decode(), re.S)[0])


def title(response: HttpResponse) -> str:
    """The title of a page, as it stands in the history of a phone."""
    return unescape(re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1].strip())

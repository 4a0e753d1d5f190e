"""A sponsor at a browser without JavaScript, for tests: what she answers and the buttons she presses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from intake_forms.records.queries import StepAnswers

GATE = {"contacted": "yes", "child_location": "in_care"}
#: What is posted on each step of the form that tests walk (form.yaml); in its order.
ANSWERS: dict[str, dict[str, Any]] = {
    "gate": GATE,
    "contact": {
        "first_names": "María",
        "last_names": "López",
        "phone": "415 555 2671",
        "contact_channel": ["call", "text"],
        "safe_message": "yes",
        "language": "es",
    },
    "child": {"child_first": "José", "child_last": "López", "child_age": "9", "relationship": "mother"},
    "photo-id": {},
    "consent": {"consent_store": "yes", "consent_cm": "yes", "typed_name": "María López"},
}
#: What the form understands of it, where that is something else.
_UNDERSTOOD = {"phone": "+14155552671", "child_age": 9, "consent_store": True}


def step_answers(step: str, **other: Any) -> StepAnswers:
    """A step's answers as the wizard hands them to the services."""
    posted = {**ANSWERS[step], **other}
    typed = {key: value if isinstance(value, list) else [value] for key, value in posted.items()}
    values = {key: value if key in other else _UNDERSTOOD.get(key, value) for key, value in posted.items()}
    return StepAnswers(typed, values, complete=True)


def headings(response: HttpResponse) -> list[str]:
    """The page's h1s."""
    return [unescape(each.strip()) for each in re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S)]


def problems(response: HttpResponse) -> dict[str, str]:
    """The error summary: id of the control that each link leads to -> sentence."""
    summary = re.search(r'<div class="summary".*?</div>', response.content.decode(), re.S)
    links = re.findall(r'<a href="#(.*?)">(.*?)</a>', summary[0]) if summary else []
    return {control: unescape(sentence) for control, sentence in links}


class Sponsor:
    """Presses buttons by name and value, as the pages offer them."""

    def __init__(self, client: Client, language: str = "es", form: str = "pre-appointment") -> None:
        self.client, self.language, self.form = client, language, form

    def url(self, step: str = "", query: str = "", language: str | None = None) -> str:
        """The address of a page of the form; of its first page without ``step``."""
        base = f"/{language or self.language}/forms/{self.form}/"
        return f"{base}{step}/{query}" if step else base

    def get(self, step: str = "", query: str = "", **more: Any) -> HttpResponse:
        """Look at a page."""
        return self.client.get(self.url(step, query), **more)

    def post(
        self, step: str, answers: Mapping[str, Any] | None = None, go: str = "next", query: str = "", **more: Any
    ) -> HttpResponse:
        """Press a button on a step with these answers typed in (question key -> what is posted)."""
        given = ANSWERS.get(step, {}) if answers is None else answers
        data = {f"{step}-{key}": value for key, value in given.items()}
        return self.client.post(self.url(step, query), {**data, "go": go}, **more)

    def fill(self, *steps: str) -> None:
        """Answer these steps (all of them when none is named), each with Continue."""
        for step in steps or ANSWERS:
            response = self.post(step)
            assert response.status_code == 303, (step, problems(response))

    def submit_key(self) -> str:
        """What the check page's form carries."""
        return re.findall(r'name="submit_key" value="(.*?)"', self.get("check").content.decode())[0]

    def send(self, key: str | None = None) -> HttpResponse:
        """Press "send" on the check page."""
        return self.client.post(self.url("check"), {"submit_key": key or self.submit_key(), "go": "next"})

    def key_page(self) -> tuple[str, list[str]]:
        """The reference and the four words, as the key page shows them."""
        page = self.get("key").content.decode()
        reference = re.findall(r'id="reference"[^>]*>(.*?)<', page)[0]
        words = re.findall(r'<ol class="words".*?</ol>', page, re.S)[0]
        return reference, re.findall(r"<li>(.*?)</li>", words)

    def resume(self, reference: str, words: str, language: str | None = None) -> HttpResponse:
        """Enter reference and words on the page for it."""
        url = f"/{language or self.language}/continue/"
        return self.client.post(url, {"reference": reference, "words": words, "go": "next"})
